/**
 * Bundles the command line into dist/. Code splitting keeps what a command does not need (the
 * embedded account, the reporters) out of its start; dynalite stays a package, since its store is
 * found through node_modules.
 */
import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { canary: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['dynalite'],
  chunkNames: 'chunks/[name]-[hash]',
  // Packages written as CommonJS call require('node:...'), which an ES module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
});
await chmod('dist/canary.js', 0o755);
