import { describe, expect, test } from 'vitest';
import type { Template } from '../helpers/packaging/service.ts';
import { excessIn } from './permissions.ts';

const LEDGER = 'plan-ledger';
const allowed = (statement: object): Template => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyDocument: { Statement: [statement] } }] },
    },
  },
  Outputs: {},
});
const excess = (statement: object) => excessIn(allowed({ Effect: 'Allow', ...statement }), LEDGER);
const table = (name: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${name}`,
});
const ownEntries = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'PLAN#e2e-p7-ledger-*' },
  Null: { 'dynamodb:LeadingKeys': 'false' },
};

describe('is refused:', () => {
  test.each([
    ['every resource', { Action: 'dynamodb:PutItem', Resource: '*' }],
    ['every table', { Action: 'dynamodb:PutItem', Resource: table('*') }],
    ['one of many', { Action: 'dynamodb:PutItem', Resource: [table('runs'), table('r*')] }],
    ['every action', { Action: 'dynamodb:*', Resource: table('runs') }],
    ['a scan', { Action: ['dynamodb:GetItem', 'dynamodb:Scan'], Resource: table('runs') }],
    ['a scan by another name', { Action: 'dynamodb:PartiQLSelect', Resource: table('runs') }],
    ['writing the ledger', { Action: 'dynamodb:PutItem', Resource: table(LEDGER) }],
    ['reading it', { Action: 'dynamodb:Query', Resource: table(`${LEDGER}/index/gsi1-index`) }],
    ['all but something', { NotAction: 'iam:*', Resource: table('runs') }],
    ['everywhere but', { Action: 'dynamodb:PutItem', NotResource: table('runs') }],
    ['more than traces', { Action: ['xray:PutTraceSegments', 's3:GetObject'], Resource: '*' }],
    [
      'the ledger without the Null',
      {
        Action: 'dynamodb:DeleteItem',
        Resource: table(LEDGER),
        Condition: { 'ForAllValues:StringLike': ownEntries['ForAllValues:StringLike'] },
      },
    ],
  ])('%s', (_what, statement) => {
    expect(excess(statement)).not.toEqual([]);
  });

  test.each(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'])(
    'an %s beside the role',
    (Type) => {
      expect(
        excessIn({ Resources: { It: { Type, Properties: {} } }, Outputs: {} }, LEDGER),
      ).toEqual([expect.stringContaining(Type)]);
    },
  );

  test('a managed policy on the role', () => {
    const Properties = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    const Resources = { Role: { Type: 'AWS::IAM::Role', Properties } };
    expect(excessIn({ Resources, Outputs: {} }, LEDGER)).toHaveLength(1);
  });
});

describe('is no excess:', () => {
  test.each([
    ['its own table', { Action: 'dynamodb:PutItem', Resource: table('runs') }],
    ['traces', { Action: 'xray:PutTraceSegments', Resource: '*' }],
    [
      'its own ledger entries',
      { Action: 'dynamodb:DeleteItem', Resource: table(LEDGER), Condition: ownEntries },
    ],
  ])('%s', (_what, statement) => {
    expect(excess(statement)).toEqual([]);
  });
});
