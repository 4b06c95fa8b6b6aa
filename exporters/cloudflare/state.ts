/**
 * What the exporter must remember: how far each dataset of each zone has been counted, and the counters. One JSON file,
 * written whole beside itself, flushed, and renamed: cursor and counters are always of one moment. No database, because
 * there is one writer, one reader at the start, and nothing to search for.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Counts } from './counters.ts';
import type { Cursor } from './merge.ts';
import type { Ranks } from './ranks.ts';

export interface ZoneState {
  /** By dataset. */
  readonly cursors: Map<string, Cursor>;
  readonly counts: Counts;
  ranks: { readonly colo: Ranks; readonly country: Ranks };
  /** Until when each has been reviewed, a minute. */
  ranked: { readonly colo: number; readonly country: number };
}

export interface State {
  /** By the zone's name. */
  readonly zones: Map<string, ZoneState>;
  /** The most that the budget of GraphQL has ever been: what is full. */
  fullBudget: number;
}

export const emptyZone = (): ZoneState => ({
  cursors: new Map(),
  counts: new Map(),
  ranks: { colo: {}, country: {} },
  ranked: { colo: 0, country: 0 },
});

const whole = z.int().min(0);
const totals = z.record(z.string(), z.number().min(0));
const ranks = z.record(z.string(), z.object({ score: z.number().min(0), member: z.boolean() }));
const fileSchema = z.object({
  version: z.literal(1),
  /** Hosts that had series of their own: with others, totals that are remembered would not compare. */
  hosts: z.array(z.string()),
  fullBudget: z.number().min(0),
  zones: z.record(
    z.string(),
    z.object({
      cursors: z.record(
        z.string(),
        z.object({ next: whole, recent: z.array(z.object({ minute: whole, exact: z.boolean(), totals })) }),
      ),
      counts: z.record(z.string(), z.tuple([z.number().min(0), whole])),
      ranks: z.object({ colo: ranks, country: ranks }),
      ranked: z.object({ colo: whole, country: whole }),
    }),
  ),
});

export const stateText = ({ zones, fullBudget }: State, hosts: readonly string[]): string => {
  const file: z.input<typeof fileSchema> = {
    version: 1,
    hosts: [...hosts],
    fullBudget,
    zones: Object.fromEntries(
      [...zones].map(
        ([
          name,
          {
            cursors,
            counts,
            ranks: { colo, country },
            ranked,
          },
        ]) => [
          name,
          {
            cursors: Object.fromEntries(
              [...cursors].map(([dataset, { next, recent }]) => [
                dataset,
                { next, recent: recent.map((minute) => ({ ...minute, totals: { ...minute.totals } })) },
              ]),
            ),
            counts: Object.fromEntries(
              [...counts].map(([key, [value, grew]]): [string, [number, number]] => [key, [value, grew]]),
            ),
            ranks: { colo: { ...colo }, country: { ...country } },
            ranked,
          },
        ],
      ),
    ),
  };
  return JSON.stringify(file);
};

/** undefined when the text is none of ours. Only the zones that are named are kept. */
export const parseState = (text: string, zones: readonly string[], hosts: readonly string[]): State | undefined => {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const file = fileSchema.safeParse(data);
  if (!file.success) return undefined;
  const sameHosts = file.data.hosts.join() === hosts.join();
  const kept = Object.entries(file.data.zones).filter(([name]) => zones.includes(name));
  return {
    fullBudget: file.data.fullBudget,
    zones: new Map(
      kept.map(([name, zone]): [string, ZoneState] => [
        name,
        {
          cursors: new Map(
            Object.entries(zone.cursors).map(([dataset, { next, recent }]) => [
              dataset,
              { next, recent: sameHosts ? recent : [] },
            ]),
          ),
          counts: new Map(Object.entries(zone.counts)),
          ranks: zone.ranks,
          ranked: zone.ranked,
        },
      ]),
    ),
  };
};

export interface Store {
  /** undefined: there is none. @throws when there is one that cannot be read */
  readonly read: () => string | undefined;
  /** Fails when it could not be written; then the old one is still whole. */
  readonly write: (text: string) => Promise<void> | void;
  /** Puts one aside that is damaged. */
  readonly putAside: () => void;
}

/** Not in the way of the ticks: a disk may take long to flush. */
const flushed = async (path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> => {
  const file = await open(path, flags, 0o600);
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
};

export const createStore = (path: string): Store => ({
  read: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  write: async (text) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.new`;
    await flushed(beside, 'w', async (file) => {
      // One that was there already keeps its own mode.
      await file.chmod(0o600);
      await file.writeFile(text);
    });
    await rename(beside, path);
    // The name, too, must outlast a loss of power.
    await flushed(dirname(path), 'r', async () => undefined);
  },
  putAside: () => renameSync(path, `${path}.damaged`),
});
