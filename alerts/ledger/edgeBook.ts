/**
 * Turns the raw samples of one edge into spans, hour by hour and for all its regions at once: those that are settled,
 * and for each region one that is provisional. It writes nothing.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import { attribute } from './attribute.ts';
import { none } from './codes.ts';
import { gatherEvidence, noEvidence } from './evidence.ts';
import { createHourLines, type HourLinesOptions } from './hourLines.ts';
import { hour, hourOf } from './hours.ts';
import type { Evidence, Interval, SpanEntry } from './model.ts';
import { monthOf, monthRange, type Range } from './month.ts';
import { accountOf, type IntervalDraft, nextCut, type RegionLine } from './region.ts';
import { isAboutRegion, type Window } from './windows.ts';

export interface EdgeBookOptions extends Omit<HourLinesOptions, 'regions'> {
  /** Where to look for the first sample when nothing is written yet. */
  readonly since: (now: number) => number;
  /** Nothing from here on is looked at; by default, now. */
  readonly until?: number;
  /** Ends a pass early. */
  readonly signal?: AbortSignal;
  readonly windows: () => readonly Window[];
}

export interface EdgeBook {
  /**
   * Goes through what is not written yet; `settled` gets each span that is due, in order, and must keep it.
   * @returns provisional spans of the regions that anything is known of
   * @throws Error when the source cannot say, or `settled` throws; what was settled before stays settled
   */
  advance(now: number, settled: (span: SpanEntry) => void): Promise<readonly SpanEntry[]>;
}

/** The newest seconds are still being booked. */
const bookingTakes = 10;
const mostGuesses = 10_000;

const appended = (line: RegionLine, more: RegionLine): RegionLine => {
  const join = (a: Uint8Array, b: Uint8Array): Uint8Array => {
    const whole = new Uint8Array(a.length + b.length);
    whole.set(a);
    whole.set(b, a.length);
    return whole;
  };
  return { from: line.from, codes: join(line.codes, more.codes), placed: join(line.placed, more.placed) };
};

const startingAt = (line: RegionLine, from: number): RegionLine => ({
  from,
  codes: line.codes.subarray(from - line.from),
  placed: line.placed.subarray(from - line.from),
});

export const createEdgeBook = (options: EdgeBookOptions): EdgeBook => {
  const { fleet, edge, source, settles } = options;
  const regions = measuredRegions(fleet, edge);
  const lines = createHourLines({ ...options, regions });
  const guesses = new Map<string, Evidence>();
  let first: number | undefined;

  /** Where reading must begin: the earliest second that is not written of some region. */
  const begin = async (now: number): Promise<number | undefined> => {
    const ends = regions.flatMap((region) => options.last(region)?.to ?? []);
    if (ends.length === regions.length) return ends.length > 0 ? hourOf(Math.min(...ends)) : undefined;
    // A region that is new begins with its first sample, however long ago the others did.
    if (first === undefined) {
      const since = options.since(now);
      const match = { role: 'edge', target: edge.name, state: 'good' } as const;
      const found = source.first ? await source.first(metrics.edgeSeconds.name, match, since, now) : since;
      if (found === undefined) return undefined;
      first = hourOf(Math.max(found, since));
    }
    return first;
  };

  const gather = (region: string, { from, to }: Range): Promise<Evidence> =>
    gatherEvidence(fleet, source, {
      ...{ edge: edge.name, region, from, to },
      badElsewhere: lines.badElsewhere(region, { from, to }),
    });

  const intervalOf = (region: string, draft: IntervalDraft, evidence: Evidence): Interval => {
    const windows = options
      .windows()
      .filter((window) => isAboutRegion(window, edge.name, region))
      .map(({ from, ended }) => ({ from, to: ended }));
    const { state, from, to, seconds, faults, faultRuns } = draft;
    return {
      id: `${edge.name}/${region}/${state}/${from}`,
      ...{ state, from, to, seconds, faults },
      ...(faultRuns ? { faultRuns } : {}),
      cause: attribute({ state, from, to, evidence, windows }),
      evidence,
    };
  };

  const spanOf = async (
    region: string,
    line: RegionLine,
    range: Range,
    now: number,
    evidenceOf: (draft: IntervalDraft) => Promise<Evidence>,
  ): Promise<SpanEntry> => {
    const { seconds, faults, intervals: drafts } = accountOf(line, range);
    const intervals: Interval[] = [];
    for (const draft of drafts) intervals.push(intervalOf(region, draft, await evidenceOf(draft)));
    const anchors = [...(lines.at(region, hourOf(range.to - 1))?.anchors ?? [])];
    const shifted = anchors.filter(([, { shift }]) => shift !== 0);
    return {
      ...{ v: 1, type: 'span', edge: edge.name, region, ...range, seconds, faults, intervals },
      ...(shifted.length > 0 ? { anchors: Object.fromEntries(shifted) } : {}),
      at: Math.floor(now),
    };
  };

  /** Evidence is gathered once an interval is over, and then kept. */
  const guess = async (region: string, draft: IntervalDraft, end: number): Promise<Evidence> => {
    if (draft.to >= end) return noEvidence;
    const key = `${region} ${draft.state} ${draft.from} ${draft.to} ${draft.seconds}`;
    const evidence = guesses.get(key) ?? (await gather(region, draft));
    guesses.set(key, evidence);
    return evidence;
  };

  /** What is not settled yet, split at the ends of months. */
  const provisional = async (region: string, line: RegionLine, now: number): Promise<readonly SpanEntry[]> => {
    const end = Math.min(line.from + line.codes.length, Math.floor(now) - bookingTakes);
    const spans: SpanEntry[] = [];
    for (let { from } = line; from < end; ) {
      const to = Math.min(end, monthRange(monthOf(from)).to);
      const span = await spanOf(region, line, { from, to }, now, (draft) => guess(region, draft, end));
      spans.push({ ...span, provisional: true });
      from = to;
    }
    return spans;
  };

  /** A region's tail: its seconds from the first one that is not written, as far as they are read. */
  const extended = (region: string, tail: RegionLine | undefined, from: number): RegionLine | undefined => {
    const line = lines.at(region, from)?.line;
    if (!line) return tail;
    if (tail) return appended(tail, line);
    const written = options.last(region)?.to;
    if (written !== undefined) return written < from + hour ? startingAt(line, Math.max(written, from)) : undefined;
    const known = line.codes.findIndex((code) => code !== none);
    return known < 0 ? undefined : startingAt(line, from + known);
  };

  return {
    advance: async (now, settled) => {
      const start = await begin(now);
      if (start === undefined) return [];
      const tails = new Map<string, RegionLine>();
      const newest = hourOf(Math.min(now - bookingTakes, (options.until ?? now) - 1));
      let begun = regions.some((region) => options.last(region));
      for (let from = start; from <= newest; from += hour) {
        options.signal?.throwIfAborted();
        begun ||= !(await lines.isEmpty(from, now));
        if (!begun) continue;
        await lines.read(from, now);
        for (const region of regions) {
          let tail = extended(region, tails.get(region), from);
          while (tail) {
            const to = nextCut(tail, tail.from, settles);
            if (to === undefined || !lines.isSettled(region, { from: tail.from, to }, now)) break;
            settled(await spanOf(region, tail, { from: tail.from, to }, now, (draft) => gather(region, draft)));
            tail = startingAt(tail, to);
          }
          if (tail) tails.set(region, tail);
        }
        // Whoever waits for the router waits for an hour's work at most.
        await new Promise((resolve) => setImmediate(resolve));
      }
      const spans: SpanEntry[] = [];
      for (const [region, tail] of tails) spans.push(...(await provisional(region, tail, now)));
      lines.forget(Math.min(newest, ...[...tails.values()].map((tail) => tail.from)));
      if (guesses.size > mostGuesses) guesses.clear();
      return spans;
    },
  };
};
