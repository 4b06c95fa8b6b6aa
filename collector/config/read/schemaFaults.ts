/** zod's issues as config faults: where, what was found, what was expected, in words of fleet.yaml. */
import { z } from 'zod';
import { listed } from '../words.ts';
import { closest } from './closest.ts';
import type { Path, PlacedFault } from './faultPath.ts';
import { foundText, pathText, typeText, valueAt } from './faultPath.ts';

type Issue = z.core.$ZodIssue;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

const tooSmall = (issue: z.core.$ZodIssueTooSmall): string => {
  if (issue.origin === 'array') return 'at least one entry';
  if (issue.origin === 'string') return 'text that is not empty';
  return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
};

const tooBig = (issue: z.core.$ZodIssueTooBig): string => {
  if (issue.origin === 'string') return `at most ${issue.maximum} characters`;
  return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
};

const expectedText = (issue: Issue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      // A schema with words of its own says it better than the type.
      return issue.message.startsWith('Invalid input') ? (typeNames[issue.expected] ?? issue.expected) : issue.message;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const near = typeof value === 'string' ? closest(value, values) : undefined;
      return listed(values, 'or') + (near ? `; did you mean "${near}"?` : '');
    }
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another key';
    default:
      return issue.message;
  }
};

/** The keys that the schema allows at a path; empty where it allows any. */
const keysAt = (schema: z.ZodType, path: Path): readonly string[] => {
  let here: unknown = z.toJSONSchema(schema, { io: 'input' });
  for (const part of path) {
    here =
      valueAt(here, typeof part === 'number' ? ['items'] : ['properties', part]) ??
      valueAt(here, ['additionalProperties']);
  }
  // A record of closed keys has no properties of its own.
  const closed = valueAt(here, ['propertyNames', 'enum']);
  return Array.isArray(closed) ? closed.map(String) : Object.keys(valueAt(here, ['properties']) ?? {});
};

const unknownKeys = (issue: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodType): PlacedFault[] => {
  const known = keysAt(schema, issue.path.filter(isPart));
  return issue.keys.map((key) => {
    const at = [...issue.path.filter(isPart), key];
    const near = closest(key, known);
    const expected = near ? `a known key; did you mean "${near}"?` : `one of ${known.join(', ')}`;
    return { at, path: pathText(at), found: 'an unknown key', expected };
  });
};

const isPart = (part: PropertyKey): part is string | number => typeof part !== 'symbol';

/** Every issue as a fault. `taken`: paths whose value came from the environment and must not show. */
export const schemaFaults = (
  issues: readonly Issue[],
  data: unknown,
  schema: z.ZodType,
  taken: ReadonlySet<string>,
): PlacedFault[] =>
  issues.flatMap((issue): PlacedFault[] => {
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, schema);
    const at = issue.path.filter(isPart);
    const value = valueAt(data, at);
    const expected = expectedText(issue, value);
    const key = at.at(-1);
    // The key itself is at fault: name the map that it is in, and show the key as a value of it.
    if (issue.code === 'invalid_key' && typeof key === 'string') {
      const found = key.length <= 40 && /^[\w .-]*$/.test(key) ? `the key "${key}"` : 'a key that is no name';
      return [{ at, path: pathText(at.slice(0, -1)), found, expected }];
    }
    const found =
      issue.code === 'invalid_type' && typeof value === 'string'
        ? typeText(value)
        : foundText(at, value, taken.has(pathText(at)));
    return [{ at, path: pathText(at), found, expected }];
  });
