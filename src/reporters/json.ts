import type { RunReport } from '../engine/report.ts';
import { plainJson } from './plain.ts';

/** Parsed, it is the report again; printed, it repaints no terminal. */
export function jsonReport(report: RunReport): string {
  return `${plainJson(JSON.stringify(report, null, 2))}\n`;
}
