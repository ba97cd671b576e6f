import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nextFrom } from './child.ts';

export type ToAccount = { readonly latencyMs: number };
export type FromAccount =
  | { readonly env: Readonly<Record<string, string>> }
  | { readonly calls: number };

/** An embedded account in another process. */
export interface AccountProcess {
  readonly env: Readonly<Record<string, string>>;
  /**
   * From now on every answer is that much late.
   *
   * @returns how many requests came since the last time this was asked
   */
  late(latencyMs: number): Promise<number>;
  close(): Promise<void>;
}

export async function startAccountProcess(): Promise<AccountProcess> {
  const script = join(import.meta.dirname, 'account.script.ts');
  const child = fork(script, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const first = await nextFrom<FromAccount>(child);
  if (!('env' in first)) throw new TypeError('expected the environment first');
  return {
    env: first.env,
    async late(latencyMs) {
      const answered = nextFrom<FromAccount>(child);
      child.send({ latencyMs } satisfies ToAccount);
      const answer = await answered;
      return 'calls' in answer ? answer.calls : Number.NaN;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
