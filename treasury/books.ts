/** The books of a home: `ledger/treasury/*.csv`, one file a year; `members.yaml` and `payees.yaml` beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import { currenciesOf } from './currencies.ts';
import { ledgerHeader, readLedgerLines } from './ledgerLines.ts';
import { membersFile, readMembers } from './members.ts';
import type { BookProblem, Books, Member } from './model.ts';
import { dayAt } from './months.ts';
import { monthsServed, readMovement } from './movement.ts';
import { payeesFile, readPayees } from './payees.ts';
import { relationProblems } from './relations.ts';

export const treasuryDir = (home: string): string => join(home, 'ledger', 'treasury');

/** Files by their names; ledgers are those that end in `.csv`, in any case of letters. */
export type BookFiles = Readonly<Record<string, string>>;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Books that nobody has begun are no fault; what to do then, in words. */
export const noLedger = (dir: string, today: string): string =>
  `no books yet: begin ${join(dir, `${today.slice(0, 4)}.csv`)} with ${ledgerHeader}`;

const isLedger = (file: string): boolean => /\.csv$/i.test(file);

export const hasLedger = (files: BookFiles): boolean => Object.keys(files).some(isLedger);

const besides: readonly string[] = [membersFile, payeesFile];

/** Also under a name that is a little off: who trusts that `members.yml` hides a name must hear that it does not. */
const isMeant = (file: string): boolean => /(?:\.csv|^(?:members?|payees?)\.ya?ml)$/i.test(file);

/** @throws Error when the directory is there but cannot be read */
export const readBookFiles = (dir: string): BookFiles => {
  let files: readonly string[];
  try {
    files = readdirSync(dir).filter(isMeant);
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(dir, file), 'utf8')]));
};

export type BooksConfig = Pick<FleetTreasury, 'chain' | 'currency' | 'fiat' | 'tokens'>;

/**
 * Everything that can be read, and everything that is wrong. Pure: what git has to say is `history.ts`'s, what the chain
 * has to say is `chainFacts.ts`'s.
 * @param today YYYY-MM-DD, UTC
 */
export const parseBooks = (files: BookFiles, config: BooksConfig, today: string): Books => {
  const currencies = currenciesOf(config);
  const ledgers = Object.keys(files).filter(isLedger).sort();
  const problems: BookProblem[] = Object.keys(files)
    .filter((file) => !isLedger(file) && !besides.includes(file))
    .map((file) => ({
      place: { file, line: 1, column: 1 },
      found: `a file named ${file}, which nobody reads`,
      expected: /^m/i.test(file) ? membersFile : payeesFile,
    }));
  const rows = ledgers.flatMap((file) => {
    if (!/^\d{4}\.csv$/.test(file))
      problems.push({ place: { file, line: 1, column: 1 }, found: `a ledger named ${file}`, expected: 'YEAR.csv' });
    const { rows: read, problems: broken } = readLedgerLines(file, files[file] ?? '');
    problems.push(...broken);
    return read;
  });
  const { currency: base, chain } = config;
  const context = { currencies, base, chain, today, servedBy: monthsServed(rows) };
  const read = rows.map((row) => readMovement(row, context));
  problems.push(...read.flatMap((row) => row.problems));
  const movements = read.flatMap(({ movement }) => (movement ? [movement] : []));
  let members: readonly Member[] | undefined = [];
  const text = files[membersFile];
  if (text !== undefined) {
    const read = readMembers(text, currencies);
    problems.push(...read.problems);
    members = read.problems.length > 0 ? undefined : read.members;
  }
  problems.push(...relationProblems(movements, members));
  const { payees, problems: badPayees } = readPayees(files[payeesFile] ?? '');
  problems.push(...badPayees);
  return { movements, members: members ?? [], payees, problems: inOrder(problems) };
};

/** As someone goes through the files. */
const inOrder = (problems: readonly BookProblem[]): readonly BookProblem[] =>
  problems.toSorted(
    ({ place: a }, { place: b }) =>
      (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0),
  );

/**
 * @param now Unix seconds: no row may be dated after it
 * @throws Error when a file is there but cannot be read
 */
export const readBooks = (dir: string, config: BooksConfig, now = Date.now() / 1000): Books =>
  parseBooks(readBookFiles(dir), config, dayAt(now));
