import { blame } from '../engine/failure.ts';
import type { Failure, ScenarioReport, StepResult } from '../engine/run.ts';
import { plain, shown } from './plain.ts';
import type { Look, Paint } from './terminal.ts';

type FailedStep = Extract<StepResult, { status: 'failed' }>;

const LABEL = 12;
/** Lines of a log tail that are shown; the whole of it is in `--json`. */
const LOG_LINES = 8;
/** What Lambda itself writes around the function's own lines. */
const PLATFORM_LINE = /^(INIT_START|START|END|REPORT|XRAY) /;

/** What went wrong in one scenario: where, what was expected, what came, what to look at next. */
export function explanation(scenario: ScenarioReport, look: Look, paint: Paint): string {
  const failed = scenario.steps.filter((step): step is FailedStep => step.status === 'failed');
  const lines = [paint('bold', `${scenario.name}  ${scenario.title}`)];
  const row = (label: string, text: string) => lines.push(...wrapped(label, text, look, paint));

  const first = failed.find(({ phase }) => phase !== 'cleanup');
  const failure = scenario.failure ?? first?.failure;
  if (first) row('step', `${first.phase}: ${first.title} (${first.id})`);
  if (failure) tell(failure, row);
  else if (scenario.verdict !== 'passed') row('why', whyCutShort(scenario));
  if (first) seen(scenario, first, row);
  // A command is to be copied, so it stays on its line.
  if (failure) lines.push(labelled('next', next(failure, scenario, look), paint));

  for (const step of failed.filter(({ phase }) => phase === 'cleanup')) {
    row('left behind', `${step.title} failed: ${step.failure.message}`);
  }
  for (const [i, attempt] of scenario.attempts.entries()) {
    const step = attempt.steps.find((one): one is FailedStep => one.status === 'failed');
    if (step) row(`attempt ${i + 1}`, `${step.title}: ${step.failure.message}`);
  }
  return lines.join('\n');
}

type Row = (label: string, text: string) => void;

function tell(failure: Failure, row: Row): void {
  if (failure.kind === 'check') {
    row('expected', shown(failure.expected));
    row('actual', shown(failure.actual));
  }
  row('why', plain(failure.message));
  const whose = blame(failure) === 'target' ? 'the target is unwell' : 'the canary could not tell';
  row('verdict', `${failure.kind}: ${whose}`);
}

/** The calls up to the failing step: the evidence that it judged, with what the target logged. */
function seen(scenario: ScenarioReport, failed: FailedStep, row: Row): void {
  const before = scenario.steps.slice(0, scenario.steps.indexOf(failed) + 1);
  for (const { id, notes } of before.filter(({ phase }) => phase === 'invoke')) {
    const request = notes.requestId ? `, request ${String(notes.requestId)}` : '';
    if (notes.function) row(id, plain(`${String(notes.function)}${request}`));
    const tail = typeof notes.logTail === 'string' ? plain(notes.logTail).split('\n') : [];
    const own = tail.filter((line) => line.trim() !== '' && !PLATFORM_LINE.test(line));
    for (const line of own.slice(-LOG_LINES)) row('  log', line);
    if (notes.afterTheLostAnswer) row('  after', shown(notes.afterTheLostAnswer));
  }
}

function whyCutShort({ steps }: ScenarioReport): string {
  const skipped = steps.find((step) => step.status === 'skipped');
  return skipped?.status === 'skipped' ? skipped.because : 'unknown';
}

function next(failure: Failure, scenario: ScenarioReport, { embedded }: Look): string {
  switch (failure.kind) {
    case 'settings':
      return 'set it in the environment or in .env; the README says where each comes from';
    case 'access':
      return embedded
        ? 'the embedded account could not be reached from this process'
        : 'aws sts get-caller-identity; then the permissions and the network of whoever ran this';
    case 'defect':
      return 'a bug of the canary itself: keep the output of --json, with its stack';
    case 'check':
    case 'target':
    case 'timeout':
      return embedded ? 'the reference target in src/reference' : lookAt(scenario);
  }
}

/** The command that shows more of the last thing the scenario asked. */
function lookAt({ steps }: ScenarioReport): string {
  const asked = steps.findLast(({ notes }) => notes.function ?? notes.table)?.notes ?? {};
  if (asked.function) {
    const request = asked.requestId ? ` --filter-pattern '"${String(asked.requestId)}"'` : '';
    return plain(`aws logs tail /aws/lambda/${String(asked.function)} --since 1h${request}`);
  }
  return asked.table
    ? plain(`aws dynamodb describe-table --table-name ${String(asked.table)}`)
    : 'the RevenuePlans table: aws dynamodb describe-table';
}

/** A labelled paragraph, wrapped with its text under itself; a word longer than a line is cut. */
function wrapped(label: string, text: string, { columns }: Look, paint: Paint): string[] {
  const room = Math.max(20, columns - LABEL - 2);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((one, i) => labelled(i === 0 ? label : '', one, paint));
}

function labelled(label: string, text: string, paint: Paint): string {
  return `  ${paint('dim', label.padEnd(LABEL))}${text}`;
}

function pieces(word: string, room: number): string[] {
  return word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? [''];
}
