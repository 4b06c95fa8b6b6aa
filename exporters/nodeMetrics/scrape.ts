/** Scrapes a node's own page of metrics and re-exposes what its table allows, under our names. */
import { type Asker, type ProbeContext, ProbeFailure, type SlowProbe, unwrap } from '../../collector/probe/api.ts';
import { perNode } from '../perNode.ts';
import { noteStart } from '../starts.ts';
import { parseMetricsText, type Samples } from './parseText.ts';
import type { MetricRow, MetricTable } from './table.ts';

/** What a page said, by the keys of its table; what was not on it is absent. */
export type Readings<T extends MetricTable> = { readonly [K in keyof T]?: number };

/** Seconds. */
const deadline = 5;

/** How a page is counted in `headwatch_rpc_requests_total`. */
const method = 'node_metrics';

const namesOf = new WeakMap<MetricTable, ReadonlySet<string>>();
const wantedBy = (table: MetricTable): ReadonlySet<string> => {
  const known = namesOf.get(table) ?? new Set(Object.values(table).flatMap(({ from }) => from));
  namesOf.set(table, known);
  return known;
};

const read = (
  samples: Samples,
  { from, where = {}, scale = 1, plus = 0, zeroIsAbsent }: MetricRow,
): number | undefined => {
  for (const name of from) {
    const matching = (samples.get(name) ?? []).filter(({ labels }) =>
      Object.entries(where).every(([label, value]) => labels[label] === value),
    );
    if (matching.length === 0) continue;
    const sum = matching.reduce((total, { value }) => total + value, 0);
    return zeroIsAbsent && sum === 0 ? undefined : sum * scale + plus;
  }
  return undefined;
};

/** @throws ProbeFailure when the page does not come, or is no page of metrics */
export const scrapeNodeMetrics = async <T extends MetricTable>(ask: Asker, table: T): Promise<Readings<T>> => {
  const samples = parseMetricsText(unwrap(await ask.text(method, deadline)), wantedBy(table));
  if (!samples) throw new ProbeFailure('bad_shape');
  const readings = Object.entries(table).flatMap(([key, row]) => {
    const value = read(samples, row);
    return value === undefined ? [] : [[key, value] as const];
  });
  // The keys are the table's own.
  return Object.fromEntries(readings) as Readings<T>;
};

/** Counter → what it stood at when it was last seen. The first sight counts nothing: what was before us is not ours. */
const standsOf = perNode(() => new Map<string, number>());

/**
 * Gauges are set, counters grow by what theirs grew by; one that stands lower than before began anew at zero.
 * @returns whether one did: then the node has been started anew
 */
export const recordReadings = <T extends MetricTable>(
  context: ProbeContext,
  table: T,
  readings: Readings<T>,
): boolean => {
  const stands = standsOf(context);
  let anew = false;
  for (const [key, { metric, labels }] of Object.entries(table)) {
    const value = readings[key];
    if (value === undefined || !metric) continue;
    // A row's labels and the target's together are the metric's: `row` checked it.
    const all = { ...context.labels, ...labels } as never;
    if (metric.type === 'gauge') {
      context.record.set(metric, all, value);
      continue;
    }
    const before = stands.get(key);
    stands.set(key, value);
    const fell = before !== undefined && value < before;
    anew ||= fell;
    const grown = before === undefined ? 0 : value - (fell ? 0 : before);
    context.record.inc(metric, all, grown);
  }
  return anew;
};

/** The last start that each node's page told of, Unix seconds. */
const startOf = perNode((): { at?: number } => ({}));

const startedSince = (context: ProbeContext, readings: { readonly startedAt?: number }): boolean => {
  const known = startOf(context);
  const before = known.at;
  if (readings.startedAt !== undefined) known.at = readings.startedAt;
  // Some round it, and anew each time.
  return before !== undefined && known.at !== undefined && known.at > before + 2;
};

/**
 * The slow probe of a kind whose nodes show metrics; run for those that fleet.yaml names a page of.
 * @param then what the readings mean beyond their series: hints. Undefined readings: the page did not come
 */
export const nodeMetricsProbe = <T extends MetricTable>(
  table: T,
  then: (context: ProbeContext, readings: Readings<T> | undefined) => void = () => undefined,
): SlowProbe => ({
  name: method,
  everySeconds: 15,
  applies: ({ metrics }) => metrics !== undefined,
  run: async (context) => {
    if (!context.ownMetrics) return;
    try {
      const readings = await scrapeNodeMetrics(context.ownMetrics, table);
      const counters = recordReadings(context, table, readings);
      noteStart(context, 'metrics', startedSince(context, readings) || counters);
      then(context, readings);
    } catch (error) {
      then(context, undefined);
      throw error;
    }
  },
});
