import type { StepResult } from '../engine/report.ts';
import { redacted } from './redact.ts';

/** A step's result that may be shown, stored and handed on: without the secrets a target may spill. */
export function redactedResult(step: StepResult): StepResult {
  const told = { ...step, notes: clean(step.notes) };
  return told.status === 'failed' ? { ...told, failure: clean(told.failure) } : told;
}

/** What has a shape keeps it: no field of a result has the name of a secret. */
function clean<T extends object>(value: T): T {
  return redacted(value) as T;
}
