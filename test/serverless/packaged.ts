/** The canary's stack as `sls package` makes it, every reference in it resolved. */
import { resolver } from '../helpers/cloudwatch/intrinsics.ts';
import { packageService, type Template } from '../helpers/packaging/service.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export interface Rule {
  readonly Name: string;
  readonly State: string;
  readonly ScheduleExpression?: string;
  readonly EventPattern?: unknown;
  readonly Targets: readonly unknown[];
}

export interface CanaryFunction {
  readonly FunctionName: string;
  readonly Handler: string;
  /** Seconds. */
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

/** Without the rooms that a Lambda has no use for: that it packages shows that it needs none. */
export async function packageCanary(parameters: Readonly<Record<string, string>> = {}) {
  const packaged = await packageService({
    service: '.',
    stage: 'prod',
    parameters,
    needs: ['serverless.yml', 'bundle.js', 'src'],
    needsNot: ['src/cli', 'src/local', 'src/reference', 'src/reporters'],
  });
  return { ...packaged, ...resolved(packaged.template) };
}

/** The same of any template, for those that tests tamper with. */
export function resolved(template: Template) {
  const resolve = resolver({
    resources: template.Resources as never,
    conditions: {},
    mappings: {},
    parameters: {},
  });
  const resources = resolve(template.Resources) as Template['Resources'];
  return {
    resources,
    outputs: resolve(template.Outputs) as Template['Outputs'],
    /** The one resource of that id. */
    properties: <Shape = unknown>(id: string) => resources[id]?.Properties as Shape,
    /** All of that type, in the template's order. */
    all: <Shape>(type: string) =>
      Object.values(resources)
        .filter(({ Type }) => Type === type)
        .map(({ Properties }) => Properties as Shape),
  };
}
