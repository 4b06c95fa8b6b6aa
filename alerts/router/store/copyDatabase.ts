/** A whole copy of the store while the router writes to it. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import Libsql from 'libsql';

/**
 * By VACUUM INTO: one moment of the database, without the files beside it, read without a lock that the router would
 * wait for. Copying the files of a database in WAL mode one after the other may miss what was last written.
 * @throws Error when the source cannot be read; `to` must not exist
 */
export const copyDatabase = (from: string, to: string): void => {
  closeSync(openSync(to, 'wx', 0o600));
  const connection = new Libsql(from, { readonly: true });
  try {
    connection.prepare('VACUUM INTO ?').run(to);
    chmodSync(to, 0o600);
  } finally {
    connection.close();
  }
};
