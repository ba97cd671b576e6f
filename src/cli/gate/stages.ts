import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortened } from '../../engine/bounded.ts';
import { errorFacts } from '../../engine/failure.ts';
import { stoppedBy } from '../../engine/skips.ts';
import { colors, type Look, marks, painter } from '../../reporters/look.ts';
import { duration, plain } from '../../reporters/plain.ts';
import type { Told } from '../github.ts';
import { EXIT, type ExitCode, type Shell } from '../shell.ts';

/** One thing after the other, each of which may end the whole. */
export interface Stage {
  readonly name: string;
  /** What it does, in a line. */
  readonly title: string;
  /** The option that leaves it out. */
  readonly leftOut?: string | undefined;
  /** What is half done when it does not come to its end. */
  readonly half?: string;
  run(log: string): Promise<StageEnd>;
}

export type StageEnd =
  | { readonly ok: true; readonly said: string }
  | {
      readonly ok: false;
      readonly code: ExitCode;
      readonly why: string;
      readonly next?: string;
      /** What a person reads of its log, where the stage has not printed it already. */
      readonly shown?: string;
      /** To a workflow, by the stage itself. */
      readonly told?: boolean;
    };

export interface Stages {
  readonly stages: readonly Stage[];
  /** For the logs, a file per stage. */
  readonly folder: string;
  readonly look: Look;
  readonly tell: (told: Told) => void;
}

/** Runs them in order up to the first that fails; then says what was done and what was not. */
export async function runStages(all: Stages, shell: Shell): Promise<ExitCode> {
  const { stages, folder } = all;
  const began = performance.now();
  for (const [i, stage] of stages.entries()) {
    const end = stage.leftOut ? leftOut(stage, all, shell) : await runOne(i, stage, all, shell);
    if (!end.ok) {
      shell.err.write(whatWasDone(stages, i, end, folder));
      return end.code;
    }
  }
  shell.out.write(`all done in ${duration(performance.now() - began)}; logs in ${folder}\n`);
  return EXIT.passed;
}

function leftOut(stage: Stage, all: Stages, { out }: Shell): StageEnd {
  const { leftOut: option = '' } = stage;
  out.write(`${painter(all.look)('dim', `- ${nameIn(all, stage)}  left out: ${option}`)}\n`);
  return { ok: true, said: option };
}

async function runOne(i: number, stage: Stage, all: Stages, shell: Shell): Promise<StageEnd> {
  const { out, err, interrupted } = shell;
  const paint = painter(all.look);
  const name = nameIn(all, stage);
  const log = join(all.folder, `${i + 1}-${stage.name}.log`);
  closeSync(openSync(log, 'a')); // it is named, so it is there
  out.write(`${paint('bold', `▸ ${name}`)}  ${stage.title}; log ${log}\n`);
  const started = performance.now();
  const end = await finished(stage, log, interrupted);
  const took = duration(performance.now() - started);
  if (end.ok) {
    out.write(`${paint(colors.passed, `${marks.passed} ${name}`)}  ${plain(end.said)}, ${took}\n`);
    return end;
  }
  if (end.shown) err.write(`${indented(plain(end.shown))}\n`);
  const how = end.code === EXIT.failed ? 'failed' : 'broken';
  err.write(`${paint(colors[how], `${marks[how]} ${name}`)}  ${plain(end.why)}, ${took}\n`);
  if (!end.told) {
    all.tell({ kind: 'problem', title: `deploy stopped at ${stage.name}`, text: end.why });
  }
  return end;
}

function nameIn({ stages }: Stages, { name }: Stage): string {
  return name.padEnd(Math.max(...stages.map((stage) => stage.name.length)));
}

/** A stage that was cut short has not passed, whatever it says. */
async function finished(stage: Stage, log: string, interrupted: AbortSignal): Promise<StageEnd> {
  const stopped = (): StageEnd => ({
    ok: false,
    code: EXIT.broken,
    why: stoppedBy(interrupted),
  });
  if (interrupted.aborted) return stopped();
  const end = await stage.run(log);
  return interrupted.aborted ? stopped() : end;
}

function whatWasDone(
  stages: readonly Stage[],
  at: number,
  { next }: Extract<StageEnd, { ok: false }>,
  folder: string,
): string {
  const names = (from: number, to: number) =>
    stages
      .slice(from, to)
      .filter(({ leftOut }) => !leftOut)
      .map(({ name }) => name)
      .join(', ') || 'nothing';
  const { name, half } = stages[at] as Stage;
  const rows = [
    ['done', names(0, at)],
    ['failed', half ? `${name}: ${half}` : name],
    ['not done', names(at + 1, stages.length)],
    ...(next ? [['next', plain(next)]] : []),
    ['logs', folder],
  ];
  return rows.map(([label = '', text = '']) => `  ${label.padEnd(10)}${text}\n`).join('');
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '  | ');
}

/** Of a log: what a program says when it gives up. */
const LAST_LINES = 25;
const LONGEST_LINE = 500;

export function endOf(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
  return lines.map((line) => shortened(line, LONGEST_LINE)).join('\n');
}

/** What a program that went well wants a person to know: of the framework's notices, the one of ours. */
export function noticeIn(log: string): string | undefined {
  return readFileSync(log, 'utf8').match(/Nobody will hear its alarms.*/)?.[0];
}

/** A folder for the logs of one deployment, which no repository is to hold. */
export function logFolder(cwd: string, now: Date, { err }: Shell): string | undefined {
  const all = join(cwd, '.canary');
  const folder = join(all, `deploy-${now.toISOString().replaceAll(/[:.]/g, '-')}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(all, '.gitignore'), '*\n');
    return folder;
  } catch (error) {
    err.write(`canary deploy: its logs cannot be kept: ${errorFacts(error).message}\n`);
    return undefined;
  }
}
