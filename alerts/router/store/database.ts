/**
 * SQLite by libsql, opened for one writer: the router. WAL, so that readers (the CLI, a backup) do not block it, and
 * synchronous=FULL: the answer 2xx tells Alertmanager to forget, so a commit must outlive a power cut, not only a
 * crash of ours; NORMAL may lose the last commits then. One commit costs a fraction of a millisecond to a few, and
 * there are few of them: a webhook is one transaction however many alerts it holds.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { migrations } from './migrations.ts';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Database {
  run(sql: string, ...values: readonly SqlValue[]): void;
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[];
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  /** All or nothing; inside another one it is part of that. The error that stopped it is thrown on, whatever the rollback does. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** libsql's calls are synchronous: a lock held by somebody else may stop the whole process only this long. */
const busyMs = 250;

/** libsql cuts a text at its first NUL: what went in so would not be found again, and two would be one. */
const whole = (value: SqlValue): SqlValue => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value);

const migrate = (db: Database): void => {
  const found = Number(db.get('PRAGMA user_version')?.user_version ?? 0);
  if (found > migrations.length) {
    throw new Error(
      `the router's store has schema ${found}, this version knows ${migrations.length}: update headwatch`,
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue;
    db.transaction(() => {
      for (const statement of sql.split(/;\s*\n/).filter((part) => part.trim() !== '')) db.run(statement);
      db.run(`PRAGMA user_version = ${index + 1}`);
    });
  }
};

const connect = (file: string): Libsql.Database => {
  const connection = new Libsql(file);
  for (const pragma of [`busy_timeout = ${busyMs}`, 'journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) {
    connection.exec(`PRAGMA ${pragma}`);
  }
  return connection;
};

/**
 * @throws Error with the file and what to do. SQLite's own texts ("file is not a database") name neither; a file that
 * is damaged is never replaced by an empty one in silence, for with it go the open incidents and what is owed.
 */
const opened = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown error';
    throw new Error(
      `the router's store ${file} cannot be used (${why}): mend its directory, or move the file away; then a new one begins and Alertmanager tells again what fires`,
    );
  }
};

/**
 * 0700 and 0600, also where a wider directory or file was before: cards, causes and who acknowledged what are in it.
 * SQLite gives the files beside it (-wal, -shm) the mode of the main one.
 */
const keepPrivate = (file: string): void => {
  const dir = dirname(file);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  for (const [path, mode] of [
    [dir, 0o700] as const,
    ...['', '-wal', '-shm'].map((end) => [file + end, 0o600] as const),
  ])
    if (existsSync(path)) narrow(path, mode);
};

/** Somebody else's directory cannot be narrowed; what is in it is still ours. */
const narrow = (path: string, mode: number): void => {
  if ((statSync(path).mode & 0o777) === mode) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
};

/** Opens, creates or migrates the file. @throws Error when it cannot be used or is newer than this code */
export const openDatabase = (file: string): Database => {
  let connection = opened(file, () => {
    keepPrivate(file);
    return connect(file);
  });
  const statements = new Map<string, ReturnType<typeof connection.prepare>>();
  let open = true;
  let broken = false;

  /**
   * libsql does not reset a statement that failed, and cannot be told to. One such (a busy file, a full disk) keeps
   * every later COMMIT of its connection from working, so the connection is given up with it.
   */
  const ready = (): Libsql.Database => {
    if (!open) throw new Error('the store is closed');
    if (broken && !connection.inTransaction) {
      const fresh = connect(file);
      statements.clear();
      connection.close();
      connection = fresh;
      broken = false;
    }
    return connection;
  };
  const prepare = (sql: string) => {
    const current = ready();
    const known = statements.get(sql);
    if (known) return known;
    const statement = current.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      broken = true;
      throw error;
    }
  };

  const db: Database = {
    run: (sql, ...values) => {
      const statement = prepare(sql);
      guarded(() => statement.run(...values.map(whole)));
    },
    all: (sql, ...values) => {
      const statement = prepare(sql);
      // libsql types rows as unknown; SQLite gives one object a row.
      return guarded(() => statement.all(...values.map(whole)) as Row[]);
    },
    // Not libsql's get(): it leaves the statement open after the first row, and with it a read lock.
    get: (sql, ...values) => db.all(sql, ...values)[0],
    transaction: (work) => {
      const current = ready();
      if (current.inTransaction) return work();
      current.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        guarded(() => current.exec('COMMIT'));
        return result;
      } catch (error) {
        // SQLite itself rolls back on a full disk; a second ROLLBACK would hide why.
        if (current.inTransaction) current.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      statements.clear();
      connection.close();
    },
  };
  migrate(db);
  return db;
};
