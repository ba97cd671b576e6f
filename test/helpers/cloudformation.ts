import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stack as CloudFormation would tell of it, or a refusal in its words. */
export type KnownStack =
  | {
      readonly status: string;
      readonly outputs: Readonly<Record<string, string>>;
      readonly tags?: Readonly<Record<string, string>>;
      /** By logical id, their status. */
      readonly resources?: Readonly<Record<string, string>>;
    }
  | { readonly http: number; readonly code: string; readonly message: string };

export interface CloudFormation {
  readonly url: string;
  /** The name of every stack that was asked for. */
  readonly asked: string[];
  /** What was asked each time. */
  readonly actions: string[];
  close(): void;
}

/**
 * DescribeStacks and DescribeStackResource, for any AWS SDK. The protocol is AWS's query protocol: a form goes in, XML comes out
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html).
 */
export async function startCloudFormation(
  stackFor: (name: string, asked: number) => KnownStack | undefined,
): Promise<CloudFormation> {
  const asked: string[] = [];
  const actions: string[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    const name = form.get('StackName') ?? '';
    asked.push(name);
    actions.push(form.get('Action') ?? '');
    const stack = stackFor(name, asked.length) ?? missing(name);
    const resource = form.get('LogicalResourceId');
    const answer =
      'http' in stack || resource === null ? stack : ofResource(stack.resources, resource);
    const refused = 'http' in answer;
    response.writeHead(refused ? answer.http : 200, { 'content-type': 'text/xml' });
    response.end(refused ? refusal(answer) : described(name, answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    actions,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What becomes of a query for a stack that is not there. */
type Refusal = Extract<KnownStack, { http: number }>;

function missing(name: string): Refusal {
  return { http: 400, code: 'ValidationError', message: `Stack with id ${name} does not exist` };
}

/** A resource by its status, or that there is none. */
function ofResource(
  resources: Readonly<Record<string, string>> = {},
  id: string,
): Refusal | { readonly resourceStatus: string } {
  const resourceStatus = resources[id];
  if (resourceStatus !== undefined) return { resourceStatus };
  const message = `Resource ${id} does not exist for stack`;
  return { http: 400, code: 'ValidationError', message };
}

function described(
  name: string,
  stack: Extract<KnownStack, { status: string }> | { readonly resourceStatus: string },
): string {
  if ('resourceStatus' in stack) {
    return `<DescribeStackResourceResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStackResourceResult><StackResourceDetail>
    <ResourceStatus>${stack.resourceStatus}</ResourceStatus>
  </StackResourceDetail></DescribeStackResourceResult>
</DescribeStackResourceResponse>`;
  }
  const tags = Object.entries(stack.tags ?? {})
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('');
  const members = Object.entries(stack.outputs)
    .map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
    )
    .join('');
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStacksResult><Stacks><member>
    <StackName>${name}</StackName>
    <StackId>arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/1</StackId>
    <CreationTime>2026-01-31T12:00:00.000Z</CreationTime>
    <StackStatus>${stack.status}</StackStatus>
    <Outputs>${members}</Outputs>
    <Tags>${tags}</Tags>
  </member></Stacks></DescribeStacksResult>
  <ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata>
</DescribeStacksResponse>`;
}

function refusal({ code, message }: Refusal): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>
  <RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>
</ErrorResponse>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
