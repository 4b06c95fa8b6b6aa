/** Sample values of one series, one a second, in promtool's notation: `_` is a lost scrape, `stale` ends a series. */
export type Sample = number | '_' | 'stale';

/** `[60, 0], [20, 1]`: a gauge that is 0 for 60 s, then 1 for 20 s. */
export const gauge = (...runs: readonly (readonly [seconds: number, value: Sample])[]): readonly Sample[] =>
  runs.flatMap(([seconds, value]) => Array.from({ length: seconds }, () => value));

/** `[60, 0], [20, 1]`: a counter that stands still for 60 s, then grows by one each second for 20 s. Starts at `from`. */
export const counter = (from: number, ...runs: readonly (readonly [seconds: number, perSecond: number])[]) => {
  const values: number[] = [from];
  for (const [seconds, perSecond] of runs)
    for (let second = 0; second < seconds; second += 1) values.push((values.at(-1) ?? from) + perSecond);
  return values;
};

/** The scrapes of these seconds are lost; a counter goes on behind them. */
export const lose = (samples: readonly Sample[], ...seconds: readonly number[]): readonly Sample[] =>
  samples.map((value, second) => (seconds.includes(second) ? '_' : value));

/** The process is gone for so long: Prometheus marks the series stale at the first failed scrape. */
export const gone = (seconds: number): readonly Sample[] => ['stale', ...gauge([seconds - 1, '_'])];

export const notation = (samples: readonly Sample[]): string => samples.join(' ');

/** The name and labels of the counter of an edge's seconds, as one vantage gives it. */
export const edgeSeconds = (target: string, region: string, state = 'bad', vantage = region): string =>
  `headwatch_edge_seconds_total{${edgeLabels(target, region, vantage)},state="${state}"}`;

/** The same of its bad seconds by fault. */
export const edgeFaults = (target: string, region: string, fault = 'journey', vantage = region): string =>
  `headwatch_edge_fault_seconds_total{${edgeLabels(target, region, vantage)},fault="${fault}"}`;

export const edgeLabels = (target: string, region: string, vantage = region): string => {
  const chain = target === 'eth' ? 'ethereum' : 'arbitrum-one';
  return `job="headwatch",instance="${vantage}",target="${target}",role="edge",chain="${chain}",region="${region}",vantage="${vantage}"`;
};
