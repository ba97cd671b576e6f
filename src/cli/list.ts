import { wrap } from '../reporters/layout.ts';
import { scenarios } from '../scenarios/index.ts';
import { settingDefinitions } from '../settings.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary list`: what each scenario does and needs, and where each setting comes from. */
export function list(_invocation: Invocation, { out }: Shell): Ready {
  return {
    problems: [],
    go: async () => {
      // Whoever searches a list wants every entry on its line; a person wants it to fit.
      const columns = out.isTty ? out.columns : Number.POSITIVE_INFINITY;
      const blocks = [
        ...scenarios.map((one) => scenarioBlock(one, columns)),
        settingsBlock(columns),
      ];
      out.write(`${blocks.join('\n\n')}\n`);
      return EXIT.passed;
    },
  };
}

/** Below this a step's title goes under its id, or most of it would be cut. */
const NARROW = 60;

function scenarioBlock(scenario: (typeof scenarios)[number], columns: number): string {
  const { name, title, requires, steps, leavesNothing } = scenario;
  const idWidth = Math.max(...steps.map(({ id }) => id.length));
  const rows = [
    ...steps.map(({ phase, id, title: what }) =>
      hanging(`${phase.padEnd(8)}${id.padEnd(idWidth)}  `, what, columns),
    ),
    ...(leavesNothing ? [hanging('cleanup ', `none: ${leavesNothing}`, columns)] : []),
    hanging('needs   ', requires.join(', '), columns),
  ];
  return [...wrap(`${name}  ${title}`, columns), ...rows].join('\n');
}

function settingsBlock(columns: number): string {
  const rows = settingDefinitions.flatMap(({ name, alias, fallback, optional, is }) => {
    const older = alias === undefined ? '' : `, or the older ${alias}`;
    const without = optional ? 'optional' : 'required';
    const value = fallback === undefined ? without : `default ${fallback}`;
    return [hanging('', `${name}${older}`, columns), hanging('    ', `${value}: ${is}`, columns)];
  });
  return [...wrap('Settings, from the environment, then from .env', columns), ...rows].join('\n');
}

/** A row whose text, where it needs more lines, stays under itself. */
function hanging(head: string, text: string, columns: number): string {
  const under = columns < NARROW && head.trim() !== '';
  const left = under ? 4 : 2 + head.length;
  const [first = '', ...rest] = wrap(text, columns - left).map((line) => ' '.repeat(left) + line);
  const beginning = under ? [`  ${head.trimEnd()}`, first] : [`  ${head}${first.slice(left)}`];
  return [...beginning, ...rest].join('\n');
}
