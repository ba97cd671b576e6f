import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reportWriter } from '../../src/cli/report-files.ts';
import { PLACE, report } from '../reporters/reports.ts';
import { fakeShell } from './shells.ts';

test('a report of an earlier run is gone before this one begins; a link stays one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [stale, link, linked] = ['stale.xml', 'link.html', 'linked.html'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(stale, 'green');
  symlinkSync(linked, link);
  writeFileSync(linked, 'old');

  const files = [
    { format: 'junit', path: stale },
    { format: 'html', path: link },
  ] as const;
  const write = await reportWriter('canary run', files, fakeShell());

  expect(existsSync(stale)).toBe(false);
  expect(await write(report(), PLACE)).toBe(true);
  expect(existsSync(stale)).toBe(true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});
