/**
 * A ledger file as rows of fields with their places. One line is one row, so that old lines are a prefix of the file and
 * a diff shows movements; therefore each line is read on its own, and a broken one costs no other.
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { BookProblem, Place } from './model.ts';

export const ledgerColumns = [
  'id',
  'date',
  'kind',
  'category',
  'party',
  'amount',
  'currency',
  'tx',
  'invoice',
  'service_month',
  'price',
  'price_source',
  'reverses',
  'note',
] as const;
export type LedgerColumn = (typeof ledgerColumns)[number];

export interface LedgerRow {
  readonly place: Place;
  /** Without spaces around them. */
  readonly fields: Readonly<Record<LedgerColumn, string>>;
  readonly placeOf: (column: LedgerColumn) => Place;
}

export interface LedgerLines {
  readonly rows: readonly LedgerRow[];
  readonly problems: readonly BookProblem[];
}

export const ledgerHeader = ledgerColumns.join(',');

/** Lines without their ends; what stands after the last end is a line too. */
export const linesOf = (text: string): readonly string[] => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** Where each field begins, from 1. A quote that is doubled closes and opens again, which changes nothing here. */
const startsOf = (line: string): readonly number[] => {
  const starts = [1];
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ',' && !quoted) starts.push(at + 2);
  }
  return starts;
};

type Split =
  | { readonly ok: true; readonly fields: readonly string[]; readonly starts: readonly number[] }
  | { readonly ok: false; readonly column: number; readonly found: string; readonly expected: string };

const quoteFaults: Readonly<Record<string, readonly [found: string, expected: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a quote that is not closed', 'the closing " on the same line: one movement is one line'],
  CSV_INVALID_CLOSING_QUOTE: ['text after a closing quote', 'a comma after it, or "" for a quote inside the text'],
  INVALID_OPENING_QUOTE: ['a quote inside a text', 'quotes around the whole text, and "" for one inside it'],
};

const split = (line: string): Split => {
  // Most lines: they are read each minute.
  if (!line.includes('"')) {
    const fields = line.split(',');
    let at = 1;
    const starts = fields.map((field) => {
      const start = at;
      at += field.length + 1;
      return start;
    });
    return { ok: true, fields: fields.map((field) => field.trim()), starts };
  }
  const starts = startsOf(line);
  try {
    // One line gives at most one record, of text only.
    const [fields = []] = parse(line, { relax_column_count: true, trim: true }) as string[][];
    return { ok: true, fields, starts };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const field = typeof error.column === 'number' ? error.column : 0;
    const [found, expected] = quoteFaults[error.code] ?? ['a line that is no CSV', 'fields with commas between them'];
    return { ok: false, column: starts[field] ?? 1, found, expected };
  }
};

/** Text of a file for a message: one line, not all of a long one. */
export const shown = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 77)}…` : line);
};

/** @param file its name, for places */
export const readLedgerLines = (file: string, text: string): LedgerLines => {
  const rows: LedgerRow[] = [];
  const problems: BookProblem[] = [];
  const [head, ...body] = linesOf(text);
  const header = head === undefined ? undefined : split(head);
  if (!header?.ok || header.fields.join() !== ledgerHeader)
    problems.push({
      place: { file, line: 1, column: 1 },
      found: head === undefined ? 'an empty file' : shown(head),
      expected: `the header ${ledgerHeader}`,
    });
  for (const [index, line] of body.entries()) {
    const at = index + 2;
    const place = (column: number): Place => ({ file, line: at, column });
    if (line.trim() === '') {
      problems.push({ place: place(1), found: 'an empty line', expected: 'a movement' });
      continue;
    }
    const parts = split(line);
    if (!parts.ok) {
      problems.push({ place: place(parts.column), found: parts.found, expected: parts.expected });
      continue;
    }
    const { fields, starts } = parts;
    if (fields.length !== ledgerColumns.length) {
      problems.push({
        place: place(starts[Math.min(fields.length, ledgerColumns.length)] ?? line.length + 1),
        found: `${fields.length} fields`,
        expected: `${ledgerColumns.length}: ${ledgerHeader}`,
      });
      continue;
    }
    const of = (column: LedgerColumn): string => fields[ledgerColumns.indexOf(column)] ?? '';
    rows.push({
      place: { file, line: at },
      // Every column is set below.
      fields: Object.fromEntries(ledgerColumns.map((column) => [column, of(column)])) as LedgerRow['fields'],
      placeOf: (column) => place(starts[ledgerColumns.indexOf(column)] ?? 1),
    });
  }
  return { rows, problems };
};
