/**
 * `npm run bench`: everything that is claimed of speed and size, measured side by side.
 * `npm run bench -- process cold` measures those parts alone and writes no file.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type AccountProcess, startAccountProcess } from './account.ts';
import { coldPart } from './cold.ts';
import { growthPart } from './growth.ts';
import { overheadPart } from './overhead.ts';
import { processPart } from './process.ts';
import { versions } from './scratch.ts';
import { sizePart } from './size.ts';
import { type Row, tableOf } from './table.ts';

const PARTS: Readonly<Record<string, (account: AccountProcess) => Promise<readonly Row[]>>> = {
  process: processPart,
  overhead: overheadPart,
  cold: coldPart,
  growth: growthPart,
  size: sizePart,
};

function machine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const load = loadavg()[0]?.toFixed(1);
  return `${cpus().length} × ${cpu?.model}, ${memory}, Linux ${release()}; load when it began: ${load}`;
}

async function main(asked: readonly string[]): Promise<void> {
  const began = new Date();
  const on = machine();
  const account = await startAccountProcess();
  const rows: Row[] = [];
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      rows.push(...(await part(account)));
    }
  } finally {
    await account.close();
  }
  const table = tableOf(rows);
  process.stdout.write(`${table}\n`);
  if (asked.length > 0) return;
  const text = [
    '# Measured',
    `By \`npm run bench\`, ${began.toISOString().slice(0, 10)}. ${on}. Node ${process.version}; what runs as the Lambda does, on ${versions.node}.`,
    'Everything of a part was measured side by side, in turns, against one embedded account in a process of its own; one time or more before it counted. What is asked of the target is the same for all: 15 requests, and two more where a run is claimed and remembered.',
    table,
  ];
  await writeFile(join(import.meta.dirname, 'RESULTS.md'), `${text.join('\n\n')}\n`);
}

const asked = process.argv.slice(2);
const strange = asked.filter((name) => !(name in PARTS));
if (strange.length === 0) {
  await main(asked);
} else {
  const known = Object.keys(PARTS).join(', ');
  process.stderr.write(`no such part: ${strange.join(', ')}; expected some of ${known}\n`);
  process.exitCode = 2;
}
