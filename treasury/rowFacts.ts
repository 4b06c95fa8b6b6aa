/** What the chain says of each row, with what only the books know: who should have been paid. */
import type { ChainFacts, RowFact } from './chainFacts.ts';
import type { Books, Movement } from './model.ts';
import { monthAt, monthOf } from './months.ts';
import { standing } from './sums.ts';

/** A payment that the chain confirms, but not to an address of the party that the row names. */
const wentElsewhere = ({ kind, party }: Movement, fact: RowFact, payees: Books['payees']): RowFact | undefined => {
  const { state, counterparty } = fact;
  const right = payees.get(party);
  if (state !== 'verified' || kind !== 'expense' || counterparty === undefined || right === undefined) return undefined;
  return right.includes(counterparty.toLowerCase())
    ? undefined
    : { ...fact, state: 'mismatch', why: 'wrong_recipient', found: counterparty };
};

/** All of a row that the chain has a say in; its day is the beginning. */
const markOf = ({ date, kind, amount, tx = '' }: Movement): string =>
  [date, kind, amount.units, amount.currency.code, tx].join(' ');

/** Of each row that the chain has to confirm, by id. */
export const askedOf = (movements: readonly Movement[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    standing(movements)
      .filter(({ tx }) => tx !== undefined)
      .map((row) => [row.id, markOf(row)]),
  );

/**
 * Whether rows of a month were changed, taken back or taken out since the chain was asked: then what they accounted for is
 * not among the payments that are lacking, and nobody knows yet.
 */
export const isOutdated = (
  { movements }: Pick<Books, 'movements'>,
  { asked = {}, rows }: ChainFacts,
  month: string,
): boolean => {
  const now = askedOf(movements);
  const blocks = new Map(rows.map(({ id, at }) => [id, at]));
  return Object.entries(asked).some(([id, mark]) => {
    const at = blocks.get(id);
    return now[id] !== mark && (monthOf(mark) === month || (at !== undefined && monthAt(at) === month));
  });
};

/** Of every row, by id; of one that the chain was not asked about, or not as it is now, that nothing is known. */
export const rowFactsOf = (
  { movements, payees }: Pick<Books, 'movements' | 'payees'>,
  facts: ChainFacts | undefined,
): ReadonlyMap<string, RowFact> => {
  const told = new Map(facts?.rows.map((fact) => [fact.id, fact]));
  const standingIds = new Set(standing(movements).map(({ id }) => id));
  return new Map(
    movements.map((row): [string, RowFact] => {
      const { id, tx } = row;
      if (tx === undefined || !standingIds.has(id)) return [id, { id, state: 'none' }];
      const isAsked = facts?.asked === undefined || facts.asked[id] === markOf(row);
      const fact = (isAsked ? told.get(id) : undefined) ?? { id, state: 'unknown' };
      return [id, wentElsewhere(row, fact, payees) ?? fact];
    }),
  );
};
