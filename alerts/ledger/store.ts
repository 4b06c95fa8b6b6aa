/**
 * The ledger's files: one a month, one entry a line, only ever appended to. A line is one write and one fsync, so that
 * a kill leaves at most a last line that is not whole; it is told and left as it is, and the next entry starts on a
 * line of its own.
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseEntry } from './entrySchema.ts';
import type { LedgerEntry, SpanEntry } from './model.ts';
import { monthOf } from './month.ts';

export interface LedgerStore {
  /** Months that have a file, earliest first. */
  months(): readonly string[];
  /** Entries of a month's file, in order. */
  read(month: string): readonly LedgerEntry[];
  /** Everything that people wrote, over all months, in the order of writing. */
  people(): readonly LedgerEntry[];
  /** The last span of a key. */
  lastSpan(edge: string, region: string): SpanEntry | undefined;
  /**
   * Whole and on the disk when it returns.
   * @throws Error when it cannot be written, or when someone else has written to the file meanwhile
   */
  append(month: string, entry: LedgerEntry): void;
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

export const ledgerDir = (home: string): string => join(home, 'ledger', 'sla');

interface Page {
  readonly entries: LedgerEntry[];
  /** Bytes of the file as we know it. */
  size: number;
  /** The last line has no end. */
  torn: boolean;
}

const fileOf = (month: string): string => `${month}.jsonl`;
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
const keyOf = (edge: string, region: string): string => `${edge} ${region}`;

/** A created file is there after a power cut only when its directory is on the disk too. */
const syncDirectory = (dir: string): void => {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** @throws Error when the directory is there but cannot be read */
export const openLedgerStore = (dir: string): LedgerStore => {
  const pages = new Map<string, Page>();
  const last = new Map<string, SpanEntry>();
  const problems: string[] = [];

  const remember = (page: Page, entry: LedgerEntry, where: string): void => {
    if (entry.type === 'span') {
      const key = keyOf(entry.edge, entry.region);
      const before = last.get(key);
      if (before && entry.from < before.to) {
        problems.push(`${where}: seconds that an earlier line has already; left out`);
        return;
      }
      last.set(key, entry);
    }
    page.entries.push(entry);
  };

  const load = (month: string): void => {
    const text = readFileSync(join(dir, fileOf(month)), 'utf8');
    const page: Page = { entries: [], size: Buffer.byteLength(text), torn: text !== '' && !text.endsWith('\n') };
    pages.set(month, page);
    text.split('\n').forEach((line, index, lines) => {
      if (line === '') return;
      const where = `${fileOf(month)}, line ${index + 1}`;
      const entry = parseEntry(line);
      if (entry) remember(page, entry, where);
      else
        problems.push(
          index === lines.length - 1
            ? `${where}: not whole, from a process that was killed while it wrote; left as it is`
            : `${where}: no entry of a ledger; left out`,
        );
    });
  };

  const namesIn = (): readonly string[] => {
    try {
      return readdirSync(dir);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  };
  const monthsIn = (): readonly string[] =>
    namesIn()
      .flatMap((name) => /^(\d{4}-\d{2})\.jsonl$/.exec(name)?.[1] ?? [])
      .sort();
  for (const month of monthsIn()) load(month);

  const reload = (): void => {
    pages.clear();
    last.clear();
    problems.length = 0;
    for (const month of monthsIn()) load(month);
  };

  return {
    months: () => [...pages.keys()].sort(),
    read: (month) => pages.get(month)?.entries ?? [],
    people: () =>
      [...pages.values()]
        .flatMap(({ entries }) => entries.filter(({ type }) => type !== 'span'))
        .sort((a, b) => a.at - b.at),
    lastSpan: (edge, region) => last.get(keyOf(edge, region)),
    append: (month, entry) => {
      mkdirSync(dir, { recursive: true });
      const page = pages.get(month) ?? { entries: [], size: 0, torn: false };
      const isNew = !pages.has(month);
      const handle = openSync(join(dir, fileOf(month)), 'a', 0o644);
      try {
        if (fstatSync(handle).size !== page.size) {
          // A half written line of our own, or another writer: only what the file holds is true.
          reload();
          throw new Error(`${fileOf(month)} is not as it was left; read anew`);
        }
        const line = Buffer.from(`${page.torn ? '\n' : ''}${JSON.stringify(entry)}\n`);
        const written = writeSync(handle, line);
        page.size += written;
        if (written < line.length) {
          page.torn = true;
          pages.set(month, page);
          throw new Error(`${fileOf(month)}: the disk took ${written} of ${line.length} bytes`);
        }
        fsyncSync(handle);
        page.torn = false;
        pages.set(month, page);
      } finally {
        closeSync(handle);
      }
      if (isNew) syncDirectory(dir);
      remember(page, entry, fileOf(month));
    },
    problems,
  };
};

/** The file that a span belongs into. */
export const monthOfSpan = ({ from }: Pick<SpanEntry, 'from'>): string => monthOf(from);
