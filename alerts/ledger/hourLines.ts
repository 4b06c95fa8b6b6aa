/** The seconds of an edge by region and hour, as its vantages said them, and whether they may still change. */
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { vantagesOf } from '../../collector/config/graph.ts';
import { none } from './codes.ts';
import { createHours, hour, hourOf } from './hours.ts';
import type { RawSource, SpanEntry } from './model.ts';
import type { Range } from './month.ts';
import { badIn, type RegionLine, regionLine } from './region.ts';
import { type Anchor, timelineOf, type VantageLine } from './timeline.ts';

/** One region's hour, and what the vantages said in it. */
export interface HourLine {
  readonly line: RegionLine;
  readonly gaps: ReadonlyMap<string, readonly Range[]>;
  readonly anchors: ReadonlyMap<string, Anchor>;
  readonly final: boolean;
}

export interface HourLinesOptions {
  readonly fleet: Fleet;
  readonly edge: FleetEdge;
  readonly regions: readonly string[];
  readonly source: RawSource;
  /** Seconds, as limits.ledgerSettles and limits.ledgerSettlesGaps. */
  readonly settles: number;
  readonly settlesGaps: number;
  /** What is written of a region. */
  readonly last: (region: string) => SpanEntry | undefined;
}

export interface HourLines {
  at(region: string, from: number): HourLine | undefined;
  /** Whether nobody said anything in an hour. @throws Error when the source cannot say */
  isEmpty(from: number, now: number): Promise<boolean>;
  /** Reads one hour of all regions. @throws Error when the source cannot say */
  read(from: number, now: number): Promise<void>;
  /** Whether nothing that may still come can change the seconds of a region in a range. */
  isSettled(region: string, range: Range, now: number): boolean;
  /** Bad seconds in the other regions over the same time. */
  badElsewhere(region: string, range: Range): Readonly<Record<string, number>>;
  forget(before: number): void;
}

export const createHourLines = (options: HourLinesOptions): HourLines => {
  const { fleet, edge, regions, source, settles, settlesGaps } = options;
  const ships = new Set(fleet.vantages.filter(({ scrape }) => scrape === undefined).map(({ name }) => name));
  const late = regions.some((region) => vantagesOf(fleet, edge, region).some((name) => ships.has(name)));
  const hours = createHours({ source, edge: edge.name, settles: late ? settlesGaps : settles });
  const lines = new Map<string, HourLine>();
  const keyOf = (region: string, from: number): string => `${from} ${region}`;
  const at = (region: string, from: number): HourLine | undefined => lines.get(keyOf(region, from));

  const readOne = async (region: string, from: number, now: number): Promise<HourLine> => {
    const before = at(region, from - hour);
    const last = options.last(region);
    const names = new Set([...vantagesOf(fleet, edge, region), ...(await hours.vantages(region, from, now))]);
    const gaps = new Map<string, readonly Range[]>();
    const anchors = new Map<string, Anchor>();
    const said: VantageLine[] = [];
    for (const name of names) {
      const readings = await hours.around(region, name, from, now);
      const carried = before ? before.anchors.get(name) : last?.anchors?.[name];
      const line = timelineOf(readings, { from, to: from + hour }, carried);
      said.push(line);
      gaps.set(name, line.gaps);
      if (line.anchor) anchors.set(name, line.anchor);
    }
    const known = last !== undefined || (before?.line.codes.at(-1) ?? none) !== none;
    const open = [...gaps.values()].flat().some(({ to }) => to === Number.POSITIVE_INFINITY);
    return { line: regionLine(from, hour, said, known), gaps, anchors, final: !open && hours.isFinal(from) };
  };

  /** The hours that a range touches. */
  const over = ({ from, to }: Range): readonly number[] => {
    const list: number[] = [];
    for (let each = hourOf(from); each < to; each += hour) list.push(each);
    return list;
  };

  return {
    at,
    isEmpty: hours.isEmpty,

    read: async (from, now) => {
      for (const region of regions)
        if (!at(region, from)?.final) lines.set(keyOf(region, from), await readOne(region, from, now));
    },

    isSettled: (region, range, now) => {
      if (now - range.to < settles) return false;
      if (now - range.to >= settlesGaps) return true;
      // Whoever is scraped cannot tell later what nobody heard; an agent can, and what is open may still be closed.
      return over(range).every((from) =>
        [...(at(region, from)?.gaps ?? [])].every(([name, gaps]) =>
          gaps.every(
            (gap) =>
              gap.from >= range.to || gap.to <= range.from || (gap.to !== Number.POSITIVE_INFINITY && !ships.has(name)),
          ),
        ),
      );
    },

    badElsewhere: (region, range) =>
      Object.fromEntries(
        regions
          .filter((other) => other !== region)
          .map((other) => [
            other,
            over(range).reduce((sum, from) => {
              const there = at(other, from);
              return sum + (there ? badIn(there.line, range) : 0);
            }, 0),
          ]),
      ),

    forget: (before) => {
      hours.forget(before);
      for (const key of lines.keys()) if (Number(key.split(' ')[0]) < hourOf(before) - hour) lines.delete(key);
    },
  };
};
