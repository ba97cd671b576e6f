import { builtinModules } from 'node:module';
import { bundle, forLambda } from '../../bundle.js';
import { root } from './scratch.ts';

/** A package, or this project's own code, in the function's bundle. */
export interface Content {
  readonly name: string;
  /** Whether it is loaded with the function, or later, by what needs it. */
  readonly when: 'at the start' | 'if needed';
  readonly kb: number;
}

/** What is in the bundle of an entry point, minified, the largest first. */
export async function inBundle(entryPoint: string): Promise<readonly Content[]> {
  const { metafile } = await bundle({
    ...{ absWorkingDir: root, entryPoints: [entryPoint], outdir: 'not-written' },
    ...{ splitting: true, metafile: true, write: false, external: ['dynalite'] },
    ...forLambda,
  });
  const entry = Object.keys(metafile.outputs).find(
    (file) => metafile.outputs[file]?.entryPoint === entryPoint,
  );
  const start = new Set(entry === undefined ? [] : [entry]);
  for (const file of start) {
    for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
      if (kind === 'import-statement') start.add(path);
  }
  const sizes = new Map<string, Content>();
  for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
    const when = start.has(file) ? 'at the start' : 'if needed';
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(input);
      const before = sizes.get(`${name} ${when}`)?.kb ?? 0;
      sizes.set(`${name} ${when}`, { name, when, kb: before + bytesInOutput / 1000 });
    }
  }
  return [...sizes.values()].sort((a, b) => b.kb - a.kb);
}

function packageOf(input: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
  if (name !== undefined) return name;
  return builtinModules.includes(input.replace(/^builtin:(node:)?/, '')) ? 'node' : 'the canary';
}
