/**
 * The allow-list of a kind of node: each of our metrics once, with the names that it is scraped under. The key of a row
 * is how the code speaks of its reading.
 */
import type { CounterDef, GaugeDef, LabelsOf, MetricDef } from '../../collector/catalogue/define.ts';
import type { TargetLabels } from '../../collector/probe/api.ts';

/** The labels that a metric has beside those of every target. */
type OwnLabels<M extends MetricDef> = Omit<LabelsOf<M>, keyof TargetLabels>;

interface Source {
  /** Accepted names, versions and clients apart; the first that is on the page counts. */
  readonly from: readonly string[];
  /** Labels that a sample must carry. What then is left of several samples is added up. */
  readonly where?: Readonly<Record<string, string>>;
  /** Ours is theirs times this: 1e-9 for nanoseconds. */
  readonly scale?: number;
  /** Added to theirs: 1 where they give an index and ours is a count. */
  readonly plus?: number;
  /** Where the client writes 0 for "none yet". */
  readonly zeroIsAbsent?: boolean;
}

export interface MetricRow extends Source {
  /** Absent: read for its own sake and not shown. */
  readonly metric?: GaugeDef | CounterDef;
  readonly labels: Readonly<Record<string, string>>;
}
export type MetricTable = Readonly<Record<string, MetricRow>>;

type More = Omit<Source, 'from'>;
/** Labels must be given where the metric has any of its own. */
type Given<M extends MetricDef> = [keyof OwnLabels<M>] extends [never]
  ? readonly [source?: More]
  : readonly [source: More & { readonly labels: OwnLabels<M> }];

const listed = (from: string | readonly string[]): readonly string[] => (typeof from === 'string' ? [from] : from);

/**
 * A row: what is scraped under these names becomes this metric. A counter of ours grows by what theirs grew by, also
 * where the client calls it a gauge, and goes on over the restarts that set theirs back.
 */
export const row = <M extends GaugeDef | CounterDef>(
  metric: M,
  from: string | readonly string[],
  ...[source]: Given<M>
): MetricRow => {
  // The tuple is one of two shapes with all of More in both; a generic condition hides it.
  const given: More & { readonly labels?: Readonly<Record<string, string>> } = source ?? {};
  return { labels: {}, ...given, metric, from: listed(from) };
};

/** A row that is read for a hint or a judgement and becomes no series of its own. */
export const hintRow = (from: string | readonly string[], source: More = {}): MetricRow => ({
  ...source,
  from: listed(from),
  labels: {},
});

/** When the process started, where its client library says so; not geth's, nor Nitro's. Read under the key `startedAt`. */
export const processStart = hintRow(['process_start_time_seconds', 'reth_process_start_time_seconds']);
