/** Calendar months, UTC, as the ledger names them: `YYYY-MM`. Times are whole Unix seconds, ends exclusive. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The month that a time is in. */
export const monthOf = (at: number): string => new Date(Math.floor(at) * 1000).toISOString().slice(0, 7);

/** First second of a month and of the one after it. */
export const monthRange = (month: string): Range => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1) / 1000, to: Date.UTC(year, number) / 1000 };
};

/** The month of `at` and those before it, latest first. */
export const monthsBack = (at: number, count: number): readonly string[] => {
  const list: string[] = [];
  for (let month = monthOf(at); list.length < count; month = monthOf(monthRange(month).from - 1)) list.push(month);
  return list;
};
