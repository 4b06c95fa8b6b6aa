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
  const blockOf = new Map(facts?.rows.map(({ id, at }) => [id, at]));
  const anew = ({ id, tx, reverses }: Movement): boolean => {
    const at = blockOf.get(id);
    return (
      reverses === undefined && tx !== undefined && (takenBack.has(tx) || (at !== undefined && monthAt(at) <= month))
    );
  };
  const later = movements.filter((row) => !isPast(row) && row.amount.currency.code === currency.code);
  return later.filter((row) => {
    const original = byId.get(row.reverses ?? '');
    return original === undefined ? anew(row) : isPast(original) || anew(original);
  });
};
