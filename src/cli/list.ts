import { tableRow, wrap } from '../reporters/layout.ts';
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

function scenarioBlock(scenario: (typeof scenarios)[number], columns: number): string {
  const { name, title, requires, steps, leavesNothing } = scenario;
  const idWidth = Math.max(...steps.map(({ id }) => id.length));
  const rows = [
    ...steps.flatMap(({ phase, id, title: what }) =>
      tableRow(`${phase.padEnd(8)}${id.padEnd(idWidth)}  `, what, columns),
    ),
    ...(leavesNothing ? tableRow('cleanup ', `none: ${leavesNothing}`, columns) : []),
    ...tableRow('needs   ', requires.join(', '), columns),
  ];
  return [...wrap(`${name}  ${title}`, columns), ...rows].join('\n');
}

function settingsBlock(columns: number): string {
  const rows = settingDefinitions.flatMap(({ name, alias, fallback, optional, is }) => {
    const older = alias === undefined ? '' : `, or the older ${alias}`;
    const without = optional ? 'optional' : 'required';
    const value = fallback === undefined ? without : `default ${fallback}`;
    return [
      ...tableRow('', `${name}${older}`, columns),
      ...tableRow('    ', `${value}: ${is}`, columns),
    ];
  });
  return [...wrap('Settings, from the environment, then from .env', columns), ...rows].join('\n');
}
