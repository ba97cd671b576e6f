import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { completion } from '../../src/cli/completion.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { fakeShell, folder, invocation } from './shells.ts';

async function scriptFor(shell: string): Promise<string> {
  const fake = fakeShell();
  const { problems, go } = completion(invocation([shell]), fake);
  expect(problems).toEqual([]);
  expect(await go()).toBe(0);
  return fake.printed.out;
}

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const missing = ['bash', 'zsh', 'fish'].filter((shell) => !hasShell(shell));
if (missing.length > 0) {
  process.stderr.write(`SKIPPED: no ${missing.join(', ')} here, so nothing is completed in it\n`);
}

/** What a shell offers for a line whose last word is being typed. */
type Complete = (line: string, script: string, cwd: string) => string[];

const inBash: Complete = (line, script, cwd) => {
  const words = line.split(' ');
  const typed = words.map((word) => `'${word}'`).join(' ');
  const program = `${script}
COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}
_canary
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(execFileSync('bash', ['--norc', '-c', program], { cwd, encoding: 'utf8' }));
};

const inFish: Complete = (line, script, cwd) => {
  const file = join(cwd, '.canary.fish');
  writeFileSync(file, script);
  const program = `source ${file}; complete -C '${line}'`;
  const env = { PATH: process.env.PATH, HOME: cwd };
  const told = execFileSync('fish', ['--no-config', '-c', program], { cwd, env, encoding: 'utf8' });
  return linesOf(told).map((one) => one.split('\t')[0] ?? '');
};

/** In a terminal of its own, as zsh completes nowhere else: what is offered is what compadd is told. */
const inZsh: Complete = (line, script, cwd) => {
  writeFileSync(join(cwd, '.canary.zsh'), script);
  return offeredByZsh(line, cwd, { after: 'source ./.canary.zsh' });
};
const inZshOfFpath: Complete = (line, script, cwd) => {
  mkdirSync(join(cwd, '.functions'), { recursive: true });
  writeFileSync(join(cwd, '.functions/_canary'), script);
  return offeredByZsh(line, cwd, { before: 'fpath=($PWD/.functions $fpath)' });
};

/** With this done before and after `compinit`. */
function offeredByZsh(
  line: string,
  cwd: string,
  { before = 'true', after = 'true' }: { before?: string; after?: string },
): string[] {
  const program = `
rm -f ./.ready ./.offered ./.done
zmodload zsh/zpty
zpty inner zsh -f -i
send() { zpty -w inner "$1"; }
send 'PROMPT= RPROMPT=; unsetopt zle_bracketed_paste 2>/dev/null; ${before}; autoload -Uz compinit && compinit -u -C -d ./.zcompdump'
send '${after}; compadd() { local -a all; builtin compadd -O all "$@"; print -rl -- $all >> ./.offered; builtin compadd "$@"; }'
send 'print -r REA""DY > ./.ready'
until_there() { for i in {1..200}; do [[ -f $1 ]] && return; sleep 0.1; done }
until_there ./.ready
zpty -w -n inner $'${line}\\t'
zpty -w -n inner $'\\C-uprint done > ./.done\\n'
until_there ./.done
zpty -d inner
cat ./.offered 2>/dev/null
true`;
  const env = { PATH: process.env.PATH, HOME: cwd, TERM: 'dumb' };
  return linesOf(execFileSync('zsh', ['-f', '-c', program], { cwd, env, encoding: 'utf8' }));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

const names = scenarios.map(({ name }) => name as string);
const shells = [
  ['bash', inBash],
  ['fish', inFish],
  ['zsh', inZsh],
] as const;

for (const [shell, complete] of shells) {
  test.skipIf(!hasShell(shell))(
    `${shell} completes commands, options, scenarios, files`,
    async () => {
      const script = await scriptFor(shell);
      const cwd = folder();
      writeFileSync(join(cwd, 'a report.xml'), '');
      mkdirSync(join(cwd, 'reports'));
      const offered = (line: string) => complete(line, script, cwd);

      expect(offered('canary sta')).toEqual(['status']);
      expect(offered('canary run ')).toEqual(expect.arrayContaining(names));
      expect(offered('canary run plan')).toEqual(['plan-ledger']);
      expect([...new Set(offered('canary run --con'))]).toEqual(['--concurrency']); // by zsh with and without =
      expect(offered('canary completion z')).toEqual(['zsh']);
      const files = offered('canary run --junit a').map((one) => one.replaceAll('\\', ''));
      expect([...new Set(files)]).toEqual(['a report.xml']); // by zsh as it is and quoted
      expect(offered('canary run --retries pl')).toEqual([]);
      expect(offered('canary cost --fan-out d')).toEqual(['distributed']);
      expect(offered('canary cost --interval 1').sort()).toEqual(['1', '15']);
    },
  );
}

test.skipIf(!hasShell('zsh'))('zsh completes from its $fpath, at the first Tab', async () => {
  const script = await scriptFor('zsh');

  expect(inZshOfFpath('canary sta', script, folder())).toEqual(['status']);
});

test.skipIf(!hasShell('bash'))('bash completes every option of every command', async () => {
  const script = await scriptFor('bash');

  for (const { name, options } of commands) {
    const spelled = options.map((option) => `--${option.name}`);
    const offered = inBash(`canary ${name} --`, script, folder());
    expect(offered).toEqual([...spelled, '--help', '--version']);
  }
});

test.each([
  [[], 'no shell: expected one of bash, zsh, fish'],
  [['bsh'], 'unknown shell "bsh": did you mean bash?'],
  [['toString'], expect.stringMatching(/^unknown shell "toString"/)],
  [['bash', 'zsh'], 'unexpected "zsh": one shell at a time'],
])('of %j it says: %s', (operands, said) => {
  expect(completion(invocation(operands), fakeShell()).problems).toEqual([said]);
});
