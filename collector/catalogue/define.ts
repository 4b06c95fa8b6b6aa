/** The typed definition of a metric: plain data at the bottom of the house, so that every room can import it. */

export type MetricType = 'gauge' | 'counter' | 'histogram';

/** `open` is any string bounded elsewhere; a tuple closes the label to its members. */
export type LabelSpec = Readonly<Record<string, 'open' | readonly string[]>>;

/**
 * Which endpoint serves the series: the collector's two are disjoint; router and sidecar have their own, and a public
 * one. Not ours are `host`, a machine's node_exporter, and `stack`, Prometheus and Alertmanager of themselves.
 */
export type Lane = 'fast' | 'slow' | 'router' | 'sidecar' | 'public' | 'host' | 'stack';

export interface MetricDef<
  T extends MetricType = MetricType,
  N extends string = string,
  L extends LabelSpec = LabelSpec,
> {
  readonly type: T;
  readonly name: N;
  readonly help: string;
  readonly labels: L;
  readonly lane: Lane;
  /** Upper bounds in seconds; histograms only. */
  readonly buckets?: readonly number[];
}

/** The labels that a recorder call must give, all of them, each with its closed values. */
export type LabelsOf<M extends MetricDef> = {
  readonly [K in keyof M['labels']]: M['labels'][K] extends readonly (infer V)[] ? V : string;
};

export type GaugeDef = MetricDef<'gauge'>;
export type CounterDef = MetricDef<'counter'>;
export type HistogramDef = MetricDef<'histogram'>;

type Prefixed = `headwatch_${string}`;
type NotTotal<N extends string> = N extends `${string}_total` ? never : N;

interface Shape<N extends string, L extends LabelSpec> {
  readonly name: N;
  readonly help: string;
  readonly labels: L;
  readonly lane: Lane;
}

export const gauge = <N extends Prefixed, const L extends LabelSpec>(
  def: Shape<NotTotal<N>, L>,
): MetricDef<'gauge', N, L> => ({ type: 'gauge', ...def });

export const counter = <N extends `${Prefixed}_total`, const L extends LabelSpec>(
  def: Shape<N, L>,
): MetricDef<'counter', N, L> => ({ type: 'counter', ...def });

export const histogram = <N extends `${Prefixed}_seconds`, const L extends LabelSpec>(
  def: Shape<N, L> & { readonly buckets: readonly number[] },
): MetricDef<'histogram', N, L> => ({ type: 'histogram', ...def });
