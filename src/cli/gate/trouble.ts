import type { Failure } from '../../engine/report.ts';
import type { AwsOptions } from '../../reporters/look.ts';
import { bareName, inOneLine, nextFor } from '../../reporters/next.ts';
import { plain } from '../../reporters/plain.ts';
import type { Env } from '../../settings.ts';
import { placeOf } from '../sdk.ts';

/** Why something could not be done, and what to do about it. */
export interface Trouble {
  readonly why: string;
  readonly next: string;
}

/** What CloudFormation, EventBridge or CloudWatch did not do for us. */
export function troubleOf(failure: Failure, env: Env): Trouble {
  const why = plain(failure.message);
  if (failure.kind !== 'access') return { why, next: 'try again, and look at the status of AWS' };
  return { why, next: inOneLine(nextFor(failure, [], placeOf(env))) };
}

/** Why the deployed canary could not be invoked. */
export function notInvoked(failure: Failure, functionName: string, env: Env): Trouble {
  const error = 'error' in failure ? failure.error.name : '';
  const { name: place, aws } = placeOf(env);
  switch (error) {
    case 'ResourceNotFoundException':
      return {
        why: `there is no function ${functionName} in ${place}`,
        next: 'deploy it (canary deploy), or name it: --stage, --function, --region, --profile',
      };
    case 'TooManyRequestsException':
      return {
        why: `${functionName} stayed busy: ${plain(failure.message)}`,
        next: `look at who else runs it: aws lambda get-function-concurrency --function-name ${functionName} ${aws('lambda')}`,
      };
    default:
      if (failure.kind === 'access') return troubleOf(failure, env);
      return { why: plain(failure.message), next: logOf(functionName, aws) };
  }
}

/** The command that shows what a function logged, whichever way it is named. */
export function logOf(functionName: string, aws: AwsOptions): string {
  const group = `/aws/lambda/${bareName(functionName)}`;
  return `look at its log: aws logs tail ${group} --since 15m ${aws('logs')}`;
}
