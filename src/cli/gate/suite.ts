import { type Invoked, invokeCanary } from '../../aws/deployed-canary.ts';
import { putEvent } from '../../aws/event-bus.ts';
import { FailureError } from '../../engine/failure.ts';
import type { RunReport } from '../../engine/report.ts';
import { systemClock } from '../../engine/time.ts';
import { nameRoom, type Place, painter } from '../../reporters/look.ts';
import { bareName } from '../../reporters/next.ts';
import { plain } from '../../reporters/plain.ts';
import { stepLine } from '../../reporters/step-line.ts';
import { terminalSummary } from '../../reporters/terminal.ts';
import type { Env } from '../../settings.ts';
import type { ManualRequest } from '../../triggers/events.ts';
import { judgedDeployment } from '../../triggers/judged.ts';
import type { Told } from '../github.ts';
import { lookOf } from '../look.ts';
import { placeOf } from '../sdk.ts';
import { EXIT, type ExitCode, type Output, type Shell } from '../shell.ts';
import { readAnswer } from './answer.ts';
import { logOf, notInvoked, type Trouble, troubleOf } from './trouble.ts';
import { silence, waitingFor } from './waiting.ts';

/** A run in the deployed canary, as it was asked for. */
export interface SuiteAsked {
  /** For messages: `canary invoke`. */
  readonly program: string;
  readonly functionName: string;
  readonly region: string;
  readonly env: Env;
  readonly request: ManualRequest;
  readonly announce: boolean;
  /** Beside what it came to: every step, that it takes its time, or nothing. */
  readonly progress: 'steps' | 'waiting' | 'none';
  readonly noColor: boolean;
  /** Where a person reads. */
  readonly out: Output;
  /** Further forms of the report; false when one could not be written. */
  readonly write: (report: RunReport, place: Place) => Promise<boolean>;
  readonly tell: (told: Told) => void;
}

interface SuiteEnd {
  readonly code: ExitCode;
  /** In a few words. */
  readonly said: string;
}

/** Runs the suite in the deployed canary and shows its report as `canary run` shows its own. */
export async function runDeployedSuite(asked: SuiteAsked, shell: Shell): Promise<SuiteEnd> {
  const { functionName, env, out, progress } = asked;
  if (progress === 'steps') out.write(`invoking ${functionName} in ${placeOf(env).name}\n`);
  const answered = await invoke(asked, shell);
  if ('code' in answered) return answered;

  const answer = readAnswer(answered);
  if (answer.outcome === 'none') {
    const next = answer.next ?? logOf(functionName, placeOf(env).aws);
    return refused({ why: `${functionName} was invoked, and ${answer.why}`, next }, asked, shell);
  }
  const { report } = answer;
  show(report, asked, shell);
  asked.tell({ kind: 'report', report, place: placeOf(env).name });
  const done = [
    await asked.write(report, placeOfDeployed(asked)),
    await announced(report, asked, shell),
  ];
  const untold = report.verdict === 'passed' && done.includes(false);
  return untold
    ? { code: EXIT.broken, said: 'passed, but not everybody was told' }
    : { code: EXIT[report.verdict], said: verdictIn(report) };
}

/** For a canary that is at work for its schedule: as long as a run of it may take, twice over. */
const BUSY_MS = 120_000;

async function invoke(asked: SuiteAsked, shell: Shell): Promise<Invoked | SuiteEnd> {
  const { functionName, region, env, request, program, out, progress } = asked;
  const { interrupted, err } = shell;
  const waiting = progress === 'none' ? silence : waitingFor(functionName, out);
  try {
    return await invokeCanary(functionName, request, {
      region,
      clock: systemClock,
      interrupted,
      busyMs: BUSY_MS,
      busy: ({ message }, pauseMs) =>
        waiting.aside(err, `${program}: ${plain(message)}; asking again in ${pauseMs / 1000} s\n`),
    }).finally(() => waiting.close());
  } catch (error) {
    if (interrupted.aborted) {
      const why = `stopped waiting: ${functionName} may be at work, and then cleans up after itself`;
      return refused({ why, next: logOf(functionName, placeOf(env).aws) }, asked, shell);
    }
    if (!(error instanceof FailureError)) throw error;
    const { why, next } = notInvoked(error.failure, functionName, env);
    return refused({ why: `the canary could not be invoked: ${why}`, next }, asked, shell);
  }
}

function refused({ why, next }: Trouble, { program, tell }: SuiteAsked, { err }: Shell): SuiteEnd {
  err.write(`${program}: ${why}\nnext: ${next}\n`);
  tell({ kind: 'problem', title: 'nothing is known about the target', text: why });
  return { code: EXIT.broken, said: why };
}

function show(report: RunReport, asked: SuiteAsked, shell: Shell): void {
  const { out, progress, noColor, env } = asked;
  if (progress === 'none' && out === shell.err) return; // standard output has the report itself
  const { place: _, ...rest } = lookOf({ local: false, noColor, env }, out, shell);
  const look = { ...rest, place: placeOfDeployed(asked) };
  const names = nameRoom(report.scenarios.map(({ name }) => name));
  const lines = report.scenarios.flatMap(({ name, steps }) =>
    steps
      .filter(({ status }) => status !== 'skipped')
      .map((step) => stepLine(name, names, step, look, painter(look))),
  );
  const told = progress === 'steps' ? `${lines.join('\n')}\n\n` : '';
  out.write(`${told}${terminalSummary(report, look)}`);
}

/** The canary's own log and trace are there too. */
function placeOfDeployed({ env, functionName }: SuiteAsked): Place {
  const { name, aws, awsConsole } = placeOf(env);
  const canary = bareName(functionName);
  return {
    name: `${functionName}, ${name}`,
    aws,
    moreTime: 'timeout of the function, in serverless.yml',
    ...(awsConsole && { awsConsole: { ...awsConsole, canary } }),
  };
}

/** For an event that EventBridge does not take at once. */
const ANNOUNCE_MS = 15_000;

/** Whether others were told, where they were to be. */
async function announced(report: RunReport, asked: SuiteAsked, shell: Shell): Promise<boolean> {
  const { announce, region, env, program, out, progress } = asked;
  if (!announce) return true;
  if (report.trigger.kind !== 'deploy') {
    const why = `the canary there has made it a ${report.trigger.kind} run`;
    shell.err.write(
      `${program}: nobody was told of the deployment: ${why}\nnext: deploy it anew\n`,
    );
    return false;
  }
  try {
    const event = judgedDeployment(report.trigger, report);
    const { interrupted } = shell;
    const how = { clock: systemClock, allowedMs: ANNOUNCE_MS, interrupted };
    const id = await putEvent(event, region, how);
    if (progress !== 'none') out.write(`announced: ${event.DetailType}, event ${id}\n`);
    return true;
  } catch (error) {
    const stopped = { why: 'stopped before that', next: 'invoke it again' };
    if (!(error instanceof FailureError || shell.interrupted.aborted)) throw error;
    const { why, next } = error instanceof FailureError ? troubleOf(error.failure, env) : stopped;
    shell.err.write(`${program}: nobody was told of the deployment: ${why}\nnext: ${next}\n`);
    return false;
  }
}

function verdictIn({ verdict, scenarios }: RunReport): string {
  const bad = scenarios.filter((scenario) => scenario.verdict !== 'passed').map(({ name }) => name);
  return bad.length > 0 ? `${verdict}: ${bad.join(', ')}` : verdict;
}
