import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone, lose, type Sample } from '../support/samples.ts';

const ticks = (vantage: string, outcome = 'ok', chain = 'arbitrum-one'): string =>
  `headwatch_ticks_total{job="headwatch",instance="${vantage}",chain="${chain}",vantage="${vantage}",outcome="${outcome}"}`;
const running = (seconds: number): readonly number[] => counter(0, [seconds, 1]);

const monitorLabels = { scope: 'self', region: 'eu' };
const monitorText = 'Prometheus has seen no tick of the collector of vantage eu for 60 s or more.';

export const MonitorDead: AlertCases = {
  cases: [
    {
      title: 'fires a minute after the last sample of the central collector, and ends a minute after its return',
      series: { [ticks('eu')]: [...running(20), ...gone(80), ...running(100)] },
      fires: [{ from: 80, until: 160, labels: monitorLabels, description: monitorText }],
      seconds: 199,
    },
    {
      title: 'fires when the collector answers scrapes but asks nobody anything',
      series: {
        [ticks('eu')]: counter(0, [20, 1], [100, 0]),
        [ticks('eu', 'missed')]: counter(0, [20, 0], [100, 1]),
      },
      fires: [{ from: 79, until: 120, labels: monitorLabels, description: monitorText }],
      seconds: 120,
    },
    {
      title: 'fires when the ticks of one chain fail while those of another go on',
      series: {
        [ticks('eu')]: counter(0, [20, 1], [100, 0]),
        [ticks('eu', 'ok', 'ethereum')]: running(120),
      },
      fires: [{ from: 79, until: 120, labels: monitorLabels, description: monitorText }],
      seconds: 120,
    },
    {
      title: 'does not fire for a restart, a lost scrape, or late ticks',
      series: {
        [ticks('eu')]: [...lose(running(60), 30, 31), ...gone(45), ...counter(0, [60, 1], [60, 0])],
        [ticks('eu', 'tainted')]: [...counter(0, [60, 0]), ...gone(45), ...counter(0, [60, 0], [60, 1])],
      },
      fires: [],
      seconds: 220,
    },
    {
      title: 'is silent about another vantage',
      series: { [ticks('eu')]: running(120), [ticks('us')]: [...running(10), ...gone(110)] },
      fires: [],
      seconds: 119,
    },
  ],
  // Nothing at all is what a dead collector looks like, but a Prometheus that has just started gets its 50 s.
  absent: { fires: [{ from: 50, until: 90, labels: monitorLabels, description: monitorText }], seconds: 90 },
};

const silent = (vantage: string, from: number, until: number) => ({
  from,
  until,
  labels: { scope: 'self', region: vantage, vantage },
  description: `Prometheus has seen no tick of the collector of vantage ${vantage} for 60 s or more.`,
});

export const VantageSilent: AlertCases = {
  cases: [
    {
      title: 'fires a minute after the last sample of a vantage, names it, and ends a minute after its return',
      series: { [ticks('us')]: [...running(20), ...gone(80), ...running(100)], [ticks('ap')]: running(200) },
      fires: [silent('us', 80, 160)],
      seconds: 199,
    },
    {
      title: 'fires for a vantage that answers scrapes but asks nobody anything',
      series: { [ticks('us')]: counter(0, [20, 1], [110, 0]), [ticks('ap')]: running(130) },
      fires: [silent('us', 79, 129)],
      seconds: 129,
    },
    {
      title: 'does not fire while all vantages report, nor for a restart of one',
      series: { [ticks('us')]: [...running(20), ...gone(45), ...running(60)], [ticks('ap')]: running(125) },
      fires: [],
      seconds: 124,
    },
    {
      title: 'is silent about the central one, for which MonitorDead pages',
      series: { [ticks('us')]: running(120), [ticks('ap')]: running(120) },
      fires: [],
      seconds: 119,
    },
  ],
  absent: { fires: [silent('us', 50, 70), silent('ap', 50, 70)], seconds: 70 },
};

const blind = (samples: readonly Sample[]) => ({
  'headwatch_vantage_blind{job="headwatch",instance="ap",vantage="ap"}': samples,
});

export const VantageBlind: AlertCases = {
  cases: [
    {
      title: 'fires after a minute of blindness',
      series: blind(gauge([20, 0], [80, 1], [80, 0])),
      fires: [
        {
          from: 80,
          until: 163,
          labels: { scope: 'self', region: 'ap', vantage: 'ap' },
          description:
            'The collector of vantage ap has reached none of its controls (where there are none: nothing at all) for 60 s or more. What does not answer it meanwhile is unknown, not down.',
        },
      ],
      seconds: 179,
    },
    {
      title: 'does not fire for a short blindness',
      series: blind(gauge([20, 0], [50, 1], [40, 0])),
      fires: [],
      seconds: 109,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

/** Scraped every 5 s. */
const routerSamples = (from: number, until: number): readonly Sample[] =>
  Array.from({ length: until }, (_, second) => (second >= from && second % 5 === 0 ? 0 : '_'));
const open = 'headwatch_incidents_open{job="headwatch-router",instance="router"}';
const routerFiring = (from: number, until: number) => ({
  from,
  until,
  labels: { scope: 'self', region: 'eu' },
  description: 'Prometheus has seen no sample of the router for 60 s or more. Pages still go out through Alertmanager.',
});

export const RouterDown: AlertCases = {
  cases: [
    {
      title: 'fires a minute after the last sample and ends a minute after the next one',
      series: { [open]: [...routerSamples(0, 21), ...gone(79), ...routerSamples(0, 100)] },
      fires: [routerFiring(80, 159)],
      seconds: 199,
    },
    {
      title: 'does not fire for a restart of 40 s',
      series: { [open]: [...routerSamples(0, 21), ...gone(39), ...routerSamples(0, 60)] },
      fires: [],
      seconds: 119,
    },
  ],
  absent: { fires: [routerFiring(30, 60)], seconds: 60 },
};

const oldest = (sink: string): string =>
  `headwatch_outbox_oldest_age_seconds{job="headwatch-router",instance="router",sink="${sink}"}`;

export const DeliveriesFailing: AlertCases = {
  cases: [
    {
      title:
        'fires for the sink whose oldest message is older than five minutes, and ends a minute after it is delivered',
      series: {
        [oldest('discord')]: [...Array.from({ length: 340 }, (_, second) => second), ...gauge([80, 0])],
        [oldest('pagerduty')]: gauge([420, 0]),
      },
      fires: [
        {
          from: 301,
          until: 399,
          labels: { scope: 'self', region: 'eu', sink: 'discord' },
          description: 'The oldest message that discord has not accepted is 5m 1s old.',
        },
      ],
      seconds: 419,
    },
    {
      title: 'does not fire for messages that wait less',
      series: { [oldest('discord')]: gauge([60, 300]), [oldest('pagerduty')]: gauge([60, 120]) },
      fires: [],
      seconds: 59,
    },
  ],
  absent: { fires: [], seconds: 60 },
};

const armed = 'headwatch_paging_armed{job="headwatch-router",instance="router"}';
const proven = (proof: string): string =>
  `headwatch_paging_proven_timestamp_seconds{job="headwatch-router",instance="router",proof="${proof}"}`;
const day = 86_400;
const unproven = (from: number, until: number) => ({
  from,
  until,
  labels: { scope: 'self', region: 'eu' },
  description: 'PagerDuty has accepted no event of the router with the key in place for 26 h or more, or never.',
});

export const PagingUnproven: AlertCases = {
  cases: [
    {
      title: 'fires when the last proof is older than 26 h, and ends a minute after the next one',
      series: { [armed]: gauge([1000, 1]), [proven('accepted')]: gauge([900, 100 - 26 * 3600], [100, 900]) },
      fires: [unproven(700, 959)],
      seconds: 999,
    },
    {
      title: 'fires when nothing was ever accepted, whatever somebody has heard',
      series: { [armed]: gauge([700, 1]), [proven('heard')]: gauge([700, 0]) },
      fires: [unproven(600, 699)],
      seconds: 699,
    },
    {
      title: 'does not fire with a proof of yesterday, nor in the minutes before the first one',
      series: { [armed]: gauge([1000, 1]), [proven('accepted')]: [...gone(300), ...gauge([700, -day])] },
      fires: [],
      seconds: 999,
    },
    {
      title: 'is silent where nothing can page',
      series: { [armed]: gauge([700, 0]) },
      fires: [],
      seconds: 699,
    },
  ],
  absent: { fires: [], seconds: 700 },
};

const beat = {
  from: 0,
  until: 60,
  labels: { scope: 'self', region: 'all' },
  description: 'This alert always fires. Whoever stops receiving it must raise the alarm.',
};

export const Watchdog: AlertCases = {
  cases: [
    { title: 'fires whatever else there is', series: { [ticks('eu')]: running(60) }, fires: [beat], seconds: 60 },
  ],
  absent: { fires: [beat], seconds: 60 },
};
