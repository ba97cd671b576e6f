import type { ChildProcess } from 'node:child_process';

/** What another process says next. */
export function nextFrom<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message as Message);
    };
    const onExit = (code: number | null, signal: string | null) => {
      child.off('message', onMessage);
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code ?? signal}`));
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}
