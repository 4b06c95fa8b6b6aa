/** Dues that are owed: for operators only, never for a page. */
import type { Books, Member } from './model.ts';
import { type Amount, amountText, type Currency } from './money.ts';
import { monthOf, monthsBetween } from './months.ts';
import { signedAmount, worthOf } from './sums.ts';

export interface UnpaidMonth {
  readonly alias: string;
  readonly month: string;
  readonly owed: Amount;
}

/**
 * Up to a month, it included. What was paid in another currency counts by the price of its row: towards dues in the
 * currency of the report by its value, towards any other as paid, because nobody wrote the rate down.
 */
export const unpaidDues = (books: Books, base: Currency, through: string): readonly UnpaidMonth[] => {
  const paidOf = (member: Member, month: string): bigint | 'other' => {
    let units = 0n;
    let other = 0n;
    for (const row of books.movements) {
      if (row.category !== 'dues' || row.party !== member.alias || row.serviceMonth !== month) continue;
      const amount = signedAmount(row);
      const worth = member.dues.currency.code === base.code ? worthOf(row, base) : undefined;
      if (amount.currency.code === member.dues.currency.code) units += amount.units;
      else if (worth) units += worth.units;
      else other += amount.units;
    }
    return other > 0n ? 'other' : units;
  };
  const owing = books.members.filter(({ former }) => former !== true);
  return owing.flatMap((member) => {
    const until = member.until === undefined ? through : monthOf(member.until);
    return monthsBetween(monthOf(member.since), until < through ? until : through).flatMap((month): UnpaidMonth[] => {
      const paid = paidOf(member, month);
      if (paid === 'other' || paid >= member.dues.units) return [];
      const owed = { currency: member.dues.currency, units: member.dues.units - paid };
      return [{ alias: member.alias, month, owed }];
    });
  });
};

export const owedWords = ({ alias, month, owed }: UnpaidMonth): string =>
  `${alias} owes ${amountText(owed)} ${owed.currency.code} for ${month}`;
