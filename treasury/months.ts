/** Days and months as the books write them, UTC: `YYYY-MM-DD`, `YYYY-MM`. They sort as text. */

export const monthPattern = /^\d{4}-(?:0[1-9]|1[0-2])$/;

export const monthOf = (date: string): string => date.slice(0, 7);

export const dayAt = (at: number): string => new Date(Math.floor(at) * 1000).toISOString().slice(0, 10);

export const monthAt = (at: number): string => dayAt(at).slice(0, 7);

/** A day of the calendar: 2026-02-30 is none. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

export const nextMonth = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 7);
};

export const previousMonth = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2)).toISOString().slice(0, 7);
};

/** First second of the month after it. */
export const endOf = (month: string): number => Date.parse(`${nextMonth(month)}-01T00:00:00Z`) / 1000;

/** First second of it. */
export const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`) / 1000;

/** All months from one to another, both among them; none when the first is the later one. */
export const monthsBetween = (from: string, to: string): readonly string[] => {
  const list: string[] = [];
  for (let month = from; month <= to; month = nextMonth(month)) list.push(month);
  return list;
};

/** So many months, the given one last. */
export const lastMonths = (month: string, count: number): readonly string[] => {
  let from = month;
  for (let back = 1; back < count; back++) from = previousMonth(from);
  return monthsBetween(from, month);
};
