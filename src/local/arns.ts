/** The account every local resource lives in; dynalite names its tables by the same one. */
const LOCAL_ACCOUNT_ID = '000000000000';

export const LOCAL_REGION = 'us-east-1';

/** Who calls, as far as a local refusal can tell. */
export const LOCAL_CALLER = `arn:aws:sts::${LOCAL_ACCOUNT_ID}:assumed-role/local-canary/local`;

export function functionArn(region: string, name: string): string {
  return `arn:aws:lambda:${region}:${LOCAL_ACCOUNT_ID}:function:${name}`;
}

export function tableArn(region: string, name: string): string {
  return `arn:aws:dynamodb:${region}:${LOCAL_ACCOUNT_ID}:table/${name}`;
}
