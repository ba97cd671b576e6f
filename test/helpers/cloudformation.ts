import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stack as CloudFormation would tell of it, or a refusal in its words. */
export type KnownStack =
  | { readonly status: string; readonly outputs: Readonly<Record<string, string>> }
  | { readonly http: number; readonly code: string; readonly message: string };

export interface CloudFormation {
  readonly url: string;
  /** The name of every stack that was asked for. */
  readonly asked: string[];
  close(): void;
}

/**
 * DescribeStacks, for any AWS SDK. The protocol is AWS's query protocol: a form goes in, XML comes out
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html).
 */
export async function startCloudFormation(
  stackFor: (name: string, asked: number) => KnownStack | undefined,
): Promise<CloudFormation> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    const name = form.get('StackName') ?? '';
    asked.push(name);
    const stack = stackFor(name, asked.length) ?? missing(name);
    const refused = 'http' in stack;
    response.writeHead(refused ? stack.http : 200, { 'content-type': 'text/xml' });
    response.end(refused ? refusal(stack) : described(name, stack));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What becomes of a query for a stack that is not there. */
function missing(name: string): Extract<KnownStack, { http: number }> {
  return { http: 400, code: 'ValidationError', message: `Stack with id ${name} does not exist` };
}

function described(name: string, stack: Extract<KnownStack, { status: string }>): string {
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
  </member></Stacks></DescribeStacksResult>
  <ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata>
</DescribeStacksResponse>`;
}

function refusal({ code, message }: Extract<KnownStack, { http: number }>): string {
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
