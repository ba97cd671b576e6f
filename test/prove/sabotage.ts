/**
 * Every known way of being wrong must be found, with the right blame (that half is the tests of
 * test/scenarios/sabotage, whose list is counted here); and every small change to the reference target
 * must be found too, or be listed with the reason why no scenario ought to find it.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { build, type Plugin } from 'rolldown';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { fasterClock, runOn } from '../scenarios/bench.ts';
import { everySabotage } from '../scenarios/sabotage/index.ts';
import { none, type Proof, type Prove } from './claims.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { reasonFor, unused } from './survivors.ts';

const FILES = [
  ...['resume', 'validators', 'ledger-entry', 'ledger-table', 'plan-table', 'rows'],
  ...['governance-e2e', 'plan-lifecycle', 'call'],
].map((name) => `src/reference/${name}.ts`);
/** Most of their time is spent waiting for what does not come. */
const AT_A_TIME = 12;
/** In node_modules, so that what is built there finds the SDK. */
const FOLDER = join('node_modules', '.cache', `mutants-${process.pid}`);

export const sabotage: Prove = async (size) => {
  const mutants = FILES.flatMap(mutantsOf);
  const chosen = size === 'full' ? mutants : mutants.filter((_, n) => n % 25 === 0);
  await mkdir(FOLDER, { recursive: true });
  try {
    return await meet(chosen, size === 'full');
  } finally {
    await rm(FOLDER, { recursive: true, force: true });
  }
};

type Fate = 'caught' | 'survived' | 'none';

async function meet(mutants: readonly Mutant[], all: boolean): Promise<Proof> {
  const fates = new Map<Mutant, Fate>();
  const queue = mutants.entries();
  const worker = async () => {
    const account = await startLocalAccount();
    try {
      for (const [n, mutant] of queue) fates.set(mutant, await fateOf(mutant, n, account));
    } finally {
      await account.close();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));

  const with_ = (fate: Fate) => mutants.filter((mutant) => fates.get(mutant) === fate);
  const survived = with_('survived');
  const without = survived.filter((mutant) => reasonFor(mutant) === undefined);
  const met = mutants.length - with_('none').length;
  return {
    claims: [
      {
        claim: 'known ways of being wrong, each with its test',
        figure: `${everySabotage.length}`,
        holds: everySabotage.length >= 40,
      },
      { claim: 'mutants of the reference target', figure: `${met}`, holds: met >= (all ? 200 : 5) },
      {
        claim: 'caught by a scenario',
        figure: `${with_('caught').length}`,
        holds: with_('caught').length > 0,
      },
      {
        claim: 'survived for a reason that is listed',
        figure: `${survived.length - without.length}`,
        holds: true,
      },
      none('survived without a reason', without.map(told)),
      ...(all ? [none('reasons that no mutant needs', unused(survived))] : []),
    ],
  };
}

const told = ({ file, line, was, is }: Mutant) => `${file}:${line}  ${was}  →  ${is}`;

/** It runs in the place of the target; what makes any scenario not pass has been found. */
async function fateOf(mutant: Mutant, n: number, account: LocalAccount): Promise<Fate> {
  const client = new DynamoDBClient({
    region: LOCAL_SETTINGS.AWS_REGION,
    credentials: account.credentials,
    endpoint: account.endpoints.dynamodb,
  });
  try {
    const target = await built(mutant, n);
    if (!target) return 'none';
    const store = target.dynamoStore(DynamoDBDocumentClient.from(client), {
      revenuePlans: LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME,
      planLedger: LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME,
    });
    const { functions } = account;
    functions.set(LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME, {
      handler: target.planLifecycle({ store }),
    });
    functions.set(LOCAL_SETTINGS.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME, {
      handler: target.governanceE2E({ store }),
    });
    const fate = await fateOn(account, 2);
    // On a machine with much to do a healthy answer may be late too: that is no catch.
    return fate === 'late'
      ? (await fateOn(account, 1)) === 'survived'
        ? 'survived'
        : 'caught'
      : fate;
  } finally {
    client.destroy();
  }
}

async function fateOn(
  account: LocalAccount,
  faster: number,
): Promise<'caught' | 'survived' | 'late'> {
  const { verdict, scenarios } = await runOn(account, { clock: fasterClock(faster) });
  if (verdict === 'passed') return 'survived';
  const failures = scenarios.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.status === 'failed' ? [step.failure.kind] : [])),
  );
  return failures.every((kind) => kind === 'timeout') ? 'late' : 'caught';
}

interface Target {
  readonly dynamoStore: (client: DynamoDBDocumentClient, tables: object) => object;
  readonly planLifecycle: (parts: object) => (event: unknown) => unknown;
  readonly governanceE2E: (parts: object) => (event: unknown) => unknown;
}

const ENTRY = '\0target.ts';
const TARGET = `
export { dynamoStore } from './src/reference/store.ts';
export { planLifecycle } from './src/reference/plan-lifecycle.ts';
export { governanceE2E } from './src/reference/governance-e2e.ts';
`;

/** Undefined when it does not compile, or does not even load: then the compiler is who catches it. */
async function built(mutant: Mutant, n: number): Promise<Target | undefined> {
  const file = join(FOLDER, `${n}.mjs`);
  const instead: Plugin = {
    name: 'mutant',
    // What is no file of ours is a package, which the mutant finds where it is put.
    resolveId(id) {
      if (id === ENTRY) return id;
      return id.startsWith('.') ? undefined : { id, external: true };
    },
    load(id) {
      if (id === ENTRY) return { code: TARGET, moduleType: 'ts' };
      return id.endsWith(`/${mutant.file}`) ? { code: mutant.code, moduleType: 'ts' } : undefined;
    },
  };
  try {
    const { output } = await build({
      input: ENTRY,
      write: false,
      platform: 'node',
      plugins: [instead],
      logLevel: 'silent',
    });
    await writeFile(file, output[0].code);
    return await import(pathToFileURL(file).href);
  } catch {
    return undefined;
  }
}
