/** What was done to lines that may only be added to: each row that was changed, deleted, inserted or moved, by its id. */
import { ledgerColumns, readLedgerLines, shown } from './ledgerLines.ts';
import type { BookProblem } from './model.ts';

interface Line {
  readonly id: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const append = 'committed rows as they were; append a row that reverses it, and the right one below';

/** Also of a line that is no row. */
export const idOf = (line: string): string => /^\s*"?([^",]*)/.exec(line)?.[1]?.trim() ?? '';

const linesWithIds = (lines: readonly string[]): readonly Line[] =>
  lines.slice(1).map((text, index) => ({ id: idOf(text), text, line: index + 2 }));

/** `amount "10" was "12"` for each field that differs; the whole line where it is no row. */
const changesOf = (file: string, header: string, was: string, is: string): string => {
  const [before, after] = [was, is].map((line) => readLedgerLines(file, `${header}\n${line}\n`).rows[0]?.fields);
  if (!before || !after) return 'its line reads otherwise';
  const changes = ledgerColumns
    .filter((column) => before[column] !== after[column])
    .map((column) => `${column} was ${shown(before[column])} and is ${shown(after[column])}`);
  return changes.length === 0 ? 'its spaces or quotes' : changes.join(', ');
};

/** @param committed lines that must be the beginning of `now` */
export const tamperings = (
  file: string,
  committed: readonly string[],
  now: readonly string[],
  there = true,
): readonly BookProblem[] => {
  if (committed.every((line, index) => line === now[index])) return [];
  const problem = (line: number, found: string, expected = append): BookProblem => ({
    place: { file, line, column: 1 },
    found,
    expected,
  });
  if (!there) return [problem(1, 'no such file, though it was committed', 'the file as it was committed')];
  if (committed[0] !== now[0]) return [problem(1, 'another header than was committed', 'the header as it was')];
  const [before, after] = [linesWithIds(committed), linesWithIds(now)];
  // A row that is twice in the books cannot be told from its like: pairs are made in the order of the lines.
  const rest = new Map<string, Line[]>();
  for (const line of after) rest.set(line.id, [...(rest.get(line.id) ?? []), line]);
  const found: BookProblem[] = [];
  const kept: Line[] = [];
  for (const old of before) {
    const candidates = rest.get(old.id) ?? [];
    const same = candidates.findIndex(({ text }) => text === old.text);
    const [match] = candidates.splice(Math.max(same, 0), 1);
    if (!match) {
      found.push(problem(old.line, `row ${shown(old.id)} is gone`));
      continue;
    }
    kept.push(match);
    if (match.text !== old.text)
      found.push(
        problem(
          match.line,
          `row ${shown(old.id)} was changed: ${changesOf(file, committed[0] ?? '', old.text, match.text)}`,
        ),
      );
  }
  const last = Math.max(0, ...kept.map(({ line }) => line));
  const inserted = [...rest.values()].flat().filter(({ line }) => line < last);
  for (const { id, line } of inserted)
    found.push(problem(line, `row ${shown(id)} stands between rows that were committed`, 'new rows below all others'));
  let highest = 0;
  for (const { id, line } of kept) {
    if (line < highest) found.push(problem(line, `row ${shown(id)} was moved up`, 'committed rows in their order'));
    highest = Math.max(highest, line);
  }
  // Whatever none of these names is still no prefix.
  const first = committed.findIndex((line, index) => line !== now[index]);
  return found.length > 0
    ? found.toSorted((a, b) => a.place.line - b.place.line)
    : [problem(first + 1, 'another line than was committed')];
};

/** A row of a merged branch, or of another directory, that does not stand any more. */
export const lostRow = (file: string, was: string, now: readonly string[]): BookProblem => {
  const id = idOf(was);
  const at = now.findIndex((line, index) => index > 0 && idOf(line) === id);
  const is = now[at];
  return {
    place: { file, line: is === undefined ? 1 : at + 1, column: 1 },
    found:
      is === undefined
        ? `row ${shown(id)}, which a commit that was merged or moved had, is gone`
        : `row ${shown(id)} was changed: ${changesOf(file, now[0] ?? '', was, is)}`,
    expected: `the row as it was committed: ${shown(was)}`,
  };
};
