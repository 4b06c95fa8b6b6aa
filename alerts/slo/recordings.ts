/**
 * The recorded series of the service level, by name and label, so that rules and dashboards cannot misspell one. The
 * chain: 1 s counters → copies each minute → every window of an hour or more reads the copies; shorter windows read
 * the counters themselves. Expressions are in `alerts/slo/recordRules.ts`.
 */

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

export interface Recording<N extends string = string> {
  readonly record: N;
  readonly labels: readonly string[];
  readonly help: string;
}

const recording = <const N extends `headwatch:${string}`>(
  record: N,
  labels: readonly string[],
  help: string,
): Recording<N> => ({ record, labels, help });

const region = ['target', 'chain', 'region'] as const;

/** One-hot state of an edge in a region over all vantages of the region, 1 s. Absent while none of them is heard. */
export const regionState = recording(
  'headwatch:edge_state:region',
  [...region, 'state'],
  'State of an edge in a region: bad if a vantage says bad, unknown if all are blind.',
);

/** Copy of the counters of seconds, once a minute. */
export const secondsCopy = recording(
  'headwatch:edge_seconds:copy1m',
  [...region, 'vantage', 'state'],
  'Counters of seconds, copied each minute for the long windows.',
);

/** Seconds of an edge in a region by state within a window; of two vantages of a region the worse one counts. */
export const secondsIn = <W extends BurnWindow>(window: W) =>
  recording(`headwatch:edge_seconds:increase${window}`, [...region, 'state'], `Seconds by state in ${window}.`);

/** Bad seconds of those measured, in parts per million; absent where nothing was measured, never NaN. */
export const badPpm = <W extends BurnWindow>(window: W) =>
  recording(`headwatch:edge_bad:ppm${window}`, region, `Bad parts per million of the measured seconds in ${window}.`);
