/** What is remembered over restarts: which events were counted, and what the settings were. */
import { closeSync, fchmodSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { driftStateSchema } from './drift.ts';
import { changesStateSchema } from './healthChanges.ts';

export const keptSchema = z.object({
  version: z.literal(1),
  changes: changesStateSchema.optional(),
  drift: driftStateSchema.optional(),
});
export type Kept = z.output<typeof keptSchema>;

export interface Keeper {
  /** Nothing where nothing readable is there. */
  readonly read: () => Kept;
  readonly write: (kept: Kept) => void;
}

const nothing: Kept = { version: 1 };

/**
 * A file that is replaced as a whole: a crash leaves the old one. Readable by its owner only. Not flushed: that would hold
 * up the ticks, and what a loss of power takes here is asked for again.
 */
export const keeperIn = (file: string): Keeper => {
  let last = '';
  return {
    read: () => {
      try {
        last = readFileSync(file, 'utf8');
        return keptSchema.parse(JSON.parse(last));
      } catch {
        return nothing;
      }
    },
    write: (kept) => {
      const text = JSON.stringify(kept);
      if (text === last) return;
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const beside = openSync(`${file}.new`, 'w', 0o600);
      try {
        // One that a crash has left keeps its own mode.
        fchmodSync(beside, 0o600);
        writeFileSync(beside, text);
      } finally {
        closeSync(beside);
      }
      renameSync(`${file}.new`, file);
      last = text;
    },
  };
};

/** @param kept what is there at first; for one process only */
export const keeperOf = (kept: Kept = nothing): Keeper => {
  let now = kept;
  return {
    read: () => now,
    write: (next) => {
      now = next;
    },
  };
};
