import { performance } from 'node:perf_hooks';
import type { RunObserver, ScenarioName, StepHeading } from '../engine/run.ts';
import { duration, plain } from '../reporters/plain.ts';
import { type Look, painter, stepLine } from '../reporters/terminal.ts';
import type { Output } from './shell.ts';

/** A step this long is worth saying that it is still under way. */
const SLOW_MS = 500;
const REDRAW_MS = 250;
const CLEAR_LINE = '\r\u001b[K';

/**
 * Says each step as it ends; in a terminal a last line says what is under way, since a step that
 * hangs is what a person waits for. `close` takes that line away.
 */
export function progress(out: Output, look: Look): RunObserver & { close(): void } {
  const paint = painter(look);
  const running = new Map<ScenarioName, { step: StepHeading; since: number }>();
  let drawn = false;
  const erase = () => {
    if (drawn) out.write(CLEAR_LINE);
    drawn = false;
  };
  const draw = () => {
    erase();
    const slow = [...running].filter(([, { since }]) => performance.now() - since > SLOW_MS);
    if (slow.length === 0) return;
    const said = slow.map(([name, { step, since }]) => {
      return `${name}: ${step.title} ${duration(performance.now() - since)}`;
    });
    out.write(paint('dim', plain(`… ${said.join(', ')}`).slice(0, look.columns - 1)));
    drawn = true;
  };
  const timer = out.isTty ? setInterval(draw, REDRAW_MS).unref() : undefined;
  const say = (line: string) => {
    erase();
    out.write(`${line}\n`);
  };
  return {
    stepStarted(name, step) {
      running.set(name, { step, since: performance.now() });
    },
    stepFinished(name, step) {
      running.delete(name);
      if (step.status !== 'skipped') say(stepLine(name, step, look, paint));
    },
    scenarioRetried({ name }, attempt) {
      say(paint('yellow', `↻ ${name.padEnd(17)}attempt ${attempt}, with a fresh identity`));
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}
