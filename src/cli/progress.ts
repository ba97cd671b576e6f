import type { ScenarioName } from '../engine/report.ts';
import type { RunObserver, StepHeading } from '../engine/run.ts';
import { clip, width } from '../reporters/layout.ts';
import { type Look, nameRoom, pageOf, painter } from '../reporters/look.ts';
import { plainLine, plural } from '../reporters/plain.ts';
import { stepLine } from '../reporters/step-line.ts';
import type { Output } from './shell.ts';
import { type StatusLine, statusLine } from './status-line.ts';

/** A step this long is worth saying that it is still under way. */
const SLOW_MS = 500;
/** Where a line cannot be redrawn, a step that may hang is told once: most are done in a tenth of it. */
const STUCK_MS = 5_000;
const TOLD_EVERY_MS = 250;

export interface Progress extends RunObserver, StatusLine {}

interface Running {
  readonly name: ScenarioName;
  readonly step: StepHeading;
  readonly since: number;
}

/**
 * Says each step as it ends, and what is under way, since a step that hangs is what a person waits
 * for: in a terminal on a last line that is redrawn, elsewhere once.
 */
export function progress(out: Output, look: Look): Progress {
  const paint = painter(look);
  const page = pageOf(look);
  const running = new Map<ScenarioName, Running>();
  const told = new Set<Running>();
  let names = 0;
  const under = (ms: number) =>
    [...running.values()].filter(({ since }) => performance.now() - since > ms);
  const status = statusLine(out, {
    line(columns) {
      const slow = under(SLOW_MS).sort((a, b) => a.since - b.since);
      return slow.length === 0 ? undefined : paint('dim', underWay(slow, columns));
    },
    tell() {
      for (const one of under(STUCK_MS).filter((stuck) => !told.has(stuck))) {
        told.add(one);
        say(paint('dim', underWay([one], look.whole ? Number.POSITIVE_INFINITY : look.columns)));
      }
    },
    tellEveryMs: TOLD_EVERY_MS,
  });
  const say = (line: string) => status.aside(out, `${line}\n`);
  return {
    runStarted(_request, scenarios) {
      names = nameRoom(scenarios);
      const where = `${plural(scenarios.length, 'scenario')} in ${plainLine(look.place.name)}`;
      say(paint('dim', page.clip(where, look.columns)));
    },
    stepStarted(name, step) {
      running.set(name, { name, step, since: performance.now() });
    },
    stepFinished(name, step) {
      running.delete(name);
      if (step.status !== 'skipped') say(stepLine(name, names, step, look, paint));
    },
    scenarioRetried({ name }, attempt) {
      const text = page.clip(`↻ ${name}: attempt ${attempt}, with a fresh identity`, look.columns);
      say(paint('yellow', text));
    },
    aside: status.aside,
    close: status.close,
  };
}

/** The longest under way, as many of them as there is room for, and how many more there are. */
function underWay(running: readonly Running[], columns: number): string {
  const told = running.map(({ name, step, since }) =>
    plainLine(`${name}: ${step.title} ${((performance.now() - since) / 1000).toFixed(1)} s`),
  );
  const [oldest = '', ...others] = told;
  let line = `… ${oldest}`;
  for (const [i, other] of others.entries()) {
    const left = others.length - i;
    const room = columns - (left > 1 ? ', +99 more'.length : 0);
    if (width(`${line}, ${other}`) > room) return clip(`${line}, +${left} more`, columns);
    line = `${line}, ${other}`;
  }
  return clip(line, columns);
}
