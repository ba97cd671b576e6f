import { field } from '../engine/checks.ts';
import type { Failure, ScenarioReport, StepResult } from '../engine/report.ts';
import { ranOutOfTime } from '../engine/skips.ts';
import type { AwsService, Place } from './look.ts';
import { failureOf, stoppedAt } from './steps.ts';

/** What to do about a failure: a command to copy, or words, or both. */
export interface Next {
  readonly command?: string | undefined;
  readonly advice?: string;
}

/** What to do about a scenario; nothing where it passed, or somebody stopped it. */
export function nextAfter(scenario: ScenarioReport, place: Place): Next {
  const failure = failureOf(scenario);
  if (failure) return nextFor(failure, scenario.steps, place);
  const stopped = stoppedAt(scenario);
  return stopped?.status === 'skipped' && ranOutOfTime(stopped.because)
    ? { advice: 'give it more time: canary run --timeout SECONDS' }
    : {};
}

export function nextFor(failure: Failure, steps: ScenarioReport['steps'], place: Place): Next {
  switch (failure.kind) {
    case 'settings':
      return { advice: 'set it in the environment or in .env; canary list says what each one is' };
    case 'access':
      return place.aws === undefined
        ? {
            advice: 'the embedded account cannot be reached from this process: a bug of the canary',
          }
        : wayIn(failure.error.name, place);
    case 'defect':
      return { advice: 'a bug of the canary itself: report it with the output of --json' };
    case 'check':
    case 'target':
    case 'timeout':
      return place.aws === undefined
        ? { advice: 'the reference target, in src/reference' }
        : lookAt(failure, steps, place);
  }
}

function wayIn(errorName: string, place: Place): Next {
  const command = `aws sts get-caller-identity${options(place, 'sts')}`;
  if (/AccessDenied|NotAuthorized/.test(errorName)) {
    return { command, advice: 'and allow that identity the action above' };
  }
  if (/Credentials|Token|Signature|UnrecognizedClient/.test(errorName)) {
    return {
      command,
      advice: 'and sign in again (aws sso login), or name a profile (AWS_PROFILE)',
    };
  }
  return { command, advice: 'and the network from here, AWS_REGION, AWS_ENDPOINT_URL_*' };
}

/** The command that shows more of the last thing the scenario asked. */
function lookAt(failure: Failure, steps: readonly StepResult[], place: Place): Next {
  const asked = steps.findLast(({ notes }) => notes.function ?? notes.table)?.notes;
  const error = failure.kind === 'target' ? failure.error.name : '';
  const table = safe(field(asked, 'table'));
  if (table !== undefined) {
    return {
      command: `aws dynamodb describe-table --table-name ${table}${options(place, 'dynamodb')}`,
    };
  }
  const name = safe(field(asked, 'function'));
  if (name === undefined) return { advice: 'look at the table named above' };
  if (error === 'ResourceNotFoundException') {
    return {
      command: `aws lambda get-function --function-name ${name}${options(place, 'lambda')}`,
      advice: 'is it deployed, and under that name? canary list has the setting that names it',
    };
  }
  if (error === 'TooManyRequestsException') {
    return {
      command: `aws lambda get-function-concurrency --function-name ${name}${options(place, 'lambda')}`,
    };
  }
  const request = safe(field(asked, 'requestId'));
  const filter = request === undefined ? '' : ` --filter-pattern '"${request}"'`;
  const group = `/aws/lambda/${bareName(name)}`;
  return { command: `aws logs tail ${group} --since 1h${filter}${options(place, 'logs')}` };
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
