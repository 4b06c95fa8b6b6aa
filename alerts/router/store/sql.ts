/** What the tables of the store share: a row that may be missing, and one that is written whether or not it is there. */

export const maybe = <R, T>(row: R | undefined, map: (row: R) => T): T | undefined =>
  row === undefined ? undefined : map(row);

const marks = (columns: string): string =>
  columns
    .split(', ')
    .map(() => '?')
    .join(', ');
const updates = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ');

export const upsert = (table: string, columns: string, key: string): string =>
  `INSERT INTO ${table} (${columns}) VALUES (${marks(columns)})
  ON CONFLICT (${key}) DO UPDATE SET ${updates(columns)}`;
