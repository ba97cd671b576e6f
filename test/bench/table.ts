import type { Sample } from './samples.ts';

/** A line of what was measured. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly sample: Sample;
  readonly unit: 'ms' | 'MB' | 'KB' | 's';
  /** Against another row: `1.2 ×`, `+ 4 ms`. */
  readonly ratio?: string;
  readonly limit?: Limit;
}

export interface Limit {
  /** `under 600 ms`. */
  readonly wants: string;
  readonly met: boolean;
}

const COLUMNS = ['part', 'what', 'median', 'p10 – p90', 'ratio', 'wanted', 'runs'] as const;

/** As Markdown, in columns that can be read as they are. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const widths = COLUMNS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(COLUMNS), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
    '\n',
  );
}

function cellsOf({ part, what, sample, unit, ratio = '', limit }: Row): readonly string[] {
  const [low, high] = sample.spread.map(shown);
  const wanted = limit ? `${limit.wants}: ${limit.met ? 'yes' : 'NO'}` : '';
  const spread = sample.runs === 1 ? '' : `${low} – ${high}`;
  return [part, what, `${shown(sample.median)} ${unit}`, spread, ratio, wanted, `${sample.runs}`];
}

/** Three digits tell enough. */
function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const times = (value: number, of: number) => `${(value / of).toFixed(2)} ×`;
