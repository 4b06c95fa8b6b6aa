/** Heartbeats as the store keeps them: since when each is known, and every beat. Times are Unix seconds. */
import type { Database, Row } from './database.ts';

export interface Beat {
  readonly at: number;
  readonly ok: boolean;
  readonly sizeBytes: number | null;
  readonly tookSeconds: number | null;
}

export interface Beats {
  /**
   * Notes the names that are new as known since `at`, and forgets those that are gone, with their beats. What is known
   * only since later was noted by a clock that was ahead.
   */
  know(names: readonly string[], at: number): void;
  /** Undefined for a name that is not known. */
  knownSince(name: string): number | undefined;
  /** A beat that says what the last one said, within `repeat` seconds of it, is that one again. */
  save(name: string, beat: Beat, repeat: number): void;
  /** The one that came last first, whatever the clock made of its time. */
  latest(name: string, count: number): readonly Beat[];
  latestGood(name: string, count: number): readonly Beat[];
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
  const latest = (name: string, count: number): readonly Row[] =>
    db.all('SELECT * FROM beats WHERE name = ? ORDER BY id DESC LIMIT ?', name, count);
  return {
    know: (names, at) =>
      db.transaction(() => {
        for (const gone of knownNames().filter((name) => !names.includes(name))) {
          db.run('DELETE FROM heartbeats WHERE name = ?', gone);
          db.run('DELETE FROM beats WHERE name = ?', gone);
        }
        db.run('UPDATE heartbeats SET known_at = ? WHERE known_at > ?', at, at);
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
        const [row] = latest(name, 1);
        const last = row && beatOfRow(row);
        const again =
          last?.ok === beat.ok &&
          last.sizeBytes === beat.sizeBytes &&
          last.tookSeconds === beat.tookSeconds &&
          Math.abs(beat.at - last.at) <= repeat;
        if (row && again) db.run('UPDATE beats SET at = ? WHERE id = ?', beat.at, Number(row.id));
        else db.run('INSERT INTO beats (name, at, ok, size_bytes, took_s) VALUES (?, ?, ?, ?, ?)', name, ...values);
      }),
    latest: (name, count) => latest(name, count).map(beatOfRow),
    latestGood: (name, count) =>
      db.all('SELECT * FROM beats WHERE name = ? AND ok = 1 ORDER BY id DESC LIMIT ?', name, count).map(beatOfRow),
  };
};
