/** What is wrong between rows: ids twice, corrections that do not fit, dues of nobody, ids that name a member. */
import { shown } from './ledgerLines.ts';
import { membersFile } from './members.ts';
import type { BookProblem, Books, Member, Movement } from './model.ts';
import { amountText, type Price } from './money.ts';
import { names } from './publicNames.ts';

const isSamePrice = (a: Price, b: Price): boolean =>
  a.units * 10n ** BigInt(b.scale) === b.units * 10n ** BigInt(a.scale);

const reversalFault = (
  row: Movement,
  original: Movement | undefined,
  taken: Movement | undefined,
): string | undefined => {
  if (!original) return 'the id of a row of these books';
  if (original.reverses !== undefined)
    return `a row that is no correction itself: book ${original.id}'s row anew instead`;
  if (taken) return `a row that ${taken.id} has not taken back already`;
  if (row.date < original.date) return `a row of ${row.date} or before it; ${original.id} is of ${original.date}`;
  const same =
    row.kind === original.kind &&
    row.category === original.category &&
    row.party === original.party &&
    row.serviceMonth === original.serviceMonth &&
    row.amount.currency.code === original.amount.currency.code &&
    row.amount.units === original.amount.units;
  if (same && row.price && !(original.price && isSamePrice(row.price, original.price)))
    return `no price, or that of ${original.id}: what is taken back was worth what it was booked at`;
  return same
    ? undefined
    : `kind, category, party, amount, currency and service month of ${original.id}: ${original.kind}, ${original.category}, ${original.party}, ${amountText(original.amount)} ${original.amount.currency.code}, ${original.serviceMonth}`;
};

/** `members`: undefined when members.yaml could not be read, so that nobody is called unknown for that. */
export const relationProblems = (
  movements: readonly Movement[],
  members: readonly Member[] | undefined,
): readonly BookProblem[] => {
  const problems: BookProblem[] = [];
  const byId = new Map<string, Movement>();
  for (const row of movements) {
    const first = byId.get(row.id);
    if (first)
      problems.push({
        place: { ...row.place, column: 1 },
        found: `${shown(row.id)}, as in ${first.place.file}:${first.place.line}`,
        expected: 'an id that no other row has',
      });
    else byId.set(row.id, row);
  }
  const takenBy = new Map<string, Movement>();
  for (const row of movements) {
    if (row.reverses === undefined) continue;
    const expected = reversalFault(row, byId.get(row.reverses), takenBy.get(row.reverses));
    if (expected === undefined) takenBy.set(row.reverses, row);
    else problems.push({ place: row.place, found: `${row.id} reverses ${shown(row.reverses)}`, expected });
  }
  if (members === undefined) return problems;
  const aliases = new Set(members.map(({ alias }) => alias));
  const hidden = members.filter((member) => !member.public);
  for (const row of movements) {
    if (row.category === 'dues' && !aliases.has(row.party))
      problems.push({ place: row.place, found: `dues of ${shown(row.party)}`, expected: `an alias of ${membersFile}` });
    if (hidden.some(({ alias }) => names(row.id, alias)))
      problems.push({
        place: { ...row.place, column: 1 },
        found: shown(row.id),
        expected: 'an id without the name of a member who is not public: ids are published',
      });
  }
  return problems;
};

/**
 * Ids that may not be published as they are. Of the page alone: what the rows add up to is right all the same.
 * @param isPublic whether a word names nothing of fleet.yaml
 */
export const hiddenInIds = (
  movements: readonly Movement[],
  isPublic: (word: string) => boolean,
): readonly BookProblem[] =>
  movements
    .filter(({ id }) => !isPublic(id))
    .map(({ id, place }) => ({
      place: { ...place, column: 1 },
      found: shown(id),
      expected: 'an id without an address and without the name of a node or machine of fleet.yaml: ids are published',
    }));

/** Rows that name someone whom members.yaml once had and has no more: nothing would hide that name. */
export const namesOfFormer = (
  { movements, members }: Pick<Books, 'movements' | 'members'>,
  known: ReadonlySet<string>,
): readonly BookProblem[] => {
  const now = new Set(members.map(({ alias }) => alias.toLowerCase()));
  const gone = [...known].filter((alias) => !now.has(alias.toLowerCase())).sort();
  return gone.flatMap((alias) =>
    movements
      .filter(({ id, party, note, reference = '', priceSource = '' }) =>
        [id, party, note, reference, priceSource].some((text) => names(text, alias)),
      )
      .slice(0, 1)
      .map(({ id, place }) => ({
        place,
        found: `row ${id} names ${shown(alias)}, whom ${membersFile} had and has no more`,
        expected: `${shown(alias)} in ${membersFile} with until and "former: true", so that the name is hidden`,
      })),
  );
};
