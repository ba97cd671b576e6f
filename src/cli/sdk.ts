import { devNull } from 'node:os';
import type { Place } from '../reporters/look.ts';
import type { Env } from '../settings.ts';

/** What of an environment the SDK reads. */
export function forSdk(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_')));
}

/**
 * For an embedded account: nothing of the person's own may lead, or mislead, the SDK. A profile, a
 * FIPS endpoint or a defaults mode of theirs would, and so would their ~/.aws.
 */
export const NO_ACCOUNT: Env = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

/** Of every service that a command may ask. */
const ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  ...['DYNAMODB', 'LAMBDA', 'CLOUDFORMATION', 'EVENTBRIDGE', 'CLOUDWATCH'].map(
    (service) => `AWS_ENDPOINT_URL_${service}`,
  ),
];

/** What the SDK would stumble over only when it is asked for something. */
export function malformedEndpoints(env: Env): readonly string[] {
  return ENDPOINTS.flatMap((name) => {
    const value = env[name];
    return !value || /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')
      ? []
      : [`${name} is ${JSON.stringify(value)}: expected a URL such as http://127.0.0.1:8000`];
  });
}

/** The account that an environment leads to, for a person, the `aws` command and the console. */
export function placeOf(env: Env): Place & { readonly aws: string } {
  const { AWS_REGION: region = '', AWS_PROFILE: profile } = env;
  const endpoint =
    env.AWS_ENDPOINT_URL_LAMBDA ?? env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;
  const name = [region, profile && `profile ${profile}`, endpoint && `endpoint ${endpoint}`];
  const aws = [
    `--region ${region}`,
    profile && `--profile ${quoted(profile)}`,
    // Of an endpoint in .env a shell does not know: without it the command would ask the real account.
    endpoint && `--endpoint-url ${quoted(endpoint)}`,
  ];
  return {
    name: name.filter(Boolean).join(', '),
    aws: aws.filter(Boolean).join(' '),
    ...(region && !endpoint && { awsConsole: { region } }),
  };
}

/** For a shell; a profile may be called anything. */
function quoted(text: string): string {
  return /^[\w.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
