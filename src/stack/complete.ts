import type { Interval, StepMetrics } from '../limits.ts';
import { scenarios } from '../scenarios/index.ts';
import { alarmResources, alarmsFor } from '../telemetry/alarms.ts';
import { dashboardBody } from '../telemetry/dashboard.ts';
import { tooManyScenarios } from '../telemetry/too-many.ts';
import { contradictionsIn, type Parameters, problemsOf, unknownOf } from './parameters.ts';
import { applyWhen } from './when.ts';

/** Of serverless.yml as the framework has read it, what is needed here. */
export interface Service {
  readonly custom: { readonly parameters: Parameters };
  readonly functions: {
    readonly canary: {
      readonly name: string;
      logRetentionInDays?: number;
      /** Of a rule that was left out, an empty one. */
      readonly events: readonly {
        readonly eventBridge?: { readonly name: string; readonly schedule?: string };
      }[];
    };
  };
  readonly resources: {
    readonly Resources: Record<string, object> & {
      readonly UndeliveredQueue: { readonly Properties: { readonly QueueName: string } };
    };
  };
}

/** Where parameters come from. */
export interface AskedFor {
  /** `NAME=VALUE` each, on the command line. */
  readonly given?: readonly string[];
  /** In serverless.yml, below the stage's own name. */
  readonly ofTheStage?: Readonly<Record<string, unknown>>;
}

/**
 * Checks parameters and scenarios, leaves out what was not asked for, and adds what is made from the catalogue:
 * alarms and dashboard.
 *
 * @returns why none of it was done; nothing, where it was
 */
export function complete(
  service: Service,
  stage: string,
  { given = [], ofTheStage = {} }: AskedFor = {},
): readonly string[] {
  const { custom, functions, resources } = service;
  const problems = [
    ...unknownOf(given),
    ...contradictionsIn(given, ofTheStage),
    ...problemsOf(custom.parameters, stage),
    ...tooManyScenarios(stage, scenarios),
  ];
  if (problems.length > 0) return problems;

  // In serverless.yml the framework would refuse a wrong one by itself, before all others were told.
  functions.canary.logRetentionInDays = Number(custom.parameters.logRetention);
  applyWhen(functions, custom.parameters);
  applyWhen(resources, custom.parameters);
  add(catalogue(service, stage), resources.Resources);
  return [];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MOST_INLINE = 40;

function catalogue({ custom, functions, resources }: Service, stage: string) {
  const { interval, scheduleEnabled, runbookBase, stepMetrics } = custom.parameters;
  const { fanOut, concurrency } = custom.parameters;
  const functionName = functions.canary.name;
  const atATime = Math.min(Number(concurrency), fanOut === 'inline' ? MOST_INLINE : Infinity);
  const shared = {
    stage,
    scenarios,
    intervalMinutes: Number(interval) as Interval,
    scheduleEnabled: scheduleEnabled === 'true',
    // In parts, each has a minute of its own; so have what begins and what gathers them, together.
    runMinutes: fanOut === 'false' ? 1 : 1 + Math.ceil(scenarios.length / atATime),
    runbookBase,
  };
  const alarms = alarmsFor({
    ...shared,
    functionName,
    deadLetterQueueName: resources.Resources.UndeliveredQueue.Properties.QueueName,
    ruleNames: [
      ...functions.canary.events.flatMap(({ eventBridge }) => eventBridge?.name ?? []),
      ...rulesOf(resources.Resources),
    ],
    scheduleRuleId: scheduleRuleId(functions.canary),
  });
  const body = dashboardBody({
    ...shared,
    alarms,
    stepMetrics: stepMetrics as StepMetrics,
    logGroupName: `/aws/lambda/${functionName}`,
  });
  return {
    ...alarmResources(alarms, {
      paging: { Ref: 'PagingTopic' },
      notices: { Ref: 'NoticesTopic' },
    }),
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        // An account's dashboards are those of all its regions.
        DashboardName: { 'Fn::Sub': `${functionName}-\${AWS::Region}` },
        DashboardBody: { 'Fn::Sub': body },
      },
    },
  };
}

/** The rules that the framework does not make of the function's events. */
function rulesOf(resources: Readonly<Record<string, object>>): readonly string[] {
  return Object.values(resources as Readonly<Record<string, Partial<Rule>>>).flatMap(
    ({ Type, Properties }) => (Type === 'AWS::Events::Rule' && Properties ? Properties.Name : []),
  );
}

interface Rule {
  readonly Type: string;
  readonly Properties: { readonly Name: string };
}

/** As the framework makes it: of the function's name, and the rule's number among its events. */
function scheduleRuleId({ name, events }: Service['functions']['canary']): string {
  const number = events.findIndex(({ eventBridge }) => eventBridge?.schedule) + 1;
  const id = `${name}rule${number}EventBridgeRule`.replaceAll(/[^0-9A-Za-z]/g, '');
  return id.charAt(0).toUpperCase() + id.slice(1);
}

function add(made: Readonly<Record<string, object>>, to: Record<string, object>) {
  for (const [id, resource] of Object.entries(made)) {
    if (id in to) throw new RangeError(`${id} is in serverless.yml and in the catalogue`);
    to[id] = resource;
  }
}
