/** Two vantages that share a region: alerts name the vantage, and are of the region. */
import { expect, test } from 'vitest';
import { fleetOf } from './support/fleets.ts';
import { promtool } from './support/promtool.ts';
import { counter, edgeSeconds, gauge, gone } from './support/samples.ts';

const fleet = fleetOf('example', { edit: [['  - { name: ap }', '  - { name: us-2, region: us }\n  - { name: ap }']] });
const ticks = (vantage: string): string =>
  `headwatch_ticks_total{job="headwatch",instance="${vantage}",chain="arbitrum-one",vantage="${vantage}",outcome="ok"}`;

test('a silent one is a vantage of its region', () => {
  const running = counter(0, [199, 1]);
  const series = {
    [ticks('us-2')]: [...counter(0, [19, 1]), ...gone(80), ...counter(0, [99, 1])],
    [ticks('us')]: running,
    [ticks('ap')]: running,
  };
  const labels = { scope: 'self', region: 'us', vantage: 'us-2' };
  const description = 'Prometheus has seen no tick of the collector of vantage us-2 for 60 s or more.';
  const fires = [{ from: 79, until: 159, labels, description }];
  expect(promtool('VantageSilent', fleet, { title: 'us-2 is silent', series, fires, seconds: 199 })).toBe('');
});

test('a blind one too', () => {
  const series = { 'headwatch_vantage_blind{job="headwatch",instance="us-2",vantage="us-2"}': gauge([100, 1]) };
  const labels = { scope: 'self', region: 'us', vantage: 'us-2' };
  const description =
    'The collector of vantage us-2 has reached none of its controls (where there are none: nothing at all) for 60 s or more. What does not answer it meanwhile is unknown, not down.';
  const fires = [{ from: 60, until: 99, labels, description }];
  expect(promtool('VantageBlind', fleet, { title: 'us-2 is blind', series, fires, seconds: 99 })).toBe('');
});

test('one of them measures the region', () => {
  const running = counter(0, [129, 1]);
  const series = {
    [edgeSeconds('arb', 'eu', 'good')]: running,
    [edgeSeconds('arb', 'us', 'good', 'us')]: [...counter(0, [19, 1]), ...gone(110)],
    [edgeSeconds('arb', 'us', 'good', 'us-2')]: running,
    [edgeSeconds('arb', 'ap', 'good')]: running,
  };
  expect(promtool('MetricsAbsent', fleet, { title: 'us is dead', series, fires: [], seconds: 129 })).toBe('');
});
