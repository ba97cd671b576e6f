import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endOf } from '../../../src/cli/gate/stages.ts';
import { folder } from '../shells.ts';

test('of a long log its end is shown, where a program says why it gives up', () => {
  const log = join(folder(), 'log');
  writeFileSync(log, Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join(''));

  const lines = endOf(log).split('\n');

  expect([lines.length, lines[0], lines.at(-1)]).toEqual([25, 'line 15', 'line 39']);
});

test('of a line without an end its beginning is shown', () => {
  const log = join(folder(), 'log');
  writeFileSync(log, 'x'.repeat(100_000));

  expect(endOf(log)).toMatch(/^x{500}… /);
});
