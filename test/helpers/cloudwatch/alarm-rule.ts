import { type Cursor, cursor } from './cursor.ts';
import type { AlarmState } from './states.ts';

/** Whether a composite's rule holds, given the states of the alarms it names. */
export type AlarmRule = (stateOf: (name: string) => AlarmState) => boolean;

/** A function with its alarm is one token, as an unquoted name may hold almost anything. */
const TOKEN =
  /\s*((?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"[^"]+"|[^"()]+?)\s*\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b|true\b|false\b|[()])/;
const FUNCTION = /^(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?(.+?)"?\s*\)$/;

/** NOT binds before AND, AND before OR. */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = cursor(text, TOKEN);
  const rule = either(tokens);
  tokens.end();
  return rule;
}

/** What an alarm is called, given its name or its ARN. */
export function alarmName(nameOrArn: string): string {
  return nameOrArn.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '');
}

/** The alarms a rule names, each once. */
export function alarmsNamedIn(text: string): string[] {
  const names = new Set<string>();
  parseAlarmRule(text)((name) => {
    names.add(name);
    return 'OK';
  });
  return [...names];
}

function either(tokens: Cursor): AlarmRule {
  const operands = [both(tokens)];
  while (tokens.take('OR')) operands.push(both(tokens));
  // Every operand is asked, so that an alarm that does not exist is found whatever the others say.
  return (stateOf) => operands.map((holds) => holds(stateOf)).includes(true);
}

function both(tokens: Cursor): AlarmRule {
  const operands = [negated(tokens)];
  while (tokens.take('AND')) operands.push(negated(tokens));
  return (stateOf) => !operands.map((holds) => holds(stateOf)).includes(false);
}

function negated(tokens: Cursor): AlarmRule {
  if (!tokens.take('NOT')) return operand(tokens);
  const rule = negated(tokens);
  return (stateOf) => !rule(stateOf);
}

function operand(tokens: Cursor): AlarmRule {
  if (tokens.take('(')) {
    const rule = either(tokens);
    tokens.expect(')');
    return rule;
  }
  if (tokens.take('TRUE', 'true')) return () => true;
  if (tokens.take('FALSE', 'false')) return () => false;
  const token = tokens.next();
  const [, state, name] = FUNCTION.exec(token) ?? [];
  if (!state || !name) throw new Error(`Expected an alarm, found ${token}`);
  return (stateOf) => stateOf(alarmName(name)) === state;
}
