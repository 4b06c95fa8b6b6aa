/** A row that datasets are made of, and how a field of it is read; times are cut to their bucket. */
export interface Row {
  /** How many events it stands for. */
  readonly n: number;
  readonly at: number;
  readonly seenAt: number;
  /** By field of the dataset; one that is not here is worth nothing: an empty text, zero. */
  readonly values: Readonly<Record<string, string | number>>;
}

const widths: Readonly<Record<string, number>> = {
  date: 86_400_000,
  datetime: 1000,
  datetimeMinute: 60_000,
  datetimeFiveMinutes: 300_000,
  datetimeFifteenMinutes: 900_000,
  datetimeHalfOfHour: 1_800_000,
  datetimeHour: 3_600_000,
};
/** Milliseconds of the bucket that a field of time is cut to; undefined for any other field. */
export const widthOf = (field: string): number | undefined => widths[field];

const texts = new Map<number, string>();
const isoOf = (at: number): string => {
  const known = texts.get(at);
  if (known !== undefined) return known;
  const text = `${new Date(at).toISOString().slice(0, 19)}Z`;
  if (texts.size > 5000) texts.clear();
  texts.set(at, text);
  return text;
};

/** A time as a number, to compare it; anything else as it is. */
export const comparable = (row: Row, field: string, zero: string | number): string | number => {
  const width = widths[field];
  return width === undefined ? (row.values[field] ?? zero) : Math.floor(row.at / width) * width;
};

/** As it is answered: times in the text of RFC 3339, without fractions. */
export const shown = (row: Row, field: string, zero: string | number): string | number => {
  const width = widths[field];
  if (width === undefined) return row.values[field] ?? zero;
  const text = isoOf(Math.floor(row.at / width) * width);
  return field === 'date' ? text.slice(0, 10) : text;
};
