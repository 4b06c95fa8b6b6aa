/** Heartbeats as the store keeps them: since when each is known, and every beat. Times are Unix seconds. */
import type { Database, Row } from './database.ts';

export interface Beat {
  readonly at: number;
  readonly ok: boolean;
  readonly sizeBytes: number | null;
  readonly tookSeconds: number | null;
}

export interface Beats {
  /** Notes the names that are new as known since `at`, and forgets since when those were known that are gone. */
  know(names: readonly string[], at: number): void;
  /** Undefined for a name that is not known. */
  knownSince(name: string): number | undefined;
  /** A beat that says what the last one said, within `repeat` seconds of it, is that one again. */
  save(name: string, beat: Beat, repeat: number): void;
  /** Latest first, none before `since`. */
  latest(name: string, since: number, count: number): readonly Beat[];
  latestGood(name: string, since: number, count: number): readonly Beat[];
}

const figure = (value: unknown): number | null => (value === null ? null : Number(value));
const beatOfRow = (row: Row): Beat => ({
  at: Number(row.at),
  ok: row.ok === 1,
  sizeBytes: figure(row.size_bytes),
  tookSeconds: figure(row.took_s),
});

export const createBeats = (db: Database): Beats => {
  const knownNames = (): readonly string[] => db.all('SELECT name FROM heartbeats').map((row) => String(row.name));
  const latest = (name: string, since: number, count: number): readonly Row[] =>
    db.all('SELECT * FROM beats WHERE name = ? AND at >= ? ORDER BY at DESC, id DESC LIMIT ?', name, since, count);
  return {
    know: (names, at) =>
      db.transaction(() => {
        for (const gone of knownNames().filter((name) => !names.includes(name)))
          db.run('DELETE FROM heartbeats WHERE name = ?', gone);
        for (const name of names)
          db.run('INSERT INTO heartbeats (name, known_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', name, at);
      }),
    knownSince: (name) => {
      const row = db.get('SELECT known_at FROM heartbeats WHERE name = ?', name);
      return row && Number(row.known_at);
    },
    save: (name, beat, repeat) =>
      db.transaction(() => {
        const values = [beat.at, beat.ok ? 1 : 0, beat.sizeBytes, beat.tookSeconds] as const;
        const [row] = latest(name, beat.at - repeat, 1);
        const last = row && beatOfRow(row);
        const again =
          last?.ok === beat.ok && last.sizeBytes === beat.sizeBytes && last.tookSeconds === beat.tookSeconds;
        if (row && again) db.run('UPDATE beats SET at = ? WHERE id = ?', Math.max(beat.at, last.at), Number(row.id));
        else db.run('INSERT INTO beats (name, at, ok, size_bytes, took_s) VALUES (?, ?, ?, ?, ?)', name, ...values);
      }),
    latest: (name, since, count) => latest(name, since, count).map(beatOfRow),
    latestGood: (name, since, count) =>
      db
        .all(
          'SELECT * FROM beats WHERE name = ? AND ok = 1 AND at >= ? ORDER BY at DESC, id DESC LIMIT ?',
          ...[name, since, count],
        )
        .map(beatOfRow),
  };
};
