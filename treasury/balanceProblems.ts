/** Months whose books do not come out at what the chain had when they ended. */
import { type BalanceInput, balancesOf } from './balances.ts';
import type { BookProblem, Movement } from './model.ts';
import { amountText } from './money.ts';
import { monthOf, monthsBetween } from './months.ts';
import { inMonth } from './sums.ts';

const lastRow = (movements: readonly Movement[], code: string): Movement | undefined =>
  movements
    .filter(({ amount }) => amount.currency.code === code)
    .toSorted((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)) || a.place.line - b.place.line)
    .at(-1);

export interface Unbalanced {
  readonly problems: readonly BookProblem[];
  /** Differences that rows of later months take back: no fault, and worth a word. */
  readonly words: readonly string[];
}

/** @param today YYYY-MM-DD: the month that runs is not held against anything */
export const unbalanced = (input: BalanceInput, today: string): Unbalanced => {
  const first = input.movements.map(({ date }) => monthOf(date)).sort()[0];
  if (first === undefined || !input.facts) return { problems: [], words: [] };
  const problems: BookProblem[] = [];
  const words: string[] = [];
  for (const month of monthsBetween(first, monthOf(today)).slice(0, -1))
    for (const { currency, verdict, final, closing, chain, corrected } of balancesOf(input, month)) {
      if (!final || verdict !== 'does_not_balance') continue;
      const text = (units: bigint): string => `${amountText({ currency, units })} ${currency.code}`;
      if (corrected) {
        words.push(
          `The books closed ${month} with ${text(closing)}, the chain with ${text(chain ?? 0n)}; later rows put that right: ${corrected.map(({ id }) => id).join(', ')}.`,
        );
        continue;
      }
      problems.push({
        place: lastRow(inMonth(input.movements, month), currency.code)?.place ?? {
          file: `${month.slice(0, 4)}.csv`,
          line: 1,
        },
        found: `books that close ${month} with ${text(closing)}`,
        expected: `opening + in + dust − out − gas = ${text(chain ?? 0n)}, which the chain had`,
      });
    }
  return { problems, words };
};
