import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifierOf, withScenario } from './index-file.ts';
import { scenarioTemplate, testTemplate } from './templates.ts';

interface PlannedFile {
  readonly path: string;
  readonly text: string;
  /** It is there already, and stays as it is until the others are written. */
  readonly replaces: boolean;
}

interface Planned {
  readonly files: readonly PlannedFile[];
  readonly problems: readonly string[];
}

/** A name is a dimension of metrics, a part of alarms' names, and a file's. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 40;

/** What would be written, or everything that is in the way. */
export function planned(name: string, root: string): Planned {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    const wanted = `lower-case letters and digits, a letter first, in words with one "-" between, at most ${LONGEST_NAME}, as in plan-readable`;
    return refused(`${JSON.stringify(name)} is not a valid scenario name: expected ${wanted}`);
  }
  if (name === 'index') return refused('"index" is the list of scenarios: use another name');
  const index = join(root, 'src/scenarios/index.ts');
  if (!existsSync(index)) {
    return refused(`${index} is not there: run it in the folder of governance-canary`);
  }
  const identifier = identifierOf(name);
  const text = withScenario(readFileSync(index, 'utf8'), { name, identifier });
  const scenario = join(root, `src/scenarios/${name}.ts`);
  const test = join(root, `test/scenarios/${name}.test.ts`);
  const there = [scenario, test].filter((path) => existsSync(path));
  return {
    problems: [
      ...there.map((path) => `${path} already exists: use another name, or remove it`),
      ...(text === undefined && there.length === 0
        ? [`${index} is not as expected: add the scenario there by hand`]
        : []),
    ],
    files: [
      { path: scenario, text: scenarioTemplate(name, identifier), replaces: false },
      { path: test, text: testTemplate(name), replaces: false },
      { path: index, text: text ?? '', replaces: true },
    ],
  };
}

function refused(problem: string): Planned {
  return { files: [], problems: [problem] };
}

/**
 * All of them or none: what is new is never written over what is there, and what was there is
 * replaced last, at once.
 */
export async function write(files: readonly PlannedFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, text, replaces } of files) {
      const to = replaces ? `${path}.new` : path;
      await writeFile(to, text, { flag: 'wx' });
      written.push(to);
    }
    for (const { path, replaces } of files) if (replaces) await rename(`${path}.new`, path);
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw error;
  }
}
