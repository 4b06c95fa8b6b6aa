/** Whether people are told: the router's deliveries and what still waits. */
import { stackMetrics } from '../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { Panel, Row } from '../../kit/model.ts';
import { limit, noLimit, onlyZero, unknownText, upTo } from '../../kit/states.ts';

const base = {
  height: 7,
  noValue: unknownText,
  drill: { title: 'The monitor itself', to: 'monitor' },
} as const;

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
  width: 8,
  about: {
    shows: 'Messages accepted but not delivered, by sink.',
    healthy: '0.',
    act: 'See the age of the oldest one.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(shownLimits.messagesPiled),
  queries: [
    { expr: `max by ${by(metrics.outboxPending, 'sink')} (${sel(metrics.outboxPending)})`, legend: '{{sink}}' },
  ],
};

export const incidents: Panel = {
  ...base,
  kind: 'stat',
  key: 'incidents open',
  title: 'Open incidents',
  width: 4,
  drill: { title: 'Is it up?', to: 'status' },
  about: {
    shows: 'Incidents that are not resolved, as the router counts them.',
    healthy: '0.',
    act: 'Each one has a card in Discord that says what to do.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(),
  queries: [{ expr: `max(${sel(metrics.incidentsOpen)})`, legend: 'open' }],
};

const lastDelivery: Panel = {
  ...base,
  kind: 'stat',
  key: 'last delivery',
  title: 'Last delivery, ago',
  width: 8,
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
  width: 8,
  about: {
    shows:
      'How long ago the router last heard the Watchdog, which proves the way from Prometheus over Alertmanager to it.',
    healthy: `Below ${limits.watchdogEvery} s and a little.`,
    act: `After ${limits.beatLate} s the router pages by itself: look at Prometheus, then at Alertmanager.`,
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(limits.beatLate),
  queries: [{ expr: `time() - max(${sel(metrics.watchdogSeen)})`, legend: 'watchdog' }],
};

/** Alertmanager's own tries: it pages natively, so that a page needs no process of ours. */
const native: Panel = {
  ...base,
  kind: 'graph',
  key: 'native deliveries',
  title: 'Alertmanager: notifications that failed',
  width: 8,
  step: '15s',
  about: {
    shows:
      'Notifications a second that Alertmanager could not send, by kind of receiver: PagerDuty, the router (webhook), Discord.',
    healthy: '0.',
    act: 'pagerduty: the key or the way there; pages do not go out. webhook: the router; its cards wait. Read its log.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [
    {
      expr: `sum by ${by(stackMetrics.alertmanagerFailed, 'integration')} (${rate(stackMetrics.alertmanagerFailed)})`,
      legend: '{{integration}}',
    },
  ],
};

/** A panel of its own: the beat of the dead man alone is above the limit of failures. */
const tried: Panel = {
  ...base,
  kind: 'graph',
  key: 'native tries',
  title: 'Alertmanager: notifications that it tried',
  width: 8,
  step: '15s',
  about: {
    shows: 'Notifications a second that Alertmanager tried to send, by kind of receiver, whether they failed or not.',
    healthy: 'The beats to the dead man and the router all the time, the rest when there is something to say.',
    act: 'Nothing at all: Alertmanager has no alert, not even the Watchdog; look at Prometheus first.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(stackMetrics.alertmanagerSent, 'integration')} (${rate(stackMetrics.alertmanagerSent)}) > 0`,
      legend: '{{integration}}',
    },
  ],
};

const held: Panel = {
  ...base,
  kind: 'graph',
  key: 'alertmanager alerts',
  title: 'Alertmanager: alerts that it holds',
  width: 8,
  step: '15s',
  about: {
    shows: 'Alerts in Alertmanager: active, and suppressed by a silence or by a graver one.',
    healthy: 'One active, the Watchdog.',
    act: 'suppressed for long without an incident: a silence that somebody forgot.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: `max by ${by(stackMetrics.alertmanagerAlerts, 'state')} (${sel(stackMetrics.alertmanagerAlerts)})`,
      legend: '{{state}}',
    },
  ],
};

export const deliveryRow: Row = {
  title: 'Deliveries',
  panels: [deliveries, oldest, native, tried, held, pending, lastDelivery, watchdog],
};
