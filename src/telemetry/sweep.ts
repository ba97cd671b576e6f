import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { wholeRun } from '../engine/run.ts';
import type { SweepReport, SweptRun } from '../engine/sweeper.ts';
import { isoTime } from '../engine/time.ts';
import { emit } from './emit.ts';
import { sweepMetrics, triggerDimension } from './metrics.ts';
import type { LogRecord } from './records.ts';

/** A line for each run that was swept, one for the sweep, and its metrics, zeros included. */
export function tellOfSweep(
  report: SweepReport,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): void {
  for (const { level, message, fields } of [...report.runs.map(sweptRecord), sweepRecord(report)]) {
    logger[level](message, fields);
  }
  emit(metrics, sweepMetrics(report));
}

function sweptRecord(run: SweptRun): LogRecord {
  const { id, trigger, begunAt, what, found, removed, ledgerEntries, failures } = run;
  const left = failures.length > 0;
  return {
    level: left ? 'warn' : 'info',
    message: `swept run ${id}: ${left ? 'something is left' : 'nothing is left'}`,
    fields: {
      record: 'swept',
      runId: wholeRun(id),
      trigger: triggerDimension(trigger),
      begunAt: isoTime(begunAt),
      debt: what,
      found,
      removed,
      ledgerEntries,
      ...(left && { failures }),
    },
  };
}

function sweepRecord(report: SweepReport): LogRecord {
  const { runs, found, removed, ledgerEntries, more, durationMs } = report;
  return {
    level: found > removed ? 'warn' : 'info',
    message: `sweep: ${removed} of ${found} leftovers removed`,
    fields: {
      record: 'sweep',
      runs: runs.length,
      found,
      removed,
      ledgerEntries,
      more,
      durationMs,
    },
  };
}
