/** `members.yaml`: who pays dues. What is in it stays with operators, unless a member agreed to be named. */
import { z } from 'zod';
import { parseYaml } from '../collector/config/read/parseYaml.ts';
import type { Currencies } from './currencies.ts';
import { shown } from './ledgerLines.ts';
import type { BookProblem, Member } from './model.ts';
import { parseAmount } from './money.ts';
import { isDay } from './months.ts';
import { readYaml } from './yamlFile.ts';

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
        former: z.boolean({ error: 'true or false' }).default(false),
      },
      { error: 'only alias, plan, since, until, dues, public and former' },
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
  const read = readYaml(membersFile, text, schemaFor(currencies), []);
  if (!read.data) return { members: [], problems: read.problems };
  const problems: BookProblem[] = [];
  const fault = (path: readonly (string | number)[], found: string, expected: string): void => {
    problems.push({ place: read.placeOf(path), found, expected });
  };
  const seen = new Set<string>();
  for (const [index, { alias, since, until, former }] of read.data.entries()) {
    const key = alias.toLowerCase();
    if (seen.has(key)) fault([index, 'alias'], shown(alias), 'an alias that no other member has');
    seen.add(key);
    if (until !== undefined && until < since) fault([index, 'until'], until, `a day after since (${since})`);
    if (former && until === undefined) fault([index, 'former'], 'no until', 'the last day of one who left, as until');
  }
  return { members: problems.length > 0 ? [] : read.data.map(memberFrom), problems };
};

const aliases = z.array(z.object({ alias: z.string() }).nullable().catch(null)).catch([]);

/** Everyone whom versions of the file name; one that is broken names nobody. */
export const namedIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts.flatMap((text) => aliases.parse(parseYaml(text).data).flatMap((one) => (one === null ? [] : [one.alias]))),
  );
