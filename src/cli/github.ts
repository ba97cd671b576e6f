import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { errorFacts } from '../engine/failure.ts';
import type { RunReport } from '../engine/report.ts';
import { githubAnnotations, githubError, githubSummary } from '../reporters/github.ts';
import type { Output, Shell } from './shell.ts';

/** What a workflow is told, beside what everybody is told. */
export type Told =
  | { readonly kind: 'report'; readonly report: RunReport; readonly place: string }
  | { readonly kind: 'problem'; readonly title: string; readonly text: string };

/**
 * Under GitHub Actions, what was told becomes annotations and the job's summary; elsewhere nothing.
 * GitHub takes any line that begins with `::` for a command, whoever wrote it, and the target's
 * answers are among our lines: while `work` prints, no command is heard.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export async function toldToGithub<T>(
  { env, err }: Pick<Shell, 'env' | 'err'>,
  out: Output,
  work: (tell: (told: Told) => void) => Promise<T>,
): Promise<T> {
  if (env.GITHUB_ACTIONS !== 'true') return await work(() => {});
  const all: Told[] = [];
  const token = randomBytes(16).toString('hex'); // nobody else can say it
  out.write(`::stop-commands::${token}\n`);
  try {
    return await work((told) => void all.push(told));
  } finally {
    out.write(`::${token}::\n`);
    for (const told of all) {
      out.write(
        told.kind === 'report'
          ? githubAnnotations(told.report)
          : githubError(told.title, told.text),
      );
      if (told.kind === 'report') await summarise(told, env.GITHUB_STEP_SUMMARY, err);
    }
  }
}

async function summarise(
  { report, place }: Extract<Told, { kind: 'report' }>,
  file: string | undefined,
  err: Output,
): Promise<void> {
  if (!file) return;
  try {
    await appendFile(file, githubSummary(report, place));
  } catch (error) {
    err.write(`canary: GITHUB_STEP_SUMMARY was not written: ${errorFacts(error).message}\n`);
  }
}
