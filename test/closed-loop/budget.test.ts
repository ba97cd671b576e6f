import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalAccount } from '../../src/local/account.ts';
import type { Intercept } from '../../src/local/intercept.ts';
import { datapointsIn } from '../helpers/cloudwatch/emf.ts';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';
import { type DeployOptions, deploy } from './deployed.ts';
import { eventNow } from './loop.ts';

/** The packaged canary, and the minute that Lambda gives it. */
let packaged: Awaited<ReturnType<typeof packageCanary>>;
beforeAll(async () => {
  packaged = await packageCanary();
}, 120_000);
afterAll(() => packaged.remove());

async function invoked(event: unknown, intercept?: Intercept, rest: Partial<DeployOptions> = {}) {
  const [fn] = packaged.all<CanaryFunction>('AWS::Lambda::Function');
  if (!fn) throw new Error('the template has no function');
  const account = await startLocalAccount(intercept ? { intercept } : {});
  const canary = deploy({ task: packaged.task, fn, account, ...rest });
  try {
    const { lines, answer, error, tookMs } = await canary.invoke(event);
    const sent = datapointsIn(lines).map(({ name, value }) => `${name} ${value}`);
    return { sent, lines, answer, error, tookMs, limitMs: fn.Timeout * 1000 };
  } finally {
    await canary.close();
    await account.close();
  }
}

describe('where everything hangs but the first writes', () => {
  it('the run is over, measured and answered before Lambda ends it', async () => {
    const hangs: Intercept = ({ service, operation, target }) =>
      service === 'lambda' || operation === 'DeleteItem' || target.endsWith('-runs')
        ? { kind: 'hang' }
        : undefined;

    const { sent, answer, error, lines, tookMs, limitMs } = await invoked(
      eventNow('schedule'),
      hangs,
      { faster: 6 },
    );

    expect(error).toBeUndefined();
    expect(answer).toMatchObject({ outcome: 'ran', report: { verdict: 'failed' } });
    expect(tookMs).toBeGreaterThan(45_000); // all of it hung for as long as it may
    expect(tookMs).toBeLessThan(limitMs);
    expect(sent).toContain('RunCompleted 1');
    expect(sent).toContain('Leaked 3');
    expect(lines.join('\n')).toContain('the runs table could not be asked');
  }, 60_000);
});

describe('a sweep', () => {
  it.each([
    ['schedule', ['LeftoversFound 0', 'LeftoversRemoved 0']],
    ['deployment-completed', []],
  ])('belongs to the schedule: after a run of %s there is %j', async (event, swept) => {
    const { sent } = await invoked(eventNow(event));
    expect(sent.filter((name) => name.startsWith('Leftovers'))).toEqual(swept);
    expect(sent).toContain('RunCompleted 1');
  });

  it('follows the run’s own report and metrics', async () => {
    const { lines } = await invoked(eventNow('schedule'));
    const at = (what: string) => lines.findIndex((line) => line.includes(what));
    expect(at('"RunCompleted":1')).toBeGreaterThan(at('"record":"run"'));
    expect(at('"record":"sweep"')).toBeGreaterThan(at('"RunCompleted":1'));
  });
});
