/**
 * Bundles the command line into dist/. Code splitting keeps what a command does not need (the
 * embedded account, the reporters) out of its start; dynalite stays a package, since its store is
 * found through node_modules.
 */
import { chmod, rm } from 'node:fs/promises';
import { bundle } from './bundle.js';

await rm('dist', { recursive: true, force: true });
await bundle({
  entryPoints: { canary: 'src/cli/main.ts' },
  outdir: 'dist',
  splitting: true,
  external: ['dynalite'],
});
await chmod('dist/canary.js', 0o755);
