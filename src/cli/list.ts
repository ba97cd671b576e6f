import { scenarios } from '../scenarios/index.ts';
import { EXIT, type ExitCode, type Invocation, type Shell } from './shell.ts';

/** `canary list`: what each scenario does and needs. */
export async function list(_invocation: Invocation, { out }: Shell): Promise<ExitCode> {
  out.write(`${scenarios.map(described).join('\n\n')}\n`);
  return EXIT.passed;
}

function described({ name, title, requires, steps, leavesNothing }: (typeof scenarios)[number]) {
  const idWidth = Math.max(...steps.map(({ id }) => id.length));
  return [
    `${name}  ${title}`,
    `  requires  ${requires.join('\n            ')}`,
    ...steps.map((step) => `  ${step.phase.padEnd(8)}  ${step.id.padEnd(idWidth)}  ${step.title}`),
    ...(leavesNothing ? [`  cleanup   none: ${leavesNothing}`] : []),
  ].join('\n');
}
