import * as z from 'zod';
import { conditionHolds, physicalName, resolver } from './intrinsics.ts';
import {
  type AlarmProperties,
  alarmSchema,
  type CompositeProperties,
  compositeSchema,
} from './properties.ts';

export interface DeclaredAlarms {
  readonly alarms: readonly AlarmProperties[];
  readonly composites: readonly CompositeProperties[];
}

const schema = z.object({
  Parameters: z
    .record(z.string(), z.object({ Default: z.union([z.string(), z.number()]).optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Condition: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

/**
 * The alarms a packaged template makes, every reference resolved; those whose condition does not
 * hold are left out. `parameters` are the stack's, where they differ from their defaults.
 */
export function alarmsIn(
  template: unknown,
  parameters: Readonly<Record<string, string>> = {},
): DeclaredAlarms {
  const { Resources: resources, ...rest } = schema.parse(template);
  const defaults = Object.entries(rest.Parameters).flatMap(([name, { Default }]) =>
    Default === undefined ? [] : [[name, String(Default)] as const],
  );
  const around = {
    resources,
    conditions: rest.Conditions,
    mappings: rest.Mappings,
    parameters: { ...Object.fromEntries(defaults), ...parameters },
  };
  const resolve = resolver(around);

  function declared<T>(type: string, properties: z.ZodType<T>): T[] {
    return Object.entries(resources)
      .filter(([, { Type }]) => Type === type)
      .filter(([, { Condition }]) => Condition === undefined || conditionHolds(Condition, around))
      .map(([id, resource]) => {
        const AlarmName = physicalName(id, resource, resolve);
        const given = resolve(resource.Properties ?? {}) as object;
        const result = properties.safeParse({ ...given, AlarmName });
        if (!result.success) throw new Error(`${id}: ${z.prettifyError(result.error)}`);
        return result.data;
      });
  }
  return {
    alarms: declared('AWS::CloudWatch::Alarm', alarmSchema),
    composites: declared('AWS::CloudWatch::CompositeAlarm', compositeSchema),
  };
}
