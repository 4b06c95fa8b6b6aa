/** What is no fault, but looks like a slip of whoever wrote it: words for operators. */
import { counted } from '../collector/config/words.ts';
import { shown } from './ledgerLines.ts';
import type { Books, Movement } from './model.ts';
import { amountText } from './money.ts';
import { payeesFile } from './payees.ts';
import { standing } from './sums.ts';

/** Who pays dues may call each month's the same: those are alike only within the month that they are for. */
const markOf = ({ kind, category, party, reference, amount, serviceMonth }: Movement): string =>
  JSON.stringify([
    ...[kind, party, reference, amount.currency.code, amountText(amount)],
    category === 'dues' ? serviceMonth : '',
  ]);

/** Rows of one invoice or receipt, each with the whole of it. */
const bookedTwice = (movements: readonly Movement[]): readonly string[] => {
  const alike = new Map<string, readonly Movement[]>();
  for (const row of standing(movements))
    if (row.reference !== undefined) alike.set(markOf(row), [...(alike.get(markOf(row)) ?? []), row]);
  return [...alike.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first || rows.length < 2) return [];
    const ids = rows.map(({ id }) => id).join(', ');
    return [
      `${counted(rows.length, 'row')} with one party, reference and amount (${amountText(first.amount)} ${first.amount.currency.code}): ${ids}. Was one invoice booked twice?`,
    ];
  });
};

/** Aliases of payees.yaml that hold no row to an address. */
const idlePayees = ({ movements, payees }: Pick<Books, 'movements' | 'payees'>): readonly string[] => {
  const paid = [...new Set(movements.filter(({ kind }) => kind === 'expense').map(({ party }) => party))];
  return [...payees.keys()]
    .filter((alias) => !paid.includes(alias))
    .map((alias) => {
      const meant = paid.find((party) => party.toLowerCase() === alias.toLowerCase());
      const like = meant === undefined ? '' : `; rows have ${shown(meant)}`;
      return `No expense has the party ${shown(alias)} of ${payeesFile}${like}: nothing is held against its address.`;
    });
};

export const slipsOf = (books: Pick<Books, 'movements' | 'payees'>): readonly string[] => [
  ...bookedTwice(books.movements),
  ...idlePayees(books),
];
