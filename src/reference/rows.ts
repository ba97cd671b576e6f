import {
  type DynamoDBDocumentClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** What a query finds, up to `limit` rows; a filter can leave a page without any. */
export async function rows<Row>(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
  limit = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const found: Row[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    found.push(...(Items.map(withoutKeys) as Row[]));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

/** Keys only repeat what the other attributes say, so no answer carries them. */
export function withoutKeys(item: Record<string, unknown>): Record<string, unknown> {
  const { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk, ...attributes } = item;
  return attributes;
}
