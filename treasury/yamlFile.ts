/** A small YAML file beside the books, held against a schema: each fault with its line and column. */
import { LineCounter } from 'yaml';
import type { z } from 'zod';
import { parseYaml } from '../collector/config/read/parseYaml.ts';
import { shown } from './ledgerLines.ts';
import type { BookProblem, Place } from './model.ts';

export interface ReadYaml<T> {
  /** Undefined when anything is wrong. */
  readonly data: T | undefined;
  readonly problems: readonly BookProblem[];
  readonly placeOf: (path: readonly (string | number)[]) => Place;
}

/** @param empty what a file without any content stands for */
export const readYaml = <T>(file: string, text: string, schema: z.ZodType<T>, empty: unknown): ReadYaml<T> => {
  const yaml = parseYaml(text);
  const lines = new LineCounter();
  for (const { index } of text.matchAll(/^/gm)) lines.addNewLine(index);
  const placeOf = (path: readonly (string | number)[]): Place => {
    const { line, col } = lines.linePos(Math.min(yaml.offsetOf([...path]), text.length));
    return { file, line, column: col };
  };
  if (yaml.faults.length > 0)
    return {
      data: undefined,
      problems: yaml.faults.map(({ path, found, expected }) => {
        const [line = 1, column = 1] = path.split(':').map(Number);
        return { place: { file, line, column }, found, expected };
      }),
      placeOf,
    };
  const valueAt = (path: readonly PropertyKey[]): unknown =>
    path.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      yaml.data,
    );
  const parsed = schema.safeParse(yaml.data ?? empty);
  if (parsed.success) return { data: parsed.data, problems: [], placeOf };
  return {
    data: undefined,
    problems: parsed.error.issues.map(({ path, message, ...issue }) => {
      const value = valueAt(path);
      const extra = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String).join(', ') : undefined;
      return {
        place: placeOf(path.filter((key) => typeof key !== 'symbol')),
        found:
          extra ??
          (value === undefined
            ? `no ${String(path.at(-1) ?? 'content')}`
            : shown(typeof value === 'string' ? value : JSON.stringify(value))),
        expected: message,
      };
    }),
    placeOf,
  };
};
