/**
 * `when: name`, on anything in a list or under a key of the stack (in a resource's `Metadata`, since
 * the framework knows what else a resource may have): it is there only where the parameter of that
 * name is given, and neither 'false' nor 'none'; with `when: name=value`, only where it is that.
 * CloudFormation's own conditions cannot leave out a part of a resource's list without leaving an
 * `AWS::NoValue` behind, nor a rule that the framework makes; and a template without them can be read
 * as it is.
 *
 * It changes what it is handed, since the framework keeps hold of its own objects.
 */
export function applyWhen(node: unknown, parameters: Readonly<Record<string, string>>): void {
  if (Array.isArray(node)) {
    const kept = node.filter((item) => isThere(item, parameters));
    node.splice(0, node.length, ...kept);
  } else if (isRecord(node)) {
    for (const [key, value] of Object.entries(node))
      if (!isThere(value, parameters)) delete node[key];
  } else {
    return;
  }
  for (const child of Object.values(node)) applyWhen(child, parameters);
}

function isThere(item: unknown, parameters: Readonly<Record<string, string>>): boolean {
  const when = takenFrom(item) ?? (isRecord(item) ? takenFrom(item.Metadata) : undefined);
  if (when === undefined) return true;
  const [name = '', only] = when.split('=');
  const value = parameters[name];
  if (value === undefined) throw new RangeError(`when: ${when}: there is no such parameter`);
  return only === undefined ? !['', 'false', 'none'].includes(value) : value === only;
}

function takenFrom(item: unknown): string | undefined {
  if (!isRecord(item) || !('when' in item)) return undefined;
  const { when } = item;
  delete item.when;
  return String(when);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
