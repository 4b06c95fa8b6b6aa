/**
 * What is owed to the sinks. A row is written in the transaction that makes it owed and goes only after the sink took
 * it, so a message accepted is a message delivered. Keys coalesce: one pending card per incident, rendered when sent.
 */
import type { Sink } from '../../../collector/catalogue/labels.ts';
import type { Database, Row } from './database.ts';

export interface Job {
  readonly id: number;
  readonly sink: Sink;
  readonly key: string;
  readonly incidentId: string | null;
  readonly payload: string;
  /** 0 goes first: pages, then warnings. */
  readonly priority: number;
  /** Goes up with each change, so that a change during an attempt is not taken for delivered. */
  readonly revision: number;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly attempts: number;
}

export interface NewJob {
  readonly sink: Sink;
  readonly key: string;
  readonly incidentId: string | null;
  readonly payload: string;
  readonly priority: number;
  readonly dueAt: number;
}

export interface Outbox {
  /** Adds a job, or renews the pending one of the same key; one that backs off keeps its time. */
  put(job: NewJob, now: number): void;
  due(sink: Sink, now: number, count: number, without: readonly number[]): readonly Job[];
  /** When the next job of a sink is due, without those named. */
  nextDue(sink: Sink, without: readonly number[]): number | undefined;
  /** Removes the job, unless it was renewed since it was read: then it is due again at `againAt`. */
  done(job: Job, againAt: number): void;
  /** After a failed attempt. */
  later(job: Job, dueAt: number): void;
  /** Makes what failed before due at once, of one sink. */
  retryNow(sink: Sink, now: number): void;
  /** Without an attempt; a job that was renewed meanwhile keeps its own time. */
  postpone(job: Job, dueAt: number): void;
  /** Whether the job stands as it was read: no change since made it owed again. */
  isCurrent(job: Job): boolean;
  /** Drops a job whatever happened to it meanwhile. */
  drop(job: Job): void;
  /** Whether anything has waited longer than it should: failed attempts, or nobody who delivers it. */
  isStuck(now: number, seconds: number): boolean;
  size(sink: Sink): { readonly pending: number; readonly oldestAt: number | undefined };
}

const jobOfRow = (row: Row): Job => ({
  id: Number(row.id),
  sink: row.sink as Sink, // written by put only
  key: String(row.key),
  incidentId: typeof row.incident_id === 'string' ? row.incident_id : null,
  payload: String(row.payload),
  priority: Number(row.priority),
  revision: Number(row.revision),
  createdAt: Number(row.created_at),
  dueAt: Number(row.due_at),
  attempts: Number(row.attempts),
});

/**
 * Nobody waits longer than this (the longest pause is ten minutes, in sender.ts and cards.ts), so what is due later was
 * written before the wall clock was put back, and is due. Seconds.
 */
export const longestWait = 660;

/** As JSON, so that the statement text is the same for every list and stays prepared. */
const notIn = 'id NOT IN (SELECT value FROM json_each(?))';

export const createOutbox = (db: Database): Outbox => ({
  put: (job, now) =>
    db.run(
      `INSERT INTO outbox (sink, key, incident_id, payload, priority, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET payload = excluded.payload, priority = excluded.priority,
         revision = revision + 1,
         due_at = CASE WHEN attempts > 0 THEN due_at ELSE min(due_at, excluded.due_at) END`,
      ...[job.sink, job.key, job.incidentId, job.payload, job.priority, now, job.dueAt],
    ),
  due: (sink, now, count, without) =>
    db
      .all(
        `SELECT * FROM outbox WHERE sink = ? AND (due_at <= ? OR due_at > ?) AND ${notIn}
         ORDER BY priority, due_at, id LIMIT ?`,
        ...[sink, now, now + longestWait, JSON.stringify(without), count],
      )
      .map(jobOfRow),
  nextDue: (sink, without) => {
    const at = db.get(
      `SELECT min(due_at) AS at FROM outbox WHERE sink = ? AND ${notIn}`,
      sink,
      JSON.stringify(without),
    )?.at;
    return typeof at === 'number' ? at : undefined;
  },
  done: (job, againAt) => {
    db.run('DELETE FROM outbox WHERE id = ? AND revision = ?', job.id, job.revision);
    // What is left was asked for since: it has not waited as long as what was delivered.
    db.run('UPDATE outbox SET attempts = 0, due_at = ?, created_at = ? WHERE id = ?', againAt, againAt, job.id);
  },
  later: (job, dueAt) => db.run('UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?', dueAt, job.id),
  retryNow: (sink, now) =>
    db.run('UPDATE outbox SET due_at = ? WHERE sink = ? AND attempts > 0 AND due_at > ?', now, sink, now),
  postpone: (job, dueAt) =>
    db.run('UPDATE outbox SET due_at = ? WHERE id = ? AND revision = ?', dueAt, job.id, job.revision),
  isCurrent: (job) => db.get('SELECT 1 FROM outbox WHERE id = ? AND revision = ?', job.id, job.revision) !== undefined,
  drop: (job) => db.run('DELETE FROM outbox WHERE id = ?', job.id),
  // A failed attempt moves `due_at` on, so what fails is told by its age.
  isStuck: (now, seconds) =>
    db.get(
      'SELECT 1 FROM outbox WHERE (attempts = 0 AND due_at < ?) OR (attempts > 0 AND created_at < ?) LIMIT 1',
      now - seconds,
      now - seconds,
    ) !== undefined,
  size: (sink) => {
    const row = db.get('SELECT count(*) AS pending, min(created_at) AS oldest FROM outbox WHERE sink = ?', sink);
    return { pending: Number(row?.pending ?? 0), oldestAt: typeof row?.oldest === 'number' ? row.oldest : undefined };
  },
});
