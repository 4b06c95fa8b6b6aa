/** The recording of an incident on disk: gzip members one after the other, which every gunzip reads as one text. */
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const recordingsDir = (home: string): string => join(home, 'data', 'recordings');

/** As `Store.nextId` makes them; nothing else becomes the name of a file. */
export const isIncidentId = (id: string): boolean => /^\d{4}-\d{2}-\d{2}-\d{1,6}$/.test(id);

const suffix = '.ndjson.gz';

export interface RecordingFiles {
  /** Undefined where there is none. */
  read(id: string): Promise<Buffer | undefined>;
  /** Adds a part: a reader finds the file with it or without it, never half of it. @throws when it cannot be written */
  append(id: string, part: Buffer): Promise<void>;
  /** Removes those that are not to be kept, and the oldest while all together take more than `bytes`. */
  prune(keep: (id: string) => boolean, bytes: number): Promise<void>;
}

export const createRecordingFiles = (dir: string): RecordingFiles => {
  const fileOf = (id: string): string => {
    if (!isIncidentId(id)) throw new Error('no id of an incident');
    return join(dir, id + suffix);
  };
  const read = async (id: string): Promise<Buffer | undefined> => {
    try {
      return await readFile(fileOf(id));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  };

  return {
    read,
    append: async (id, part) => {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await chmod(dir, 0o700);
      const beside = `${fileOf(id)}.new`;
      await rm(beside, { force: true });
      try {
        const handle = await open(beside, 'wx', 0o600);
        try {
          await handle.writeFile(Buffer.concat([(await read(id)) ?? Buffer.alloc(0), part]));
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(beside, fileOf(id));
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    prune: async (keep, bytes) => {
      const names = (await readdir(dir).catch(() => [])).sort();
      const kept: { readonly file: string; readonly size: number }[] = [];
      for (const name of names) {
        const file = join(dir, name);
        const id = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
        if (isIncidentId(id) && keep(id)) kept.push({ file, size: (await stat(file)).size });
        // What is being written is left alone.
        else if (Date.now() - (await stat(file)).mtimeMs > 60_000) await rm(file, { force: true });
      }
      let sum = kept.reduce((total, { size }) => total + size, 0);
      for (const { file, size } of kept) {
        if (sum <= bytes) return;
        await rm(file, { force: true });
        sum -= size;
      }
    },
  };
};
