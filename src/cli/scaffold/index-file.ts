/** What cannot name a constant, or already names something in the files that are written. */
const TAKEN = new Set(
  [
    'await break case catch class const continue debugger default delete do else enum export extends',
    'false finally for function if implements import in instanceof interface let new null package',
    'private protected public return static super switch this throw true try typeof var void while',
    'with yield arguments eval undefined answers planToSeed scenario scenarios',
  ].flatMap((words) => words.split(' ')),
);

/** `plan-readable` is `planReadable`. */
export function identifierOf(name: string): string {
  const camel = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return TAKEN.has(camel) ? `${camel}Scenario` : camel;
}

/** Not spelled out: whoever reads this file's imports would take it for one of them. */
export function importLine(names: string, path: string): string {
  return 'import { NAMES } from PATH;'.replace('NAMES', names).replace('PATH', () => `'${path}'`);
}

const IMPORT = new RegExp(
  `^${importLine('\\w+', '\\./([\\w-]+)\\.ts').replaceAll(/[{}]/g, '\\$&')}$`,
);
const LIST = /^(export const scenarios\b[^=]*= )\[([^\]]*)\];$/m;
const WIDEST = 100;

/**
 * The index with one scenario more, as the formatter would write it.
 *
 * @returns undefined where it is not the file that is expected, or already has such a one
 */
export function withScenario(
  text: string,
  { name, identifier }: { readonly name: string; readonly identifier: string },
): string | undefined {
  const lines = text.split('\n');
  const imports = lines.flatMap((line, at) => {
    const file = IMPORT.exec(line)?.[1];
    return file === undefined ? [] : [{ file, at }];
  });
  const list = LIST.exec(text);
  const last = imports.at(-1);
  if (!last || !list || imports.some(({ file }) => file === name)) return undefined;

  const [whole, head = '', inside = ''] = list;
  const items = inside.split(',').map((item) => item.trim());
  if (items.some((item) => item !== '' && !/^\w+$/.test(item))) return undefined;
  if ([...importedIn(text), ...items].includes(identifier)) return undefined;
  const all = [...items.filter(Boolean), identifier];
  const onALine = `${head}[${all.join(', ')}];`;
  const belowEachOther = `${head}[\n${all.map((item) => `  ${item},\n`).join('')}];`;
  const grown = onALine.length <= WIDEST ? onALine : belowEachOther;

  const next = imports.find(({ file }) => file > name);
  lines.splice(next ? next.at : last.at + 1, 0, importLine(identifier, `./${name}.ts`));
  return lines.join('\n').replace(whole, () => grown);
}

function importedIn(text: string): readonly string[] {
  const lists = [...text.matchAll(/^import\b[^{;]*\{([^}]*)\}/gm)];
  return lists.flatMap(([, names = '']) => names.match(/\w+/g) ?? []);
}
