import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Recorder } from './ledger-entry.ts';
import type { PlanRef } from './plan-table.ts';
import type { Store } from './store.ts';

/** A request from someone who may ask, and what it takes to answer it. */
export interface Call {
  readonly store: Store;
  readonly record: Recorder;
  readonly now: () => number;
  readonly ref: PlanRef;
  readonly query: Readonly<Record<string, string | undefined>>;
}

export const answer = (statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});
