import { bundle } from '../../bundle.js';
import { root } from './scratch.ts';

/** A package, or this project's own code, in the function's bundle. */
export interface Content {
  readonly name: string;
  /** Whether it is loaded with the function, or later, by what needs it. */
  readonly when: 'at the start' | 'if needed';
  readonly kb: number;
}

/** What is in the bundle of an entry point, the largest first: of each file, by its part of it. */
export async function inBundle(entryPoint: string): Promise<readonly Content[]> {
  const { output } = await bundle({
    cwd: root,
    input: { entry: entryPoint },
    outdir: 'not-written',
    write: false,
    external: ['dynalite'],
  });
  const chunks = output.filter((one) => one.type === 'chunk');
  const start = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const file of start) {
    for (const name of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
      start.add(name);
  }
  const sizes = new Map<string, Content>();
  for (const { fileName, code, modules } of chunks) {
    const when = start.has(fileName) ? 'at the start' : 'if needed';
    const rendered = Object.entries(modules).map(
      ([id, { renderedLength }]) => [id, renderedLength] as const,
    );
    const minified = code.length / rendered.reduce((sum, [, length]) => sum + length, 0);
    for (const [id, length] of rendered) {
      const name = packageOf(id);
      const before = sizes.get(`${name} ${when}`)?.kb ?? 0;
      sizes.set(`${name} ${when}`, { name, when, kb: before + (length * minified) / 1000 });
    }
  }
  return [...sizes.values()].sort((a, b) => b.kb - a.kb);
}

function packageOf(input: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
  if (name !== undefined) return name;
  return input.startsWith('\0') ? 'node' : 'the canary';
}
