import { afterEach, beforeEach, vi } from 'vitest';
import { type Datapoint, datapointsIn } from '../helpers/cloudwatch/emf.ts';

export interface Written {
  /** Whatever went to standard output or standard error, line by line. */
  lines(): string[];
  /** The log lines among them. */
  records(): Record<string, unknown>[];
  /** The metrics among them, as CloudWatch would take them; it refuses what CloudWatch would drop. */
  datapoints(): Datapoint[];
}

/** Captures what Powertools' own console writes, during each test of the file. */
export function written(): Written {
  let output = '';
  beforeEach(() => {
    output = '';
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        output += String(chunk);
        return true;
      });
    }
  });
  afterEach(() => void vi.restoreAllMocks());

  const lines = () => output.split('\n').filter((line) => line !== '');
  return {
    lines,
    records: () =>
      lines()
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((record) => !('_aws' in record)),
    datapoints: () => datapointsIn(lines()),
  };
}

/** A series in a form that can be compared: `Failed{Scenario=plan-ledger,Trigger=schedule}`. */
export function seriesName(name: string, dimensions: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${name}{${pairs.sort().join(',')}}`;
}
