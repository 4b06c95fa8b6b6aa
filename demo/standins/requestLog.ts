import { keepLast } from './clip.ts';
import type { Entry } from './types.ts';

const kept = 2000;

/** Omit that keeps the parts of a union apart. */
type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never;

export type NewEntry = WithoutSeq<Entry>;

export interface RequestLog {
  add(entry: NewEntry): void;
  entries(): readonly Entry[];
  /** Entries that the bound pushed out since the start or the last reset. */
  dropped(): number;
  clear(): void;
}

/** The last 2,000 requests. */
export const createRequestLog = (): RequestLog => {
  const entries: Entry[] = [];
  let seq = 0;
  let dropped = 0;
  return {
    add(entry) {
      seq += 1;
      entries.push({ seq, ...entry });
      dropped += keepLast(entries, kept);
    },
    entries: () => [...entries],
    dropped: () => dropped,
    clear() {
      entries.length = 0;
      dropped = 0;
    },
  };
};
