import { trendsOf } from '../engine/trends.ts';
import { historyReport } from '../reporters/history.ts';
import { plainJson } from '../reporters/plain.ts';
import { inAccount } from '../wiring.ts';
import { whyNot } from './failures.ts';
import { lookOf } from './look.ts';
import { needs } from './needs.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';

/** Half a day at five minutes is more than a page; this is one. */
const LAST = 50;

/** `canary history`: past runs, and what they say together. */
export function history(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(invocation, shell, () => ['AWS_REGION', 'RUNS_TABLE_NAME']);
  const { flags, numbers } = invocation;
  return {
    problems,
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      const { out, err } = shell;
      try {
        const { runs, now } = await inAccount({ env }, async ({ store, clock }) => ({
          runs: (await store?.recent(numbers.get('last') ?? LAST)) ?? [],
          now: clock.now(),
        }));
        const look = lookOf({ local: false, noColor: flags.has('no-color'), env }, out, shell);
        out.write(
          flags.has('json')
            ? `${plainJson(JSON.stringify({ trends: trendsOf(runs, now), runs }, null, 2))}\n`
            : historyReport(runs, now, look),
        );
        return EXIT.passed;
      } catch (error) {
        err.write(`canary history: ${whyNot(error, env)}`);
        return EXIT.broken;
      }
    },
  };
}
