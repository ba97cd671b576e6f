/**
 * Runs a state machine as Step Functions does, as far as ours goes: Task, Map, Choice, Pass, Succeed;
 * JSONPath, Retry, Catch; 256 KiB between two states.
 * https://states-language.net/spec.html
 */

type Json = Readonly<Record<string, unknown>>;
export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Json>>;
}

/** What a task does, by its parameters; what it throws is named by `Error`. */
export type Perform = (parameters: Json) => Promise<unknown>;

export class StateError extends Error {
  override readonly name = 'StateError';
  readonly facts: { readonly Error: string; readonly Cause: string };

  constructor(name: string, cause: string) {
    super(`${name}: ${cause}`);
    this.facts = { Error: name, Cause: cause };
  }
}

const MOST_BYTES = 256 * 1024;

/** The output of an execution; every state's output in `visited`. */
export async function execute(
  machine: StateMachine,
  input: unknown,
  context: Json,
  perform: Perform,
  visited: { readonly state: string; readonly output: unknown }[] = [],
): Promise<unknown> {
  let data = input;
  for (let name: string | undefined = machine.StartAt; name !== undefined; ) {
    const state: Json = machine.States[name] ?? refuse(`there is no state ${name}`);
    const step = await enter(state, data, context, perform, visited);
    if (JSON.stringify(step.output ?? null).length > MOST_BYTES)
      throw new StateError('States.DataLimitExceeded', `the output of ${name}`);
    visited.push({ state: name, output: step.output });
    data = step.output;
    name = step.next;
  }
  return data;
}

interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function enter(
  state: Json,
  data: unknown,
  context: Json,
  perform: Perform,
  visited: Parameters<typeof execute>[4],
): Promise<Step> {
  const next = state.End === true ? undefined : (state.Next as string | undefined);
  const filled = (template: unknown) => fill(template, data, context);
  switch (state.Type) {
    case 'Succeed':
      return { output: data, next: undefined };
    case 'Pass':
      return { output: filled(state.Parameters), next };
    case 'Choice':
      return { output: data, next: chosen(state, data, context) };
    case 'Map': {
      const items = at(String(state.ItemsPath), data, context) as readonly unknown[];
      const results = await Promise.all(
        items.map((Value, Index) => {
          const inItem = { ...context, Map: { Item: { Value, Index } } };
          const input = fill(state.ItemSelector, data, inItem);
          return execute(state.ItemProcessor as StateMachine, input, inItem, perform, visited);
        }),
      );
      return { output: placed(state.ResultPath, results, data), next };
    }
    case 'Task':
      return await task(state, data, context, perform, next);
    default:
      return refuse(`a state of type ${state.Type}`);
  }
}

async function task(
  state: Json,
  data: unknown,
  context: Json,
  perform: Perform,
  next: string | undefined,
): Promise<Step> {
  const parameters = fill(state.Parameters, data, context) as Json;
  try {
    const result = await retried(state, () => perform(parameters));
    return { output: at(String(state.OutputPath ?? '$'), result, context), next };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const { facts } = error;
    const catcher = ((state.Catch ?? []) as readonly Json[]).find(({ ErrorEquals }) =>
      covers(ErrorEquals, facts.Error),
    );
    if (!catcher) throw error;
    return { output: placed(catcher.ResultPath, facts, data), next: String(catcher.Next) };
  }
}

/** Without the pauses. */
async function retried<T>(state: Json, work: () => Promise<T>): Promise<T> {
  const left = ((state.Retry ?? []) as readonly Json[]).map(({ ErrorEquals, MaxAttempts = 3 }) => ({
    ErrorEquals,
    attempts: Number(MaxAttempts),
  }));
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const name = error instanceof StateError ? error.facts.Error : '';
      const retrier = left.find(({ ErrorEquals }) => covers(ErrorEquals, name));
      if (!retrier || retrier.attempts === 0) throw error;
      retrier.attempts -= 1;
    }
  }
}

function covers(names: unknown, name: string): boolean {
  return (names as readonly string[]).some((one) => one === name || one === 'States.ALL');
}

function chosen({ Choices, Default }: Json, data: unknown, context: Json): string {
  const rule = (Choices as readonly Json[]).find(
    ({ Variable, StringEquals }) => at(String(Variable), data, context) === StringEquals,
  );
  return String(rule?.Next ?? Default);
}

/** A template with its paths filled in: of `name.$` the path's value, under `name`. */
function fill(template: unknown, data: unknown, context: Json): unknown {
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((item) => fill(item, data, context));
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), at(String(value), data, context)]
        : [key, fill(value, data, context)],
    ),
  );
}

/** `$` is the data, `$$` the context; a path that leads nowhere is an error there too. */
function at(path: string, data: unknown, context: Json): unknown {
  const inContext = path.startsWith('$$');
  const names = path.replace(/^\$\$?\.?/, '').split('.');
  return names
    .filter((name) => name !== '')
    .reduce<unknown>(
      (of, name) => {
        if (typeof of !== 'object' || of === null || !(name in of))
          throw new StateError('States.Runtime', `${path} leads nowhere`);
        return (of as Json)[name];
      },
      inContext ? context : data,
    );
}

function placed(path: unknown, result: unknown, data: unknown): unknown {
  if (path === undefined || path === '$') return result;
  return { ...(data as Json), [String(path).slice(2)]: result };
}

function refuse(what: string): never {
  throw new StateError('States.Runtime', `not interpreted here: ${what}`);
}
