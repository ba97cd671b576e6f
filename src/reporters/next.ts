import type { Failure, ScenarioReport, StepResult } from '../engine/report.ts';
import { stoppedAt } from '../engine/run.ts';
import { ranOutOfTime } from '../engine/skips.ts';
import type { AwsService, Place } from './look.ts';
import { failureOf } from './steps.ts';

/** What to do about a failure: commands to copy, or words, or both. */
export interface Next {
  readonly commands: readonly string[];
  readonly advice?: string;
}

/** What to do about a scenario; nothing where it passed and cleaned up, or somebody stopped it. */
export function nextAfter(scenario: ScenarioReport, place: Place): Next {
  const failure = failureOf(scenario);
  if (failure) return nextFor(failure, scenario.steps, place);
  const stopped = stoppedAt(scenario);
  if (stopped?.status === 'skipped' && ranOutOfTime(stopped.because))
    return inWords(`give it more time: ${place.moreTime ?? 'canary run --timeout SECONDS'}`);
  return scenario.leaked && place.aws ? inWords(LEFT) : { commands: [] };
}

const LEFT =
  'canary sweep removes it, if RUNS_TABLE_NAME was set for this run; if not, remove that row by hand';

/** The same on one line. */
export function inOneLine({ commands, advice }: Next): string {
  return [...commands, advice].filter(Boolean).join('; ');
}

export function nextFor(failure: Failure, steps: ScenarioReport['steps'], place: Place): Next {
  switch (failure.kind) {
    case 'settings':
      return inWords('set it in the environment or in .env; canary list says what each one is');
    case 'access':
      return place.aws === undefined
        ? inWords('the embedded account cannot be reached from this process: a bug of the canary')
        : wayIn(failure.error.name, place);
    case 'defect':
      return inWords('a bug of the canary itself: report it with the output of --json');
    case 'check':
    case 'target':
    case 'timeout':
      return place.aws === undefined
        ? inWords('look at the reference target, in src/reference')
        : lookAt(failure, steps, place);
  }
}

function inWords(advice: string): Next {
  return { commands: [], advice };
}

function wayIn(errorName: string, place: Place): Next {
  const commands = [`aws sts get-caller-identity${options(place, 'sts')}`];
  if (/AccessDenied|NotAuthorized/.test(errorName)) {
    return { commands, advice: 'and allow that identity the action above' };
  }
  if (/Credentials|Token|Signature|UnrecognizedClient/.test(errorName)) {
    return {
      commands,
      advice: 'and sign in again (aws sso login), or name a profile (AWS_PROFILE)',
    };
  }
  return { commands, advice: 'and the network from here, AWS_REGION, AWS_ENDPOINT_URL_*' };
}

/** The commands that show more of what the scenario asked. */
function lookAt(failure: Failure, steps: readonly StepResult[], place: Place): Next {
  const asked = steps.filter(({ notes }) => notes.function ?? notes.table);
  const last = asked.at(-1);
  const table = safe(last?.notes.table);
  if (table !== undefined) {
    const command = `aws dynamodb describe-table --table-name ${table}`;
    return { commands: [`${command}${options(place, 'dynamodb')}`] };
  }
  const name = safe(last?.notes.function);
  if (!last || name === undefined) return inWords('look at the table named above');
  const error = failure.kind === 'target' ? failure.error.name : '';
  if (error === 'ResourceNotFoundException') {
    return {
      commands: [`aws lambda get-function --function-name ${name}${options(place, 'lambda')}`],
      advice: 'is it deployed, and under that name? canary list has the setting that names it',
    };
  }
  if (error === 'TooManyRequestsException') {
    const command = `aws lambda get-function-concurrency --function-name ${name}`;
    return { commands: [`${command}${options(place, 'lambda')}`] };
  }
  // A wrong answer may come from what was written before it was asked for.
  const judged = failure.kind === 'check' ? asked.filter(({ phase }) => phase === 'invoke') : [];
  return { commands: logsOf(judged.length > 0 ? judged : [last], place) };
}

/** A command for each function: what it logged of these requests. */
function logsOf(asked: readonly StepResult[], place: Place): readonly string[] {
  const byName = new Map<string, [StepResult, ...StepResult[]]>();
  for (const step of asked) {
    const name = safe(step.notes.function);
    if (name === undefined) continue;
    const others = byName.get(name);
    if (others) others.push(step);
    else byName.set(name, [step]);
  }
  return [...byName].map(([name, steps]) => {
    const requests = steps.map(({ notes }) => safe(notes.requestId));
    const group = `/aws/lambda/${bareName(name)}`;
    // Of one without an id, only all that was logged meanwhile can be shown.
    const filter = requests.includes(undefined) ? '' : ` --filter-pattern '${anyOf(requests)}'`;
    return `aws logs tail ${group} --since ${steps[0].startedAt}${filter}${options(place, 'logs')}`;
  });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
function anyOf(requests: readonly (string | undefined)[]): string {
  const optional = requests.length > 1 ? '?' : '';
  return requests.map((one) => `${optional}"${one}"`).join(' ');
}

function options({ aws }: Place, service: AwsService): string {
  return aws ? ` ${aws(service)}` : '';
}

/** What may stand in a command that somebody copies into a shell: names, ARNs, ids; nothing else. */
export function safe(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w:/.-]+$/.test(value) ? value : undefined;
}

/** A function may be named by its ARN, with its account, with a version or an alias. */
export function bareName(name: string): string {
  const [first = '', second = ''] = name.replace(/^(arn:.*|\d{12}):function:/, '').split(':');
  return /^\d{12}$/.test(first) ? second : first;
}
