import type { AlertCases } from '../support/matrix.ts';
import { counter, edgeSeconds, gauge, gone, lose, type Sample } from '../support/samples.ts';
import { BudgetBurn, BudgetCreep, BudgetFastBurn, BudgetSlowBurn } from './burn.ts';

const breach = (target: string, month: string): string =>
  `headwatch_sla_breach_timestamp_seconds{job="headwatch-router",instance="router",target="${target}",month="${month}"}`;

const breached = (from: number, target = 'arb', month = '1970-01') => ({
  from,
  // An hour after it was noted, and a minute as every page.
  until: Math.ceil((from + 3600) / 5) * 5 - 5 + 60,
  labels: { scope: 'sla', region: 'all', target, month },
});
const breachText = (target = 'arb', month = '1970-01'): string =>
  `Edge ${target} has more bad seconds in ${month} than 99.98 % allows.`;

/** The router is scraped every 5 s, and gives the time of a breach from then to the end of the month. */
const noted = (at: number, until: number): readonly Sample[] =>
  Array.from({ length: until / 5 + 1 }, (_, index) => (index * 5 >= at ? at : '_'));

const SlaBreached: AlertCases = {
  cases: [
    {
      title: 'fires when the breach is noted and is over an hour later, although the breach lasts',
      series: {
        [breach('arb', '1970-01')]: noted(100, 9000),
        'headwatch_sla_month_seconds{target="arb",region="any",month="1970-01",state="bad"}': gauge([1801, 536]),
        'headwatch_sla_month_seconds{target="arb",region="eu",month="1970-01",state="bad"}': gauge([1801, 400]),
        'headwatch_sla_month_budget_seconds{month="1970-01"}': gauge([1801, 535.68]),
      },
      fires: [{ ...breached(100), description: `${breachText()} Bad in any region: 536 s; allowed: 535.68 s.` }],
      seconds: 9000,
      step: 5,
    },
    {
      title: 'fires again in another month, and for another edge',
      series: {
        [breach('arb', '1970-01')]: noted(100, 9000),
        [breach('arb', '1970-02')]: noted(4500, 9000),
        [breach('nova', '1970-01')]: noted(1000, 9000),
      },
      fires: [
        { ...breached(100), description: breachText() },
        { ...breached(1000, 'nova'), description: breachText('nova') },
        { ...breached(4500, 'arb', '1970-02'), description: breachText('arb', '1970-02') },
      ],
      seconds: 9000,
      step: 5,
    },
    {
      title: 'neither ends nor repeats when the router restarts, or is away to the end of the hour',
      series: {
        [breach('arb', '1970-01')]: [
          ...noted(100, 500),
          ...gone(60),
          ...gauge([40, 100]),
          ...gone(700),
          ...gauge([900, 100]),
        ],
      },
      fires: [{ ...breached(100), description: breachText() }],
      seconds: 9000,
      step: 5,
    },
    {
      title: 'does not fire for a breach that was noted long ago, as after a new start of Prometheus',
      series: { [breach('arb', '1970-01')]: [...gauge([721, '_']), ...gauge([500, 0])] },
      fires: [],
      seconds: 6000,
      step: 5,
    },
    {
      title: 'does not fire for bad seconds within the budget, nor for a time that is no number',
      series: {
        'headwatch_sla_month_seconds{target="arb",region="any",month="1970-01",state="bad"}': gauge([100, 500]),
        [breach('arb', '1970-01')]: gauge([100, Number.NaN]),
      },
      fires: [],
      seconds: 495,
      step: 5,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const arb = (region: string) => ({ scope: 'edge:arb', region, target: 'arb', chain: 'arbitrum-one' });
const unmeasured = (region: string, from: number, until: number) => ({
  from,
  until,
  labels: arb(region),
  description: `Prometheus has had no sample of the seconds of edge arb in ${region} for 60 s or more: they are neither good nor bad.`,
});
const seen = (seconds: number): readonly Sample[] => counter(0, [seconds - 1, 1]);

const MetricsAbsent: AlertCases = {
  cases: [
    {
      title: 'fires a minute after an edge is no longer measured in a region, until a minute after it is again',
      series: {
        [edgeSeconds('arb', 'eu', 'good')]: [...seen(20), ...gone(100), ...seen(90)],
        [edgeSeconds('arb', 'us', 'good')]: seen(210),
        [edgeSeconds('arb', 'ap', 'good')]: seen(210),
      },
      fires: [unmeasured('eu', 89, 179)],
      seconds: 209,
    },
    {
      title: 'does not fire for a restart, lost scrapes, or while another vantage of the region reports',
      series: {
        [edgeSeconds('arb', 'eu', 'good')]: [...lose(seen(20), 3, 4, 5), ...gone(60), ...seen(90)],
        [edgeSeconds('arb', 'us', 'good')]: [...seen(20), ...gone(150)],
        [edgeSeconds('arb', 'us', 'good', 'us-2')]: seen(170),
        [edgeSeconds('arb', 'ap', 'bad')]: seen(170),
      },
      fires: [],
      seconds: 169,
    },
  ],
  // A Prometheus that has just started has seen nothing yet: it gets the whole minute.
  absent: {
    fires: [unmeasured('eu', 60, 100), unmeasured('us', 60, 100), unmeasured('ap', 60, 100)],
    seconds: 100,
  },
};

const unknown = (region: string, state = 'unknown'): string => edgeSeconds('arb', region, state);
const unknownText =
  '61 s of the last day of edge arb in eu are unknown; more than 60 s are too many to prove anything by.';

const UnknownSeconds: AlertCases = {
  cases: [
    {
      title: 'fires at the 61st unknown second of a day, and ends when they are a day old',
      series: {
        [unknown('eu')]: counter(0, [10, 6], [1, 1], [1500, 0]),
        [unknown('eu', 'good')]: counter(0, [10, 54], [1, 59], [1500, 60]),
      },
      fires: [{ from: 660, until: 86_460, labels: { ...arb('eu'), scope: 'sla' }, description: unknownText }],
      seconds: 89_000 - (89_000 % 60),
      step: 60,
    },
    {
      title: 'does not fire for 60 of them, nor for bad ones, nor for an old counter or a restart',
      series: {
        [unknown('eu')]: counter(0, [10, 6], [30, 0]),
        [unknown('eu', 'good')]: counter(0, [10, 54], [30, 60]),
        [unknown('us', 'bad')]: counter(0, [40, 60]),
        [unknown('ap', 'good')]: counter(0, [40, 60]),
        [unknown('ap')]: [...counter(700, [20, 0]), ...gone(2), ...counter(0, [18, 0])],
      },
      fires: [],
      seconds: 2400,
      step: 60,
    },
    {
      title: 'does not fire where another vantage of the region saw those seconds',
      series: {
        [unknown('eu')]: counter(0, [40, 60]),
        [unknown('eu', 'good')]: counter(0, [40, 0]),
        [edgeSeconds('arb', 'eu', 'good', 'eu-2')]: counter(0, [40, 60]),
      },
      fires: [],
      seconds: 2400,
      step: 60,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

export const budgetCases = {
  BudgetFastBurn,
  BudgetBurn,
  BudgetSlowBurn,
  BudgetCreep,
  SlaBreached,
  MetricsAbsent,
  UnknownSeconds,
};
