/**
 * The recorded series of the service level, by name and label, so that rules and dashboards cannot misspell one. The
 * chain: 1 s counters → copies each minute → every window of an hour or more reads the copies; shorter windows read
 * the counters themselves. Expressions are in `alerts/slo/recordRules.ts`.
 */
import { edgeStates } from '../../collector/catalogue/labels.ts';
import { type Match, selectorText } from '../../collector/catalogue/promql.ts';

/** Windows of the burn tiers and of the rolling figure, seconds. */
export const burnWindows = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
  '30d': 2_592_000,
} as const;
export type BurnWindow = keyof typeof burnWindows;
// Object.keys widens to string; the literal's keys are exactly these.
export const burnWindowNames = Object.keys(burnWindows) as readonly BurnWindow[];

/** Windows whose ratio is recorded. */
export const ppmWindows = ['1h', '6h', '1d', '3d', '30d'] as const satisfies readonly BurnWindow[];
export type PpmWindow = (typeof ppmWindows)[number];

/** Label → its closed values, or `open`, as in the catalogue. */
type RecordingLabels = Readonly<Record<string, 'open' | readonly string[]>>;

export interface Recording<N extends string = string, L extends RecordingLabels = RecordingLabels> {
  readonly record: N;
  readonly labels: L;
  readonly help: string;
}

const recording = <const N extends `headwatch:${string}`, const L extends RecordingLabels>(
  record: N,
  labels: L,
  help: string,
): Recording<N, L> => ({ record, labels, help });

const region = { target: 'open', chain: 'open', region: 'open' } as const;

/** One-hot state of an edge in a region over all vantages of the region, 1 s. Absent while none of them is heard. */
export const regionState = recording(
  'headwatch:edge_state:region',
  { ...region, state: edgeStates },
  'State of an edge in a region: bad if a vantage says bad, unknown if all are blind.',
);

/** When a region was last known to be in any state, 15 s: it stays while nobody knows, so that a page can say since when. */
export const knownAt = recording(
  'headwatch:edge_known:timestamp',
  region,
  'When the state of an edge in a region was last known, Unix seconds.',
);

/** Copy of the counters of seconds, once a minute. */
export const secondsCopy = recording(
  'headwatch:edge_seconds:copy1m',
  { ...region, vantage: 'open', state: edgeStates },
  'Counters of seconds, copied each minute for the long windows.',
);

/** Seconds of an edge by state within a window, as each vantage counted them: whole numbers. */
export const secondsByVantage = <W extends BurnWindow>(window: W) =>
  recording(
    `headwatch:edge_seconds:vantage${window}`,
    { ...region, vantage: 'open', state: edgeStates },
    `Seconds by state in ${window}, of each vantage.`,
  );

/**
 * Seconds of an edge in a region by state within a window. Of two vantages of a region the worse one counts for bad,
 * the better one for what was measured; only what neither measured is unknown. The four add up to the time watched.
 */
export const secondsIn = <W extends BurnWindow>(window: W) =>
  recording(
    `headwatch:edge_seconds:increase${window}`,
    { ...region, state: edgeStates },
    `Seconds by state in ${window}.`,
  );

/** Bad seconds of those measured, in whole parts per million, rounded up; absent where nothing was measured, never NaN. */
export const badPpm = <W extends PpmWindow>(window: W) =>
  recording(`headwatch:edge_bad:ppm${window}`, region, `Bad parts per million of the measured seconds in ${window}.`);

type RecordedSelector<R extends Recording> = {
  readonly [K in keyof R['labels']]?: Match<R['labels'][K] extends readonly (infer V)[] ? V : string>;
};

/** The instant vector of a recorded series: `recorded(secondsIn('1h'), { state: 'bad' })`. */
export const recorded = <R extends Recording>({ record }: R, match: RecordedSelector<R> = {}): string =>
  `${record}${selectorText(match)}`;

/** Every recorded series. */
export const recordings: readonly Recording[] = [
  regionState,
  knownAt,
  secondsCopy,
  ...burnWindowNames.flatMap((window) => [secondsByVantage(window), secondsIn(window)]),
  ...ppmWindows.map(badPpm),
];
