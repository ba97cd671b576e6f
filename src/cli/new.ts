import { errorFacts } from '../engine/failure.ts';
import { planned, write } from './scaffold/files.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';
import { suggestion } from './suggestion.ts';

/** `canary new scenario <name>`: a scenario, its test, and its line in the index. */
export function newScenario({ operands }: Invocation, { cwd, out, err }: Shell): Ready {
  const [what, name, ...more] = operands;
  const asked = [
    ...(what === undefined ? ['new what? expected canary new scenario <name>'] : []),
    ...(what !== undefined && what !== 'scenario'
      ? [`unknown ${JSON.stringify(what)}${suggestion(what, ['scenario'])}`]
      : []),
    ...(what !== undefined && name === undefined
      ? ['no name: expected canary new scenario <name>, e.g. plan-readable']
      : []),
    ...more.map((one) => `unexpected ${JSON.stringify(one)}: one scenario at a time`),
  ];
  const plan = name === undefined ? undefined : planned(name, cwd);
  return {
    problems: [...asked, ...(plan?.problems ?? [])],
    go: async () => {
      const files = plan?.files ?? [];
      try {
        await write(files);
      } catch (error) {
        err.write(`canary new: nothing was written: ${errorFacts(error).message}\n`);
        return EXIT.broken;
      }
      out.write(files.map(({ path }) => `${path}\n`).join(''));
      err.write(
        `next: fill in what is marked TODO, name ${name} in the README's table of scenarios, then\n` +
          '      npm run format && npm test\n',
      );
      return EXIT.passed;
    },
  };
}
