/** CloudFormation's functions, as far as alarms use them, resolved to strings that stay the same. */
export interface Resource {
  readonly Type: string;
  readonly Condition?: string | undefined;
  readonly Properties?: Readonly<Record<string, unknown>> | undefined;
}

export interface Surroundings {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  /** Of the template, with defaults filled in. */
  readonly parameters: Readonly<Record<string, string>>;
}

const NO_VALUE = Symbol('AWS::NoValue');
const ACCOUNT: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
};
/** The property that holds what `Ref` gives, for resources that may be named in a template. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::Rule': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
};

type Args = readonly unknown[];
type Resolve = (value: unknown) => unknown;

/** Resolves a value and all it holds; what resolves to `AWS::NoValue` is left out. */
export function resolver(around: Surroundings): Resolve {
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined], ...others] = entries;
    if (others.length === 0 && /^(Ref|Condition|Fn::\w+)$/.test(name)) {
      return intrinsic(name, argument, around, resolve);
    }
    const resolved = entries.map(([key, item]) => [key, resolve(item)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE));
  };
  return resolve;
}

export function conditionHolds(name: string, around: Surroundings): boolean {
  if (!(name in around.conditions)) throw new Error(`There is no condition ${name}`);
  return resolver(around)(around.conditions[name]) === true;
}

function intrinsic(name: string, argument: unknown, around: Surroundings, resolve: Resolve) {
  const args: Args = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Ref':
      return reference(String(argument), around, resolve);
    case 'Fn::GetAtt':
      return attribute(args.join('.'), around, resolve);
    case 'Fn::Sub':
      return substitute(String(args[0]), resolve(args[1] ?? {}), around, resolve);
    case 'Fn::Join':
      return (resolve(args[1]) as Args).join(String(args[0]));
    case 'Fn::FindInMap':
      return found(around.mappings, resolve(args) as Args);
    case 'Fn::If':
      return resolve(conditionHolds(String(args[0]), around) ? args[1] : args[2]);
    case 'Condition':
      return conditionHolds(String(argument), around);
    case 'Fn::Equals':
      return String(resolve(args[0])) === String(resolve(args[1]));
    case 'Fn::Not':
      return resolve(args[0]) !== true;
    case 'Fn::And':
      return args.every((each) => resolve(each) === true);
    case 'Fn::Or':
      return args.some((each) => resolve(each) === true);
    default:
      throw new Error(`${name} is not simulated`);
  }
}

function reference(id: string, around: Surroundings, resolve: Resolve): unknown {
  if (id === 'AWS::NoValue') return NO_VALUE;
  const known = ACCOUNT[id] ?? around.parameters[id];
  if (known !== undefined) return known;
  const resource = around.resources[id];
  if (!resource) throw new Error(`There is no parameter or resource ${id}`);
  const name = physicalName(id, resource, resolve);
  return resource.Type === 'AWS::SNS::Topic' ? arn(`sns:us-east-1:123456789012:${name}`) : name;
}

function attribute(path: string, around: Surroundings, resolve: Resolve): string {
  const [id = '', ...rest] = path.split('.');
  const resource = around.resources[id];
  if (!resource) throw new Error(`There is no resource ${id}`);
  const name = physicalName(id, resource, resolve);
  if (rest.join('.') === NAMED_BY[resource.Type]) return name;
  if (/Alarm$/.test(resource.Type) && path === `${id}.Arn`) {
    return arn(`cloudwatch:us-east-1:123456789012:alarm:${name}`);
  }
  return path;
}

/** A resource without a name of its own gets one from CloudFormation, made of stack and id. */
export function physicalName(id: string, resource: Resource, resolve: Resolve): string {
  const name = resource.Properties?.[NAMED_BY[resource.Type] ?? ''];
  return name === undefined ? `${ACCOUNT['AWS::StackName']}-${id}` : String(resolve(name));
}

function substitute(text: string, local: unknown, around: Surroundings, resolve: Resolve): string {
  const values = new Map(Object.entries(local as object));
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (values.has(name)) return String(values.get(name));
    return String(
      name.includes('.') ? attribute(name, around, resolve) : reference(name, around, resolve),
    );
  });
}

function found(mappings: unknown, path: Args): unknown {
  return path.map(String).reduce<unknown>((within, key) => {
    const inner = typeof within === 'object' && within !== null ? within : {};
    if (!Object.hasOwn(inner, key)) throw new Error(`Mappings lack ${path.join('.')}`);
    return (inner as Record<string, unknown>)[key];
  }, mappings);
}

function arn(rest: string): string {
  return `arn:aws:${rest}`;
}
