import { mkdtempSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarioNames } from '../../../src/canary.ts';
import type { RunReport } from '../../../src/engine/report.ts';
import type { Intercept } from '../../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../../src/local/settings.ts';
import { parseTrigger } from '../../../src/triggers/parse.ts';
import { deploy } from '../../closed-loop/deployed.ts';
import {
  type CloudFormation,
  type KnownStack,
  startCloudFormation,
} from '../../helpers/cloudformation.ts';
import { type EventBus, startEventBus } from '../../helpers/event-bus.ts';
import { failed, failures, passed, report, scenario } from '../../reporters/reports.ts';
import { test as base, type Met } from '../programs.ts';
import { type FakeShell, fakeShell } from '../shells.ts';

/** An account stood in for by endpoints on 127.0.0.1, with a target and a deployed canary in it. */
export interface Gate {
  /** What points any AWS SDK at it, and names nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly account: Met;
  readonly cloudFormation: CloudFormation;
  readonly bus: EventBus;
  /** Puts a function there that answers as the canary does, with a verdict of one scenario. */
  standIn(verdict: RunReport['verdict'], functionName?: string): void;
  /** Puts the canary there, under this name: its real handler, bundled as it is deployed. */
  deployCanary(functionName?: string): Promise<void>;
  /** What it has logged. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
}

export interface GateHow {
  readonly stack?: (name: string, asked: number) => KnownStack | undefined;
  readonly intercept?: Intercept;
  readonly refuseEvents?: () => string | undefined;
}

export const OUTPUTS = {
  RevenuePlansTableName: LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME,
  PlanLedgerTableName: LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME,
  ExecutionOutcomesTableName: LOCAL_SETTINGS.OUTCOMES_TABLE_NAME,
};

/** The stack as it should be. */
export const healthyStack = (name: string): KnownStack | undefined =>
  name === 'CCNativeStack' ? { status: 'UPDATE_COMPLETE', outputs: OUTPUTS } : undefined;

/** The lines that a stack's outputs become. */
export const LINES = [
  'AWS_REGION=us-east-1',
  `REVENUE_PLANS_TABLE_NAME=${OUTPUTS.RevenuePlansTableName}`,
  `PLAN_LEDGER_TABLE_NAME=${OUTPUTS.PlanLedgerTableName}`,
  `OUTCOMES_TABLE_NAME=${OUTPUTS.ExecutionOutcomesTableName}`,
  '',
].join('\n');

/** What serverless.yml puts into the function's environment, as far as the account does not say it. */
const VARIABLES = {
  STAGE: 'dev',
  INTERVAL_MINUTES: '5',
  TARGET_STACK_NAME: 'CCNativeStack',
  TRACING: 'false',
  CANARY_RETRIES: '0',
  RUNS_TABLE_NAME: LOCAL_SETTINGS.RUNS_TABLE_NAME,
};

let bundled: Promise<string> | undefined;

/** Once for all tests of a file, which needs it when its first test does. */
function bundle(): Promise<string> {
  bundled ??= (async () => {
    const service = mkdtempSync(join(tmpdir(), 'canary-bundle-'));
    const root = join(import.meta.dirname, '..', '..', '..');
    const handler = join(root, 'src', 'handler.ts');
    const { bundleLambdas } = await import(join(root, 'bundle.js'));
    await bundleLambdas(service, { handler });
    return join(service, '.serverless', 'bundle');
  })();
  return bundled;
}

/** What the canary makes of a request, but for the run. */
function answerOf(event: unknown, verdict: RunReport['verdict']) {
  const parsed = parseTrigger(event, {
    now: Date.now(),
    requestId: 'request-1',
    retries: 0,
    intervalMs: 300_000,
    scenarios: scenarioNames,
    targetStack: 'CCNativeStack',
    codeDeployApplication: undefined,
  });
  if (parsed.outcome !== 'run') throw new Error(JSON.stringify(parsed));
  const step =
    verdict === 'passed'
      ? passed('verify', 'it is')
      : failed('verify', 'it is', verdict === 'failed' ? failures.check : failures.denied);
  const { id, trigger } = parsed.request;
  const made = report(scenario('outcomes-capture', verdict, [step]));
  return { outcome: 'ran', report: { ...made, id, trigger } };
}

const awsNames = () => Object.keys(process.env).filter((name) => name.startsWith('AWS_'));

/** Nothing of whoever runs the tests. */
const nobodysOwn = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

interface Fixtures {
  gate: (how?: GateHow) => Promise<Gate>;
  /**
   * A shell for commands that run in this process: what it gives the SDK, the SDK finds. For tests that
   * run one after the other.
   */
  shellIn: (env: Readonly<Record<string, string>>) => FakeShell;
}

export const test = base.extend<Fixtures>({
  shellIn: async ({ folder, onTestFinished }, use) => {
    const before = { ...process.env };
    onTestFinished(() => {
      for (const name of awsNames()) delete process.env[name];
      Object.assign(process.env, before);
    });
    await use((env) => ({
      ...fakeShell({ env, cwd: folder }),
      setForSdk(aws) {
        for (const name of awsNames()) delete process.env[name];
        Object.assign(process.env, nobodysOwn, aws);
      },
    }));
  },
  gate: async ({ account: startAccount, onTestFinished }, use) => {
    await use(async ({ stack = healthyStack, intercept, refuseEvents } = {}) => {
      const [account, cloudFormation, bus] = await Promise.all([
        startAccount(intercept),
        startCloudFormation(stack),
        startEventBus(refuseEvents),
      ]);
      onTestFinished(() => {
        cloudFormation.close();
        bus.close();
      });
      const logged: Record<string, unknown>[] = [];
      return {
        account,
        logged,
        cloudFormation,
        bus,
        env: {
          AWS_REGION: LOCAL_SETTINGS.AWS_REGION,
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
          AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
          AWS_ENDPOINT_URL_LAMBDA: account.endpoints.lambda,
        },
        standIn(verdict, functionName = 'governance-canary-dev') {
          account.functions.set(functionName, { handler: (event) => answerOf(event, verdict) });
        },
        async deployCanary(functionName = 'governance-canary-dev') {
          const fn = {
            FunctionName: functionName,
            Handler: 'handler.handler',
            Timeout: 60,
            Environment: { Variables: VARIABLES },
          };
          const deployed = deploy({ task: await bundle(), fn, account });
          onTestFinished(() => deployed.close());
          account.functions.set(functionName, {
            timeoutMs: 60_000,
            async handler(event) {
              const { answer, error, lines } = await deployed.invoke(event);
              logged.push(...lines.map((line) => JSON.parse(line)));
              if (error) throw Object.assign(new Error(error.message), { name: error.name });
              return answer;
            },
          });
        },
      };
    });
  },
});
