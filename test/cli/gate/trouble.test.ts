import { expect, test } from 'vitest';
import { logOf } from '../../../src/cli/gate/trouble.ts';

test.each([
  'my-canary',
  'my-canary:live',
  '123456789012:my-canary',
  '123456789012:function:my-canary',
  'arn:aws:lambda:us-east-1:123456789012:function:my-canary:live',
])('the log of %s is that of my-canary', (functionName) => {
  expect(logOf(functionName, (service) => `--region us-east-1 --for ${service}`)).toBe(
    'look at its log: aws logs tail /aws/lambda/my-canary --since 15m --region us-east-1 --for logs',
  );
});
