import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { outputOn } from '../../src/cli/output.ts';

class FakeStream extends EventEmitter {
  isTTY = true;
  columns = 120;
  written = '';
  readonly unread: (() => void)[] = [];
  write(text: string, done = () => {}) {
    this.written += text;
    this.unread.push(done);
  }
  /** The reader takes one chunk. */
  read() {
    this.unread.shift()?.();
  }
  failWith(code: string) {
    this.emit('error', Object.assign(new Error(code), { code }));
  }
}

test('what is written arrives, in a terminal of the width of the moment', () => {
  const stream = new FakeStream();
  const output = outputOn(stream, { TERM: 'xterm' });

  output.write('a');
  output.write('b');
  stream.columns = 40;

  expect(stream.written).toBe('ab');
  expect(output).toMatchObject({ isTty: true, columns: 40 });
  expect(output.lost()).toBeUndefined();
});

test.each([0, undefined])('a width of %s is no width: 80 it is', (columns) => {
  const stream = Object.assign(new FakeStream(), { columns });

  expect(outputOn(stream as FakeStream, {}).columns).toBe(80);
});

test('a width in which nothing can be read is a little more', () => {
  const stream = Object.assign(new FakeStream(), { columns: 5 });

  expect(outputOn(stream, {}).columns).toBe(20);
});

test('a dumb terminal, a pipe and a file cannot be redrawn', () => {
  expect(outputOn(new FakeStream(), { TERM: 'dumb' }).isTty).toBe(false);
  expect(outputOn(Object.assign(new FakeStream(), { isTTY: false }), {}).isTty).toBe(false);
});

test('a reader that went away has what it wanted; any other error is a loss', async () => {
  const stream = new FakeStream();
  const output = outputOn(stream, {});

  stream.failWith('EPIPE');
  expect(output.lost()).toBeUndefined();
  const arrived = output.arrived();
  stream.read();
  expect(await arrived).toBe(false);
  stream.failWith('ENOSPC');
  stream.failWith('EIO');
  expect(output.lost()?.message).toBe('ENOSPC');
});

test('it is drained when the last of it was read, and not before', async () => {
  const stream = new FakeStream();
  const output = outputOn(stream, {});
  output.write('a');
  let drained = false;
  const told = output.drained().then(() => {
    drained = true;
  });

  stream.read();
  await Promise.resolve();
  expect(drained).toBe(false);
  stream.read();
  await told;
  expect(stream.written).toBe('a');
});
