import { devNull } from 'node:os';
import type { AwsOptions, AwsService, Place } from '../reporters/look.ts';
import type { Env } from '../settings.ts';
import { quoted } from './quoted.ts';

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

/** https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html */
const OWN_ENDPOINT = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  logs: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
  sts: 'AWS_ENDPOINT_URL_STS',
} as const satisfies Record<AwsService, string>;

/** The account that an environment leads to, for a person, the `aws` command and the console. */
export function placeOf(env: Env): Place & { readonly aws: AwsOptions } {
  const { AWS_REGION: region = '', AWS_PROFILE: profile } = env;
  const endpointOf = (service: AwsService) => env[OWN_ENDPOINT[service]] || env.AWS_ENDPOINT_URL;
  const endpoint = endpointOf('lambda') || endpointOf('dynamodb');
  const name = [region, profile && `profile ${profile}`, endpoint && `endpoint ${endpoint}`];
  return {
    name: name.filter(Boolean).join(', '),
    aws(service) {
      const own = endpointOf(service);
      const options = [
        `--region ${region}`,
        profile && `--profile ${word(profile)}`,
        // Of one in .env a shell does not know: without it the command would ask the real account.
        own && `--endpoint-url ${word(own)}`,
      ];
      return options.filter(Boolean).join(' ');
    },
    ...(region && !endpoint && { awsConsole: { region } }),
  };
}

/** For a shell; a profile may be called anything, and mostly needs no quotes. */
function word(text: string): string {
  return /^[\w.@:/-]+$/.test(text) ? text : quoted(text);
}
