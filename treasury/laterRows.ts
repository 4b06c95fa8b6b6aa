/** Corrections that were written down in a later month than what they correct. */
import type { ChainFacts } from './chainFacts.ts';
import type { Movement } from './model.ts';
import type { Currency } from './money.ts';
import { monthAt, monthOf } from './months.ts';

/** Rows of later months that say what was of this one: they take back a row of it, or book its transaction anew. */
export const laterRows = (
  { movements, facts }: { readonly movements: readonly Movement[]; readonly facts: ChainFacts | undefined },
  month: string,
  currency: Currency,
): readonly Movement[] => {
  const isPast = ({ date }: Movement): boolean => monthOf(date) <= month;
  const byId = new Map(movements.map((row) => [row.id, row]));
  const reversed = movements.flatMap(({ reverses }) => (reverses === undefined ? [] : (byId.get(reverses) ?? [])));
  const takenBack = new Set(reversed.filter(isPast).flatMap(({ tx }) => tx ?? []));
  const factOf = new Map(facts?.rows.map((fact) => [fact.id, fact]));
  const anew = ({ id, tx, reverses }: Movement): boolean => {
    const { at, state } = factOf.get(id) ?? {};
    // A payment that was booked under a later month from the start corrects nothing.
    if (reverses !== undefined || tx === undefined || state === 'mismatch') return false;
    return takenBack.has(tx) || (at !== undefined && monthAt(at) <= month);
  };
  const later = movements.filter((row) => !isPast(row) && row.amount.currency.code === currency.code);
  return later.filter((row) => {
    const original = byId.get(row.reverses ?? '');
    return original === undefined ? anew(row) : isPast(original) || anew(original);
  });
};
