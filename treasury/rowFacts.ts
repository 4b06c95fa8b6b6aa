/** What the chain says of each row, with what only the books know: who should have been paid. */
import type { ChainFacts, RowFact } from './chainFacts.ts';
import type { Books, Movement } from './model.ts';
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

/** Of every row, by id; of one that the chain was not asked about, that nothing is known. */
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
      const fact = told.get(id) ?? { id, state: 'unknown' };
      return [id, wentElsewhere(row, fact, payees) ?? fact];
    }),
  );
};
