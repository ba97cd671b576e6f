/** What a template lets its functions do, and what of that is too much. */
import type { Template } from '../helpers/packaging/service.ts';
import { resolved, type Statement } from './packaged.ts';

interface Role {
  readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
  readonly ManagedPolicyArns?: unknown;
}

/** `action resource`, each once, with its condition; null, where it is unconditional. */
export function permissionsIn(template: Template): Readonly<Record<string, unknown>> {
  const pairs = statementsIn(template).flatMap(({ Action, Resource, Condition = null }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => {
        return [`${action} ${String(resource).replace(/^arn:.*?:123456789012:/, '')}`, Condition];
      }),
    ),
  );
  return Object.fromEntries(pairs);
}

/** Nothing, where all is as the contract says. */
export function excessIn(template: Template, ledger: string): readonly string[] {
  const elsewhere = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type.startsWith('AWS::IAM::') && Type !== 'AWS::IAM::Role')
    .map(([id, { Type }]) => `${id}: an ${Type}, which is not looked into`);
  const managed = rolesIn(template)
    .filter(({ ManagedPolicyArns }) => ManagedPolicyArns !== undefined)
    .map(() => 'a managed policy, which is not looked into');
  return [
    ...elsewhere,
    ...managed,
    ...statementsIn(template).flatMap((one) => excessOf(one, ledger)),
  ];
}

/** Each has an id of its own, so that only their state machine can be named. */
const ANY_EXECUTION = /:execution:[\w-]+:\*$/;

function excessOf(statement: Statement, ledger: string): string[] {
  const { Effect, Action, Resource, Condition } = statement;
  if (Effect !== 'Allow' || Action === undefined || Resource === undefined)
    return ['a statement that allows all but something'];
  const actions = [Action].flat().map(String);
  const resources = [Resource].flat().map(String);
  const traces = actions.every((action) => action.startsWith('xray:Put'));
  return [
    ...actions.filter((one) => one.includes('*')).map((one) => `wildcard action ${one}`),
    ...actions.filter((one) => /:Scan$|PartiQL/i.test(one)).map((one) => `a scan: ${one}`),
    ...resources
      .filter((one) => one.includes('*') && !traces && !ANY_EXECUTION.test(one))
      .map((one) => `wildcard resource ${one}`),
    ...resources
      .filter((one) => one.includes(ledger) && !guarded(Condition, 'PLAN#e2e-p7-ledger-*'))
      .map((one) => `the ledger: ${one}`),
  ];
}

/** Every partition key the request has is like this, and it has one. */
function guarded(condition: unknown, keys: string): boolean {
  const wanted = {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
  return JSON.stringify(condition) === JSON.stringify(wanted);
}

function statementsIn(template: Template): readonly Statement[] {
  return rolesIn(template)
    .flatMap(({ Policies = [] }) => Policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function rolesIn(template: Template): readonly Role[] {
  return resolved(template).all<Role>('AWS::IAM::Role');
}
