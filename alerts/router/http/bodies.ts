/** What commands post to the private listener: the parts that bodies share, and what is wrong with one, by path. */
import { z } from 'zod';
import { pathText, typeText, valueAt } from '../../../collector/config/read/faultPath.ts';
import type { Refusal } from '../../ledger/ledger.ts';

export const bodyLimit = '4kb';

const line = (most: number) =>
  z
    .string({ error: `text of at most ${most} characters` })
    .trim()
    .min(1, { error: 'text that is not empty' })
    .max(most, { error: `at most ${most} characters` })
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, { error: 'one line of plain text' });
export const second = z
  .number({ error: 'Unix seconds' })
  .min(0, { error: 'Unix seconds' })
  .max(99_999_999_999, { error: 'Unix seconds, not milliseconds' });
export const author = line(60);
export const reason = line(200);

const isPart = (part: PropertyKey): part is string | number => typeof part !== 'symbol';
/** Whoever asks has typed it: it may be shown, but not at any length. */
const foundText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value).slice(0, 80) : typeText(value);

const faultsOf = (issues: readonly z.core.$ZodIssue[], body: unknown): readonly Refusal[] =>
  issues.flatMap((issue): readonly Refusal[] => {
    const path = issue.path.filter(isPart);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        found: 'an unknown key',
        expected: 'no such key',
      }));
    const found = foundText(valueAt(body, path));
    return [{ path: path.length > 0 ? pathText(path) : '(the body)', found, expected: issue.message }];
  });

/** The body, or every fault of it. */
export const readBody = <S extends z.ZodType>(
  schema: S,
  body: unknown,
): { readonly ok: true; readonly value: z.output<S> } | { readonly ok: false; readonly faults: readonly Refusal[] } => {
  const parsed = schema.safeParse(body ?? {});
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, faults: faultsOf(parsed.error.issues, body) };
};
