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
  /** Ends of intervals that were held against the script. */
  readonly edges: number;
  readonly max: number;
  /** Ends that are more than a second off, for people. */
  readonly worst: readonly string[];
}

export interface RegionTruth {
  readonly region: Region;
  readonly intervals: readonly BruteInterval[];
  readonly changes: readonly number[];
  /** Moment of the question in a second. */
  readonly askedAt: (second: number) => number;
}

/**
 * Each end of a brute interval is looked for among the printed ones of the same state, and each printed one among the
 * brute ones; the distance is to the moment in the script.
 */
export const edgeErrors = (printed: readonly PrintedInterval[], truths: readonly RegionTruth[]): EdgeErrors => {
  let edges = 0;
  let max = 0;
  const worst: string[] = [];
  for (const { region, intervals, changes, askedAt } of truths) {
    for (const colour of ['bad', 'halted', 'unknown'] as const) {
      for (const end of ['from', 'to'] as const) {
        const own = printed
          // Without a place there is no end to compare.
          .filter((each) => each.region === region && each.state === colour && each.seconds === each.to - each.from)
          .map((each) => each[end]);
        const true_ = intervals.filter((each) => each.colour === colour).map((each) => each[end]);
        const exact = new Map(true_.map((second) => [second, causeOf(changes, second, askedAt(second))]));
        const note = (distance: number, text: string): void => {
          edges += 1;
          max = Math.max(max, distance);
          if (distance > 1) worst.push(`${region} ${colour} ${end} ${text}: ${distance.toFixed(3)} s`);
        };
        const nearest = (list: readonly number[], to: number): number =>
          list.reduce(
            (best, each) => (Math.abs(each - to) < Math.abs(best - to) ? each : best),
            Number.POSITIVE_INFINITY,
          );
        for (const [second, moment] of exact) note(Math.abs(nearest(own, second) - moment), `${second} of the script`);
        for (const second of own) {
          const moment = exact.get(nearest(true_, second)) ?? Number.POSITIVE_INFINITY;
          note(Math.abs(second - moment), `${second} of the report`);
        }
      }
    }
  }
  return { edges, max, worst };
};
