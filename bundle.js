/** How everything here is bundled: the command line, and what the two stacks' Lambdas run. */
import { writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'rolldown';

const BUILTIN = '\0builtin:';
/** What the bundler itself adds; it comes before everything else. */
const RUNTIME = '\0rolldown';

/**
 * Node's own modules, taken as they are. An import of one makes Node read every property it has, and
 * some load a whole part of Node when they are read: `http.WebSocket` brings undici, 30 ms of a cold
 * start.
 */
const builtins = {
  name: 'builtins',
  resolveId: {
    filter: { id: new RegExp(`^(node:.+|${builtinModules.join('|')})$`) },
    handler: (id, importer) =>
      importer?.startsWith(RUNTIME)
        ? { id, external: true }
        : BUILTIN + id.replace(/^(?!node:)/, 'node:'),
  },
  load: {
    filter: { id: new RegExp(`^${BUILTIN}`) },
    handler: (id) => `module.exports = ${builtin(id.slice(BUILTIN.length))}`,
  },
};

/** Its classes are globals too, and those are loaded when somebody asks for one: nobody does here. */
const builtin = (name) =>
  name === 'node:stream/web' ? 'globalThis' : `process.getBuiltinModule('${name}')`;

/**
 * What is loaded at the start is one file, whoever else needs parts of it later: each further file
 * takes half a millisecond of it. None of it may wait at its top level for what is loaded later.
 */
function oneFileAtTheStart() {
  const start = new Set();
  return {
    isAtTheStart: (id) => start.has(id) || id.startsWith(BUILTIN),
    plugin: {
      name: 'one-file-at-the-start',
      buildEnd() {
        const found = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id).isEntry);
        for (const id of found) {
          if (start.has(id)) continue;
          start.add(id);
          found.push(...this.getModuleInfo(id).importedIds);
        }
      },
    },
  };
}

export function bundle({ cwd, input, outdir, external, plugins = [], write }) {
  const { plugin, isAtTheStart } = oneFileAtTheStart();
  return build({
    cwd,
    input,
    external,
    write,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    transform: {
      target: 'node20.19', // Lambdas have a newer one, people's machines may not
      // The SDK asks whether things are one. None is, and the question makes Node load its web streams.
      define: { ReadableStream: 'undefined' },
    },
    plugins: [...plugins, builtins, plugin],
    preserveEntrySignatures: 'allow-extension', // what is loaded later takes its parts from the start
    output: {
      dir: outdir,
      format: 'esm',
      charset: 'ascii', // one character of more, and every character takes two bytes: to read, to compile, to keep
      chunkFileNames: 'chunks/[name]-[hash].js',
      minify: true,
      keepNames: true, // for stack traces, at 3 ms of a cold start
      comments: false,
      codeSplitting: {
        groups: [{ name: 'start', test: isAtTheStart }],
        includeDependenciesRecursively: false,
      },
    },
  });
}

/**
 * Bundles a service's Lambdas for the framework to zip. Inside .serverless, which the framework
 * empties before it packages: nothing stale can be zipped.
 */
export async function bundleLambdas(service, input) {
  const outdir = join(service, '.serverless', 'bundle');
  await bundle({ cwd: service, input, outdir });
  // Lambda takes a .js file for CommonJS unless a package.json next to it says otherwise.
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
}
