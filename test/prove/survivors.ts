import type { Mutant } from './mutants.ts';

/** A change that no scenario finds, and why none ought to. */
interface Survivor {
  readonly file: string;
  /** Stands in the line that was changed; of several changes to it all are meant, unless `is` says which. */
  readonly was: string;
  readonly is?: string;
  readonly because: string;
}

const of = (
  file: string,
  because: string,
  ...lines: readonly (string | readonly [string, string])[]
) =>
  lines.map(
    (line): Survivor =>
      typeof line === 'string'
        ? { file, was: line, because }
        : { file, was: line[0], is: line[1], because },
  );

const REFUSALS =
  'a plan of its own is PAUSED, valid and alone in its account, so that nothing is refused: what becomes of other plans is for the target’s own tests, and trying it here would leave more in a ledger that nobody may clean';
const OPINIONS =
  'a fresh plan passes every validator: the test plan asks that each has run and that the summary lets it through, not what each would say of another plan';
const KEYS =
  'they are in no answer of the API, and the canary may read neither table: of a row it sees what its delete hands back, where these only sort';
const CONSISTENCY =
  'a read that is late is no fault: the test plan’s reads are eventually consistent';
const CAPS =
  'a fresh plan has used nothing: it is far from every cap, and a reservation per run is all that may be spent';
const PAYLOADS = 'it is asked by one caller, with one payload that is right';
const ROUTES = 'no scenario asks for it: the test plan has three routes of this API';
const UNASKED = 'the test plan asks for the status and for what it did, not for this field';

const survivors: readonly Survivor[] = [
  ...of(
    'resume',
    REFUSALS,
    'return answer(400',
    'return answer(409',
    'return answer(403',
    'if (conflicting.length > 0)',
    'if (verdict === ',
    "'PLAN_ACTIVATION_REJECTED'",
    "result === 'BLOCK'",
    'planId !== plan.plan_id',
  ),
  ...of(
    'resume',
    UNASKED,
    ["{ from: 'PAUSED'", "'OTHER', to"],
    ["{ from: 'PAUSED'", "to: 'OTHER'"],
  ),
  ...of(
    'validators',
    OPINIONS,
    "has('BLOCK')",
    "has('WARN')",
    'const has =',
    'expiresAtMs',
    'objective',
    'names.size',
    'places.size',
    'No step contradicts',
    'const allow =',
    'const warn =',
    'const block =',
  ),
  ...of(
    'ledger-entry',
    'what an entry is called is the target’s affair; their order is told by their times, and within one millisecond by nobody',
    'count = atMs',
    '`${time.slice',
    'const chance =',
  ),
  ...of(
    'governance-e2e',
    'either place will do for the fields, and they are in both',
    "typeof body === 'string'",
  ),
  ...of('governance-e2e', UNASKED, 'const COST_CLASS'),
  ...of('governance-e2e', CAPS, 'const eventTypes'),
  ...of('governance-e2e', PAYLOADS, 'are required', 'return undefined;'),
  ...of(
    'plan-lifecycle',
    ROUTES,
    'A plan becomes',
    "'POST /plans/{planId}/approve'",
    "'POST /plans/{planId}/pause'",
    "move('PLAN_ABORTED'",
    'store.setStatus(plan, to',
    'record(plan, eventType',
  ),
  ...of('ledger-table', KEYS, 'sk: `EVENT#', 'gsi1pk:', 'gsi1sk:'),
  ...of('ledger-table', CAPS, "':day': `EVENT#", 'ConsistentRead'),
  ...of('plan-table', KEYS, "':gsi2sk'", 'return Item &&'),
  ...of('plan-table', CONSISTENCY, 'ConsistentRead: true'),
  ...of('plan-table', REFUSALS, "':active'"),
  ...of('plan-table', ROUTES, "'pk = :account'"),
  ...of('rows', 'a plan of its own has fewer entries than a page', 'found.length >= limit'),
  ...of(
    'governance-e2e',
    CAPS,
    'unit > HARD_CAP',
    'unit > SOFT_CAP',
    'judge(used + 1)',
    'units_used:',
    "'yyyy-mm-dd'",
  ),
  ...of(
    'governance-e2e',
    PAYLOADS,
    'typeof value ===',
    'const isText',
    '!isText(plan_id)',
    "'error' in asked",
    'request === undefined',
    "action !== 'budget_reserve'",
    'return answer(500',
  ),
  ...of('plan-lifecycle', PAYLOADS, 'typeof tenant_id !==', 'return answer(401', 'if (!ref)'),
  ...of(
    'plan-lifecycle',
    'it is configured, does not crash and knows the plan',
    'if (!service)',
    'if (!route)',
    'return answer(500',
    'return plan ?',
  ),
  ...of(
    'plan-lifecycle',
    ROUTES,
    'const wanted =',
    'plans: shown',
    'success: true',
    'from.includes',
    'routes[',
  ),
  ...of(
    'plan-lifecycle',
    'no scenario asks for fewer entries or for other ones than it gets',
    'asked > 0',
    'queryStringParameters ??',
  ),
];

export function reasonFor(mutant: Mutant): string | undefined {
  return survivors.find((one) => isOf(mutant, one))?.because;
}

/** What is listed and was caught, or is not there any more. */
export function unused(survived: readonly Mutant[]): readonly string[] {
  return survivors
    .filter((one) => !survived.some((mutant) => isOf(mutant, one)))
    .map(({ file, was }) => `${file}: ${was}`);
}

function isOf(mutant: Mutant, { file, was, is }: Survivor): boolean {
  return (
    mutant.file === `src/reference/${file}.ts` &&
    mutant.was.includes(was) &&
    (is === undefined || mutant.is.includes(is))
  );
}
