/** How far a report is from the brute force. Reads the report as anyone would: its JSON. */
import type { BruteFigures, BruteInterval, Sum } from './brute.ts';
import type { Region, RegionScript } from './script.ts';
import { codeOf, type Worth } from './seconds.ts';

/** What is read of `report sla --json`. */
export interface PrintedFigures {
  readonly region: string;
  readonly goodSeconds: number;
  readonly badSeconds: number;
  readonly haltedSeconds: number;
  readonly unknownSeconds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly maintenanceSeconds: number;
  readonly upstreamSeconds: number;
}
export interface PrintedInterval {
  readonly region: string;
  readonly state: string;
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}
export interface PrintedEdge {
  readonly any: PrintedFigures;
  readonly all: PrintedFigures;
  readonly regions: readonly PrintedFigures[];
  readonly intervals: readonly PrintedInterval[];
}

const badWorths: readonly Worth[] = ['no_http', 'bad_answer', 'stale', 'journey'];

/** Whether a figure tells what was wrong with bad seconds, and not how many there were. */
export const isFault = (what: string): boolean => badWorths.some((worth) => worth === what);

export interface Wrong {
  readonly where: string;
  readonly what: string;
  readonly printed: number;
  readonly truth: number;
}

const against = (where: string, printed: PrintedFigures | undefined, sum: Sum): readonly Wrong[] => {
  const of = (worth: Worth): number => sum.worths[codeOf(worth)] ?? 0;
  const pairs: readonly (readonly [string, number | undefined, number])[] = [
    ['good', printed?.goodSeconds, of('good')],
    ['bad', printed?.badSeconds, badWorths.reduce((total, worth) => total + of(worth), 0)],
    ['halted', printed?.haltedSeconds, of('halted')],
    ['unknown', printed?.unknownSeconds, of('unknown')],
    ...badWorths.map((worth) => [worth, printed?.faults[worth], of(worth)] as const),
    ['maintenance', printed?.maintenanceSeconds, sum.maintenance],
    ['upstream', printed?.upstreamSeconds, sum.upstream],
  ];
  return pairs
    .map(([what, found = 0, truth]) => ({ where, what, printed: found, truth }))
    .filter(({ printed: found, truth }) => found !== truth);
};

/** Every figure that is not the brute force's. */
export const wrongFigures = (edge: PrintedEdge, brute: BruteFigures): readonly Wrong[] => [
  ...against('any', edge.any, brute.any),
  ...against('all', edge.all, brute.all),
  ...[...brute.regions].flatMap(([region, sum]) =>
    against(
      region,
      edge.regions.find((each) => each.region === region),
      sum,
    ),
  ),
];

/** Times at which something in a region changed, in order, to the fraction of a second. */
export const changesOf = ({ faults }: RegionScript): readonly number[] =>
  faults.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);

/** The change that made a second differ from the one before it: the last one up to the question in it. */
const causeOf = (changes: readonly number[], second: number, askedAt: number): number => {
  const found = changes.filter((at) => at > askedAt - 1 && at <= askedAt).at(-1);
  // Late ticks and the monitor's own ends are changes of what is known; they have no time but the second's.
  return found ?? second;
};

export interface EdgeErrors {
  /** Ends of the brute force's intervals. */
  readonly edges: number;
  /** How many of them are not told as they were. */
  readonly off: number;
  /** How far from such an end something is told wrongly, at most; a second that is wrong far from any end shows here. */
  readonly max: number;
  /** From the moment in the script to the first question that met it, at most: below a second at a question a second. */
  readonly maxSampling: number;
  /** Seconds that are told wrongly more than a second from an end, for people. */
  readonly worst: readonly string[];
}

export interface RegionTruth {
  readonly region: Region;
  readonly intervals: readonly BruteInterval[];
  readonly changes: readonly number[];
  /** Moment of the question in a second. */
  readonly askedAt: (second: number) => number;
  /** Whether nobody can know the place of a second. */
  readonly hidden: (second: number) => boolean;
}

type Seconds = ReadonlyMap<number, string>;

const secondsOf = (
  intervals: readonly { readonly from: number; readonly to: number; readonly state: string }[],
): Seconds => {
  const found = new Map<number, string>();
  for (const { from, to, state } of intervals)
    for (let second = from; second < to; second += 1) found.set(second, state);
  return found;
};

/** Where the two tell a second differently, as the distance of its far side to the nearest end. */
const distances = (
  truth: Seconds,
  told: Seconds,
  ends: readonly number[],
): readonly (readonly [number, number, number])[] =>
  [...new Set([...truth.keys(), ...told.keys()])]
    .filter((second) => truth.get(second) !== told.get(second))
    .map((second) => {
      const far = (end: number): number => (second < end ? end - second : second + 1 - end);
      const nearest = ends.reduce(
        (best, end) => (far(end) < far(best) ? end : best),
        ends[0] ?? Number.NEGATIVE_INFINITY,
      );
      return [second, nearest, far(nearest)] as const;
    });

/** Every second whose place is known, against the brute force. */
export const edgeErrors = (printed: readonly PrintedInterval[], truths: readonly RegionTruth[]): EdgeErrors => {
  let [edges, off, max, maxSampling] = [0, 0, 0, 0];
  const worst: string[] = [];
  for (const { region, intervals, changes, askedAt, hidden } of truths) {
    const ends = intervals.flatMap(({ from, to }) => [from, to]);
    const own = printed.filter((each) => each.region === region && !hidden(each.from));
    const wrong = distances(
      secondsOf(intervals.map(({ from, to, colour }) => ({ from, to, state: colour }))),
      secondsOf(own),
      ends,
    );
    edges += ends.length;
    off += new Set(wrong.map(([, end]) => end)).size;
    for (const end of ends) maxSampling = Math.max(maxSampling, Math.abs(end - causeOf(changes, end, askedAt(end))));
    for (const [second, , distance] of wrong) {
      max = Math.max(max, distance);
      if (distance > 1) worst.push(`${region} ${second}: ${distance} s from an end`);
    }
  }
  return { edges, off, max, maxSampling, worst };
};
