/** Rows are left out and tampered with, each in a way of its own; then it is counted how many of them were found. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { checkHistory } from '../../../treasury/history.ts';
import type { Line, Sent } from './coins.ts';
import type { Reader } from './reader.ts';

const leftOut = 60;
/** Of each kind of tampering. */
const each = 10;

/** Transactions that are no payment of ours, or none that counts. */
export interface Strange {
  readonly spam: readonly string[];
  readonly poison: readonly string[];
  readonly elsewhere: readonly string[];
  readonly failed: readonly string[];
}

/** @param honest a row for each of what was sent, at the same place */
const planOf = (
  sent: readonly Sent[],
  honest: readonly Line[],
  { spam, poison, elsewhere, failed }: Strange,
  random: () => number,
) => {
  // Everything at places of its own.
  const shuffled = [...honest.keys()].map((place) => ({ place, by: random() })).sort((a, b) => a.by - b.by);
  // Nodes without traces cannot tell how much a contract paid in a call of its own: a wrong row of one stays unknown.
  const shown = shuffled.filter(({ place }) => sent[place]?.inside === false);
  const places = shown.filter(({ place }) => sent[place]?.way !== 'own');
  const pick = (count: number): ReadonlySet<number> => new Set(places.splice(0, count).map(({ place }) => place));
  const hidden = shuffled.filter(({ place }) => sent[place]?.inside).slice(0, each);
  const missing = new Set([...pick(leftOut), ...hidden.map(({ place }) => place)]);
  const wrongAmount = pick(each);
  const wrongWay = pick(each);
  const twice = pick(each);
  const edited = pick(each);
  const base = honest.filter((_, place) => !missing.has(place));
  const extra = (kind: string, txs: readonly string[], way: 'in' | 'out' = 'in'): readonly Line[] =>
    txs.slice(0, each).map((tx, index) => {
      return { id: `z-${kind}-${index}`, way, coin: 'USDC', units: 5_000_000n, tx, day: '2026-06-20' };
    });
  const unheard = Array.from(
    { length: each },
    (_, index) =>
      `0x${String(index + 1)
        .repeat(64)
        .slice(0, 64)}`,
  );
  const again = [...twice].flatMap((place): Line[] => {
    const row = honest[place];
    return row ? [{ ...row, id: `z-twice-${place}` }] : [];
  });
  const strange = [
    ...extra('not-found', unheard),
    ...extra('failed', failed),
    ...extra('wrong-token', spam),
    ...extra('elsewhere', elsewhere),
    ...extra('poisoned', poison, 'out'),
    ...again,
  ];
  const bent = base.map((row): Line => {
    const place = honest.indexOf(row);
    if (wrongAmount.has(place)) return { ...row, units: row.units + 1n };
    if (wrongWay.has(place)) return { ...row, way: row.way === 'in' ? 'out' : 'in' };
    return row;
  });
  const idOf = (place: number): string => honest[place]?.id ?? '';
  return {
    written: [...bent, ...strange],
    /** Contradicted by the chain. */
    wrong: [...[...wrongAmount, ...wrongWay].map(idOf), ...strange.map(({ id }) => id)],
    /** What is edited after it was committed keeps what the chain says: only git can tell. */
    edited: [...edited].map(idOf),
    /** A payment whose row says something else is as unreconciled as one without a row. */
    owed: [...missing, ...wrongAmount, ...wrongWay].flatMap((place) => sent[place] ?? []),
  };
};

const commit = (dir: string): void => {
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-q', '-m', 'books'],
  ])
    execFileSync('git', ['-C', dir, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      stdio: 'ignore',
    });
};

const nameOf = ({ tx, inside, units }: Sent): string => (inside ? `inside ${units}` : tx.toLowerCase());

/** @throws Error when something is called wrong that is not */
export const tamperAndCount = async (
  { dir, file, write, read }: Reader,
  now: number,
  sent: readonly Sent[],
  honest: readonly Line[],
  strange: Strange,
  random: () => number,
) => {
  const { written, wrong, edited, owed } = planOf(sent, honest, strange, random);
  write(written);
  commit(dir);
  const text = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => (edited.includes(line.split(',')[0] ?? '') ? line.replace(',2.5,', ',2.6,') : line));
  writeFileSync(file, text.join('\n'));

  const found = await read(now);
  const called = new Set(found.rows.filter(({ state }) => state === 'mismatch').map(({ id }) => id));
  const wrongFound = wrong.filter((id) => called.has(id)).length;
  const history = checkHistory(dir).problems;
  const editedFound = edited.filter((id) => history.some((one) => JSON.stringify(one).includes(id))).length;
  if (called.size !== wrongFound || history.length !== editedFound)
    throw new Error('something is called wrong that is not');
  const names = new Set(owed.map(nameOf));
  const listed = new Set(found.unreconciled.map(({ tx, units }) => tx?.toLowerCase() ?? `inside ${units}`));
  if ([...listed].some((one) => !names.has(one))) throw new Error('something is called unreconciled that is not');
  return {
    rows: written.length,
    tampered: wrong.length + edited.length,
    tampered_found: wrongFound + editedFound,
    unreconciled: names.size,
    unreconciled_found: [...names].filter((one) => listed.has(one)).length,
  };
};
