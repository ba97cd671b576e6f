import { invalid, isLeaf, isObject, type Leaf, onlyEntry, operator } from './event-operators.ts';

/**
 * Whether EventBridge would hand an event to a rule with this pattern. The whole pattern is read
 * first, so that what EventBridge would refuse throws whatever the event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * https://github.com/aws/event-ruler (EventBridge's own matcher)
 */
export function matches(pattern: unknown, event: unknown): boolean {
  return fields(pattern, '')(event);
}

/** Of what stands in the event at a place: `undefined` if nothing does. */
type Test = (value: unknown) => boolean;

function fields(pattern: unknown, path: string): Test {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw invalid(path, 'must be an object that names fields, or an array', pattern);
  }
  const tests = Object.entries(pattern).map(([key, inner]): Test => {
    const at = `${path}.${key}`;
    if (key === '$or') return anyOf(inner, at);
    const test = Array.isArray(inner) ? alternatives(inner, at) : fields(inner, at);
    return (value) => test(isObject(value) ? value[key] : undefined);
  });
  const all: Test = (value) => tests.every((test) => test(value));
  // One element of an array, however deep, must fulfil the pattern by itself.
  const some: Test = (value) => (Array.isArray(value) ? value.some(some) : all(value));
  return (value) => some(Array.isArray(value) && value.length === 0 ? undefined : value);
}

function anyOf(patterns: unknown, path: string): Test {
  if (!Array.isArray(patterns) || patterns.length < 2) {
    throw invalid(path, 'must be an array of at least two patterns', patterns);
  }
  const tests = patterns.map((each, index) => fields(each, `${path}[${index}]`));
  return (value) => tests.some((test) => test(value));
}

function alternatives(list: readonly unknown[], path: string): Test {
  if (list.length === 0) throw invalid(path, 'must not be empty', list);
  const tests = list.map((each) => alternative(each, path));
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => test(leaves));
  };
}

function alternative(item: unknown, path: string): (leaves: readonly Leaf[]) => boolean {
  if (isObject(item) && 'exists' in item) {
    const [, exists] = onlyEntry(item, path);
    if (typeof exists !== 'boolean') throw invalid(path, 'exists must be true or false', exists);
    // Only a leaf exists: an object at this place does not.
    return (leaves) => leaves.length > 0 === exists;
  }
  const test = isObject(item) ? operator(item, path) : equal(item, path);
  return (leaves) => leaves.some(test);
}

function equal(item: unknown, path: string): (leaf: Leaf) => boolean {
  if (!isLeaf(item)) throw invalid(path, 'must be a string, number, boolean or null', item);
  return (leaf) => leaf === item;
}

/** An array stands for its elements, however deep; an empty one for nothing. */
function leavesOf(value: unknown): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isLeaf(value) ? [value] : [];
}
