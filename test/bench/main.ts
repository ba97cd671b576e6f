/**
 * `npm run bench`: everything that is claimed of speed and size, measured side by side.
 * `npm run bench -- process cold` measures those parts alone and writes no file.
 */
import { type AccountProcess, startAccountProcess } from './account.ts';
import { coldPart } from './cold.ts';
import { overheadPart } from './overhead.ts';
import { processPart } from './process.ts';
import { type Row, tableOf } from './table.ts';

const PARTS: Readonly<Record<string, (account: AccountProcess) => Promise<readonly Row[]>>> = {
  process: processPart,
  overhead: overheadPart,
  cold: coldPart,
};

const asked = process.argv.slice(2);
const strange = asked.filter((name) => !(name in PARTS));
if (strange.length > 0) {
  process.stderr.write(`no such part: ${strange.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}

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
process.stdout.write(`${tableOf(rows)}\n`);
