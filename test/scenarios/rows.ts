import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LocalAccount } from '../../src/local/account.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';

/** Every row of a table, as only a test may read it; none where there is no table. */
export async function rowsOf(
  account: Pick<LocalAccount, 'endpoints' | 'credentials'>,
  table: string = LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME,
): Promise<Record<string, unknown>[]> {
  const { endpoints, credentials } = account;
  const client = new DynamoDBClient({
    region: LOCAL_SETTINGS.AWS_REGION,
    credentials,
    endpoint: endpoints.dynamodb,
  });
  try {
    const documents = DynamoDBDocumentClient.from(client);
    const rows: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateScan({ client: documents }, { TableName: table })) {
      rows.push(...Items);
    }
    return rows;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return [];
    throw error;
  } finally {
    client.destroy();
  }
}
