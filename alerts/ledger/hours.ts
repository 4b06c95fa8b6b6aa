/** The readings of one edge, read hour by hour and kept for as long as they cannot change. */
import { metrics } from '../../collector/catalogue/index.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { RawSource } from './model.ts';
import { countOf, indexAfter, joined, joinReadings, type Readings, sliceOf, timeAt } from './readings.ts';
import { firstNeeded, margin } from './timeline.ts';

export const hour = 3600;
export const hourOf = (at: number): number => Math.floor(at / hour) * hour;

/** region → vantage → readings of one hour. */
type Hour = ReadonlyMap<string, ReadonlyMap<string, Readings>>;

/** Behind the longest gap that anyone waits for the end of. */
const reach = limits.ledgerSettlesGaps + hour;

export interface HoursOptions {
  readonly source: RawSource;
  readonly edge: string;
  /** Seconds after which an hour that is over does not change any more. */
  readonly settles: number;
}

/** What may still change is read again after so many seconds: the hour that is going on, and one that is over. */
const again = { live: 5, over: limits.ledgerSettles } as const;

export interface Hours {
  /** Whether readings of this hour, of the one before and after can no longer change. */
  isFinal(from: number): boolean;
  /** Nobody said anything of any region in this hour. */
  isEmpty(from: number, now: number): Promise<boolean>;
  /** Vantages that said anything of a region near an hour. */
  vantages(region: string, from: number, now: number): Promise<readonly string[]>;
  /** What timelineOf needs for an hour of a vantage. */
  around(region: string, vantage: string, from: number, now: number): Promise<Readings>;
  forget(before: number): void;
}

export const createHours = ({ source, edge, settles }: HoursOptions): Hours => {
  const kept = new Map<number, { readonly at: number; readonly data: Hour }>();

  const read = async (from: number, now: number): Promise<Hour> => {
    const old = kept.get(from);
    const patience = old && old.at > from + hour + 2 * margin ? again.over : again.live;
    if (old && (old.at >= from + hour + settles || now - old.at < patience)) return old.data;
    const to = from + hour;
    const of = { role: 'edge', target: edge } as const;
    const seconds = await source.samples(metrics.edgeSeconds.name, of, from, to);
    // An hour without anyone's seconds is not asked for more.
    const some = seconds.length > 0;
    const faults = some ? await source.samples(metrics.edgeFaultSeconds.name, of, from, to) : [];
    const starts = some ? await source.samples(metrics.collectorStart.name, {}, from, to) : [];
    const data = joinReadings(seconds, faults, starts);
    kept.set(from, { at: now, data });
    return data;
  };
  const of = async (from: number, region: string, vantage: string, now: number): Promise<Readings> =>
    (await read(from, now)).get(region)?.get(vantage) ?? new Float64Array(0);

  return {
    isFinal: (from) =>
      [from - hour, from, from + hour].every((each) => (kept.get(each)?.at ?? 0) >= each + hour + settles),

    isEmpty: async (from, now) => (await read(from, now)).size === 0,

    vantages: async (region, from, now) => {
      const names = new Set<string>();
      for (let at = from - hour; at <= from + hour && at < now; at += hour)
        for (const name of (await read(at, now)).get(region)?.keys() ?? []) names.add(name);
      return [...names].sort();
    },

    around: async (region, vantage, from, now) => {
      const parts: Readings[] = [];
      // Back to a reading from before the hour, forward to one from behind it, or until nobody would wait for it.
      for (let at = from - hour; at > from - reach; at -= hour) {
        const part = await of(at, region, vantage, now);
        parts.unshift(part);
        if (part.length > 0 && timeAt(part, 0) <= from - margin) break;
      }
      for (let at = from; at < Math.min(now, from + hour + reach); at += hour) {
        const part = await of(at, region, vantage, now);
        parts.push(part);
        if (part.length > 0 && at > from && timeAt(part, countOf(part) - 1) > from + hour + margin) break;
      }
      const all = joined(parts);
      const behind = Math.min(indexAfter(all, from + hour + margin) + 2, countOf(all));
      return sliceOf(all, firstNeeded(all, from), behind);
    },

    forget: (before) => {
      for (const from of kept.keys()) if (from < before - reach - hour) kept.delete(from);
    },
  };
};
