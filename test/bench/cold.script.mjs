/**
 * A function's first invocation, in a process that was just started: loads the file, answers the
 * event, tells how long that took. In plain JavaScript, so that nothing but the function is compiled.
 */
const [file, event] = process.argv.slice(2);
const started = performance.now();
const { handler } = await import(file);
const answer = await handler(JSON.parse(event), {
  awsRequestId: crypto.randomUUID(),
  functionName: 'bench',
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
  getRemainingTimeInMillis: () => 60_000,
});
const answered = performance.now();
process.send({ outcome: answer.outcome, ms: answered - started });
process.disconnect();
