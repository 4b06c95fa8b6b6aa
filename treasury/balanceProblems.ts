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

/** @param today YYYY-MM-DD: the month that runs is not held against anything */
export const balanceProblems = (input: BalanceInput, today: string): readonly BookProblem[] => {
  const first = input.movements.map(({ date }) => monthOf(date)).sort()[0];
  if (first === undefined || !input.facts) return [];
  return monthsBetween(first, monthOf(today))
    .slice(0, -1)
    .flatMap((month) =>
      balancesOf(input, month)
        .filter(({ verdict, final }) => final && verdict === 'does_not_balance')
        .map(({ currency, closing, chain }): BookProblem => {
          const row = lastRow(inMonth(input.movements, month), currency.code);
          const text = (units: bigint): string => `${amountText({ currency, units })} ${currency.code}`;
          return {
            place: row?.place ?? { file: `${month.slice(0, 4)}.csv`, line: 1 },
            found: `books that close ${month} with ${text(closing)}`,
            expected: `opening + in − out − gas = ${text(chain ?? 0n)}, which the chain had`,
          };
        }),
    );
};
