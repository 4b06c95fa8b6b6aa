/** Copies what of a home cannot be made again; the router's store in one moment of its own. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyDatabase } from '../../alerts/router/store/copyDatabase.ts';
import { storeFile } from '../../alerts/router/store/store.ts';
import { CommandError } from '../io.ts';

/** Made anew by `generate` and `apply`, or samples, which are as large as the disk. */
const remade = new Set(['generated', 'runtime', '.git', 'node_modules', 'logs']);
const samples = /^(prometheus|victoria-metrics|agent-data)/;

/** Of `data/`: the store and what SQLite keeps beside it. */
const isStore = (path: string, store: string): boolean => path === store || path.startsWith(`${store}-`);

/** @returns how many files there are in the copy; all are 0600 in directories of 0700 */
export const copyHome = (home: string, to: string): number => {
  const store = storeFile(home);
  let files = 0;
  const copy = (from: string, into: string, top: boolean): void => {
    mkdirSync(into, { recursive: true, mode: 0o700 });
    chmodSync(into, 0o700);
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const path = join(from, entry.name);
      if ((top && remade.has(entry.name)) || samples.test(entry.name) || isStore(path, store)) continue;
      // What a link leads to is wherever it is, not of this home.
      const kind = entry.isSymbolicLink() ? statSync(path) : entry;
      if (kind.isDirectory()) copy(path, join(into, entry.name), false);
      else if (kind.isFile()) {
        copyFileSync(path, join(into, entry.name));
        chmodSync(join(into, entry.name), 0o600);
        files += 1;
      }
    }
  };
  if (to === home || `${to}/`.startsWith(`${home}/`))
    throw new CommandError('a copy inside the home would copy itself', 2);
  copy(home, to, true);
  if (existsSync(store)) {
    mkdirSync(join(to, 'data'), { recursive: true, mode: 0o700 });
    copyDatabase(store, storeFile(to));
    files += 1;
  }
  return files;
};
