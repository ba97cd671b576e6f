import { tableArn } from './arns.ts';
import type { HttpRequest } from './http.ts';
import type { Call } from './intercept.ts';

/** What an intercepted request asks for; undefined when it is none that DynamoDB would understand. */
export function callIn({ headers }: HttpRequest, body: Buffer, region: string): Call | undefined {
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
  const input = parsed(body);
  if (!operation || !input) return undefined;
  const target = tablesIn(input);
  return { service: 'dynamodb', operation, target, resource: tableArn(region, target), input };
}

function parsed(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function tablesIn(input: { TableName?: unknown; RequestItems?: unknown }): string {
  if (typeof input.TableName === 'string') return input.TableName;
  return Object.keys(input.RequestItems ?? {}).join(',');
}
