import { once } from 'node:events';
import { startLocalAccount } from '../local/account.ts';
import { NO_ACCOUNT } from './sdk.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary local`: an embedded account, up until it is interrupted. */
export function local(_invocation: Invocation, shell: Shell): Ready {
  return {
    problems: [],
    go: async () => {
      shell.setForSdk(NO_ACCOUNT);
      const account = await startLocalAccount();
      try {
        shell.out.write(pointingAt(account.env));
        if (!(await shell.out.arrived())) return EXIT.broken; // nobody knows where it is
        shell.err.write('an embedded account is up: paste the lines above into another shell\n');
        shell.err.write('Ctrl-C stops it, and everything in it is gone\n');
        if (!shell.interrupted.aborted) await once(shell.interrupted, 'abort');
        return EXIT.passed;
      } finally {
        await account.close();
      }
    },
  };
}

/** In the SDK a profile outranks keys, and a session token is sent along with any of them. */
const OUTRANKING = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'];

function pointingAt(accountEnv: Readonly<Record<string, string>>): string {
  // The aws command, before its second version, and Python's SDK know the region by its older name.
  const whole = { ...accountEnv, AWS_DEFAULT_REGION: accountEnv.AWS_REGION };
  const lines = Object.entries(whole).map(([name, value]) => `export ${name}=${value}\n`);
  // Whatever is set here: it is another shell that they are pasted into.
  return [...lines, ...OUTRANKING.map((name) => `unset ${name}\n`)].join('');
}
