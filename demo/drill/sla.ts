/**
 * What a fault cost members: the bad seconds that headwatch counted, read back from Prometheus as raw samples and
 * differenced here, against those of the simulator's record. Nothing is extrapolated and no rule is trusted.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import type { Truth } from '../sim/types.ts';
import { getJson } from '../stack/http.ts';

export interface RegionCost {
  readonly edge: string;
  readonly region: string;
  /** Seconds that headwatch counted, and those that members truly lived through. */
  readonly bad: number;
  readonly true: number;
  /** Seconds that headwatch could not measure. */
  readonly unknown: number;
  /** How often it became bad. */
  readonly intervals: number;
}

export interface Cost {
  readonly regions: readonly RegionCost[];
}

/** One series of counters: `[Unix seconds, value]`, oldest first. */
export type Samples = readonly (readonly [number, number])[];

/**
 * What a counter rose by after `since` (Unix seconds); a restart of its process begins again at zero.
 * undefined when no sample is old enough to start from.
 */
export const roseBy = (samples: Samples, since: number): number | undefined => {
  const first = samples.findLastIndex(([at]) => at <= since);
  if (first < 0) return undefined;
  let rose = 0;
  for (const [index, [, value]] of samples.entries()) {
    const before = samples[index - 1]?.[1];
    if (index <= first || before === undefined) continue;
    rose += value >= before ? value - before : value;
  }
  return rose;
};

/** The states that are read back. */
type State = 'bad' | 'unknown';

interface Series {
  readonly target: string;
  readonly region: string;
  readonly state: string;
  readonly samples: Samples;
}

interface Answer {
  readonly data?: {
    readonly result?: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

const readSeries = async (
  prometheus: string,
  edges: readonly string[],
  seconds: number,
): Promise<readonly Series[]> => {
  const selector = sel(metrics.edgeSeconds, { role: 'edge', target: edges, state: ['bad', 'unknown'] });
  const query = `${selector}[${Math.ceil(seconds)}s]`;
  // Prometheus's own answer; a shape other than this leaves the region unread, and that is said.
  const answer = (await getJson(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`)) as Answer;
  return (answer.data?.result ?? []).map(({ metric, values }) => ({
    target: metric.target ?? '',
    region: metric.region ?? '',
    state: metric.state ?? '',
    samples: values.map(([at, value]) => [at, Number(value)] as const),
  }));
};

/** Before the injection: so that the sample that is counted from is in the window. */
const margin = 15;

/**
 * For each measured region of each members' edge.
 * @param before the record of truth before the injection, @param after and after everything was over
 * @throws Error when Prometheus has no samples of a region
 */
export const readCost = async (
  prometheus: string,
  fleet: Fleet,
  { before, after }: { readonly before: Truth; readonly after: Truth },
): Promise<Cost> => {
  const edges = fleet.edges.filter(({ audience }) => audience === 'members');
  const since = before.now;
  const names = edges.map(({ name }) => name);
  const series = await readSeries(prometheus, names, Date.now() / 1000 - since + margin);
  const counted = (edge: string, region: string, state: State): number => {
    const rises = series
      .filter((each) => each.target === edge && each.region === region && each.state === state)
      .flatMap(({ samples }) => roseBy(samples, since) ?? []);
    if (rises.length === 0) throw new Error(`Prometheus has no seconds of edge ${edge} in ${region}`);
    // Two vantages of a region: the worse one counts.
    return Math.max(...rises);
  };
  const truly = (truth: Truth, edge: string, region: string): { bad: number; intervals: number } => {
    const found = truth.edges.find((each) => each.edge === edge && each.region === region);
    return { bad: found?.seconds.bad ?? 0, intervals: found?.badIntervals ?? 0 };
  };
  const regions = edges.flatMap((edge) =>
    measuredRegions(fleet, edge).map((region): RegionCost => {
      const [old, now] = [truly(before, edge.name, region), truly(after, edge.name, region)];
      return {
        edge: edge.name,
        region,
        bad: counted(edge.name, region, 'bad'),
        true: now.bad - old.bad,
        unknown: counted(edge.name, region, 'unknown'),
        intervals: now.intervals - old.intervals,
      };
    }),
  );
  return { regions };
};
