/** Whether people are told: the router's deliveries and what still waits. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../../collector/catalogue/promql.ts';
import { limits } from '../../../../collector/policy/ladder.ts';
import type { Panel, Row } from '../../../kit/model.ts';
import { colors, limit, noLimit, unknownText } from '../../../kit/states.ts';
import type { Context } from '../context.ts';

const base = { height: 7, noValue: unknownText } as const;

const deliveries: Panel = {
  ...base,
  kind: 'graph',
  key: 'deliveries',
  title: 'Deliveries by how they ended',
  width: 12,
  step: '15s',
  about: {
    shows: 'Attempts a second to deliver to Discord and PagerDuty, by outcome.',
    healthy: 'ok only, and mostly nothing at all.',
    act: 'rejected or gone: the webhook or key is wrong, make a new one. rate_limited and server_error are tried again.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(metrics.deliveries, 'sink', 'outcome')} (${rate(metrics.deliveries)})`,
      legend: '{{sink}} {{outcome}}',
    },
  ],
};

const oldest: Panel = {
  ...base,
  kind: 'graph',
  key: 'outbox age',
  title: 'Oldest message that still waits',
  width: 12,
  step: '15s',
  about: {
    shows: 'Age of the oldest message accepted but not delivered, by sink.',
    healthy: '0 s.',
    act: 'A climb: the sink refuses or cannot be reached. Nothing is lost; it goes out when the sink answers.',
  },
  unit: 's',
  decimals: 0,
  thresholds: limit(limits.shortWindow, limits.routerDown),
  queries: [{ expr: `max by ${by(metrics.outboxOldest, 'sink')} (${sel(metrics.outboxOldest)})`, legend: '{{sink}}' }],
};

const pending: Panel = {
  ...base,
  kind: 'stat',
  key: 'outbox',
  title: 'Messages that wait',
  width: 6,
  about: {
    shows: 'Messages accepted but not delivered, by sink.',
    healthy: '0.',
    act: 'See the age of the oldest one.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(1, 20),
  queries: [
    { expr: `max by ${by(metrics.outboxPending, 'sink')} (${sel(metrics.outboxPending)})`, legend: '{{sink}}' },
  ],
};

const incidents: Panel = {
  ...base,
  kind: 'stat',
  key: 'incidents open',
  title: 'Open incidents',
  width: 6,
  about: {
    shows: 'Incidents that are not resolved, as the router counts them.',
    healthy: '0.',
    act: 'Each one has a card in Discord that says what to do.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(1),
  queries: [{ expr: `max(${sel(metrics.incidentsOpen)})`, legend: 'open' }],
};

const lastDelivery: Panel = {
  ...base,
  kind: 'stat',
  key: 'last delivery',
  title: 'Last delivery, ago',
  width: 6,
  about: {
    shows: 'How long ago each sink last accepted a message.',
    healthy: 'Any age, when there was nothing to say. ? UNKNOWN: it never has since the router’s first start.',
    act: 'Send a test card after a change of a webhook or key.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    { expr: `time() - max by ${by(metrics.lastDelivery, 'sink')} (${sel(metrics.lastDelivery)})`, legend: '{{sink}}' },
  ],
};

const watchdog: Panel = {
  ...base,
  kind: 'stat',
  key: 'watchdog',
  title: 'Last Watchdog, ago',
  width: 6,
  about: {
    shows:
      'How long ago the router last heard the Watchdog, which proves the way from Prometheus over Alertmanager to it.',
    healthy: `Below ${limits.watchdogEvery} s and a little.`,
    act: `After ${3 * limits.watchdogEvery} s the router pages by itself: look at Prometheus, then at Alertmanager.`,
  },
  unit: 's',
  decimals: 0,
  thresholds: [
    { from: null, color: colors.good },
    { from: 1.5 * limits.watchdogEvery, color: colors.warn },
    { from: 3 * limits.watchdogEvery, color: colors.bad },
  ],
  queries: [{ expr: `time() - max(${sel(metrics.watchdogSeen)})`, legend: 'watchdog' }],
};

export const deliveryRow = (_context: Context): Row => ({
  title: 'Deliveries',
  panels: [deliveries, oldest, pending, incidents, lastDelivery, watchdog],
});
