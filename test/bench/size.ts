/** Part 5: what is uploaded, what is in it, and how long an installation takes. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageCanary } from '../serverless/packaged.ts';
import { inBundle } from './contents.ts';
import { sampleOf, wallMs } from './samples.ts';
import { plainEnv, root } from './scratch.ts';
import type { Row } from './table.ts';

const MOST_KB = 400;
/** It fetches all packages anew, which depends on where from. */
const INSTALLS = 1;
/** What is smaller says nothing. */
const SHOWN_KB = 5;

export async function sizePart(): Promise<readonly Row[]> {
  const packaged = await packageCanary();
  await packaged.remove();
  const zipKb = packaged.zipped / 1000;
  const common = { part: 'size', unit: 'KB' } as const;
  const contents = await inBundle('src/handler.ts');
  return [
    {
      ...common,
      what: 'the zip that is deployed',
      sample: sampleOf([zipKb]),
      limit: { wants: `under ${MOST_KB} KB`, met: zipKb < MOST_KB },
    },
    ...contents
      .filter(({ kb }) => kb >= SHOWN_KB)
      .map(({ name, when, kb }) => ({
        ...common,
        what: `in it, ${when}: ${name}`,
        sample: sampleOf([kb]),
      })),
    {
      part: 'size',
      what: 'npm ci with an empty cache, and the build',
      unit: 's',
      sample: sampleOf(await installs()),
    },
  ];
}

async function installs(): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let i = 0; i < INSTALLS; i++) {
    const folder = await mkdtemp(join(tmpdir(), 'install-'));
    try {
      for (const one of ['package.json', 'package-lock.json', '.npmrc', 'build.js', 'bundle.js'])
        await cp(join(root, one), join(folder, one));
      await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
      const args = ['ci', '--no-audit', '--no-fund', '--cache', join(folder, '.cache')];
      const install = () => promisify(execFile)('npm', args, { cwd: folder, env: plainEnv() });
      seconds.push((await wallMs(install)) / 1000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return seconds;
}
