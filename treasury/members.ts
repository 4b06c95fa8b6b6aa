/** `members.yaml`: who pays dues. What is in it stays with operators, unless a member agreed to be named. */
import { LineCounter } from 'yaml';
import { z } from 'zod';
import { parseYaml } from '../collector/config/read/parseYaml.ts';
import type { Currencies } from './currencies.ts';
import { shown } from './ledgerLines.ts';
import type { BookProblem, Member, Place } from './model.ts';
import { parseAmount } from './money.ts';
import { isDay } from './months.ts';

export const membersFile = 'members.yaml';

const day = z.string().refine(isDay, { error: 'a day such as 2026-01-15' });

const schemaFor = (currencies: Currencies) =>
  z.array(
    z.strictObject(
      {
        alias: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, {
          error: 'a name of letters, digits, ., _ and -, at most 40 characters',
        }),
        plan: z.string({ error: 'the name of a plan' }).min(1, { error: 'the name of a plan' }),
        since: day,
        until: day.optional(),
        dues: z.string({ error: 'an amount and its currency, such as 50 USDC' }).transform((text, context) => {
          const [amount = '', code = '', ...rest] = text.trim().split(/\s+/);
          const currency = currencies.get(code);
          const parsed = currency && rest.length === 0 ? parseAmount(amount, currency) : undefined;
          if (parsed?.ok && parsed.value.units >= 0n) return parsed.value;
          const known = [...currencies.keys()].join(', ');
          context.addIssue({
            code: 'custom',
            message: `an amount of a month and its currency (${known}), such as 50 USDC`,
          });
          return z.NEVER;
        }),
        public: z.boolean({ error: 'true or false' }).default(false),
      },
      { error: 'only alias, plan, since, until, dues and public' },
    ),
    { error: 'a list: - alias: …' },
  );

export interface ReadMembers {
  readonly members: readonly Member[];
  readonly problems: readonly BookProblem[];
}

const memberFrom = ({ until, ...rest }: Omit<Member, 'until'> & { readonly until?: string | undefined }): Member => ({
  ...rest,
  ...(until === undefined ? {} : { until }),
});

/** Everything that is wrong with the file; members only when nothing is. */
export const readMembers = (text: string, currencies: Currencies): ReadMembers => {
  const yaml = parseYaml(text);
  if (yaml.faults.length > 0)
    return {
      members: [],
      problems: yaml.faults.map(({ path, found, expected }) => {
        const [line = 1, column = 1] = path.split(':').map(Number);
        return { place: { file: membersFile, line, column }, found, expected };
      }),
    };
  const lines = new LineCounter();
  for (const { index } of text.matchAll(/^/gm)) lines.addNewLine(index);
  const placeOf = (path: readonly (string | number)[]): Place => {
    const { line, col } = lines.linePos(Math.min(yaml.offsetOf([...path]), text.length));
    return { file: membersFile, line, column: col };
  };
  const valueAt = (path: readonly PropertyKey[]): unknown =>
    path.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      yaml.data,
    );
  const parsed = schemaFor(currencies).safeParse(yaml.data ?? []);
  if (!parsed.success)
    return {
      members: [],
      problems: parsed.error.issues.map(({ path, message, ...issue }) => {
        const value = valueAt(path);
        const extra = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String).join(', ') : undefined;
        const at = path.filter((key) => typeof key !== 'symbol');
        return {
          place: placeOf(at),
          found:
            extra ??
            (value === undefined
              ? `no ${String(path.at(-1) ?? 'members')}`
              : shown(typeof value === 'string' ? value : JSON.stringify(value))),
          expected: message,
        };
      }),
    };
  const problems: BookProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { alias, since, until }] of parsed.data.entries()) {
    const key = alias.toLowerCase();
    if (seen.has(key))
      problems.push({
        place: placeOf([index, 'alias']),
        found: shown(alias),
        expected: 'an alias that no other member has',
      });
    seen.add(key);
    if (until !== undefined && until < since)
      problems.push({ place: placeOf([index, 'until']), found: until, expected: `a day after since (${since})` });
  }
  return { members: problems.length > 0 ? [] : parsed.data.map(memberFrom), problems };
};
