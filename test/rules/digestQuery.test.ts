/** What the daily digest asks Prometheus, evaluated by promtool: attempts that failed, over a restart of the router. */
import { expect, test } from 'vitest';
import { failedDeliveriesQuery } from '../../alerts/router/digest/dailyFacts.ts';
import { fleetOf } from './support/fleets.ts';
import { recordedValues } from './support/promtool.ts';

const steps = (...parts: readonly (readonly [value: number, times: number])[]): number[] =>
  parts.flatMap(([value, times]) => Array.from({ length: times }, () => value));
const key = (sink: string, outcome: string): string =>
  `headwatch_deliveries_total{job="headwatch-router",sink="${sink}",outcome="${outcome}"}`;

test('failures of all kinds are added up by sink; what succeeded, and what failed before, is not among them', () => {
  const series = {
    [key('discord', 'ok')]: steps([100, 60], [140, 181]),
    // Two before the hour; then three, a restart, and one more.
    [key('discord', 'network')]: steps([0, 10], [2, 60], [5, 60], [0, 30], [1, 81]),
    [key('discord', 'rate_limited')]: steps([0, 120], [7, 10], [0, 111]),
    [key('pagerduty', 'server_error')]: steps([0, 241]),
  };
  const is = { '{sink="discord"}': 11, '{sink="pagerduty"}': 0 };
  const query = failedDeliveriesQuery(2700);
  expect(recordedValues(fleetOf('minimal'), { series, step: 15 }, [{ query, at: 3600, is }])).toBe('');
});
