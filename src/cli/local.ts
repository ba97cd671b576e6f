import { once } from 'node:events';
import { startLocalAccount } from '../local/account.ts';
import { EXIT, type ExitCode, type Invocation, type Shell } from './shell.ts';

/** `canary local`: an embedded account, up until it is interrupted. */
export async function local(_invocation: Invocation, shell: Shell): Promise<ExitCode> {
  const account = await startLocalAccount();
  try {
    const exports = Object.entries(account.env).map(([name, value]) => `export ${name}=${value}\n`);
    // A profile outranks the keys above: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    if (shell.env.AWS_PROFILE) exports.push('unset AWS_PROFILE\n');
    shell.out.write(exports.join(''));
    shell.err.write('an embedded account is up; paste the lines above in another shell\n');
    shell.err.write('Ctrl-C stops it, and everything in it is gone\n');
    if (!shell.interrupted.aborted) await once(shell.interrupted, 'abort');
    return EXIT.passed;
  } finally {
    await account.close();
  }
}
