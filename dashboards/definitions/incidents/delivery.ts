/** Whether people are told: the router's deliveries and what still waits. */
import { stackMetrics } from '../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type { Panel, Row } from '../../kit/model.ts';
import { orUnknown } from '../../kit/queries.ts';
import { colors, limit, noLimit, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';

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
  thresholds: limit(1, 20),
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
  thresholds: limit(1),
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

const pagingScale = [
  unknownState,
  state(1, '✔ ARMED, PROVEN', colors.good),
  state(2, '▲ ARMED, NOT PROVEN', colors.warn),
  state(3, '✖ NOT ARMED', colors.bad),
];

const armed = `max(${sel(metrics.pagingArmed)})`;
/** 1 with a proof that is young enough; without any it is as old as can be. */
const isProven = `((max(${sel(metrics.pagingProven, { proof: 'accepted' })}) or vector(0)) > bool (time() - ${limits.provenLate}))`;

const paging: Panel = {
  ...base,
  kind: 'stat',
  key: 'paging',
  title: 'Paging',
  width: 8,
  about: {
    shows: 'Whether a page can go out, and whether PagerDuty has lately taken an event with the key that is in place.',
    healthy: '✔ ARMED, PROVEN. That a phone rings is proven by a live drill only.',
    act: '▲ NOT PROVEN: see the deliveries to PagerDuty. ✖ NOT ARMED: the key is missing, or this is a trial week.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: pagingScale,
  queries: [
    {
      expr: orUnknown(`(3 * (${armed} == bool 0) + (${armed} == bool 1) * (2 - ${isProven}))`),
      legend: 'paging',
    },
  ],
};

const pagingProven: Panel = {
  ...base,
  kind: 'stat',
  key: 'paging proven',
  title: 'Paging path last proven, ago',
  width: 8,
  about: {
    shows: 'How long ago PagerDuty last accepted an event of the router, and a person last heard a test page.',
    healthy: `accepted: within a day. heard: within the weeks that you have agreed on.`,
    act: 'headwatch drill --live sends a real test page and asks whether it rang.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: `time() - max by ${by(metrics.pagingProven, 'proof')} (${sel(metrics.pagingProven)})`,
      legend: '{{proof}}',
    },
  ],
};

const deadman: Panel = {
  ...base,
  kind: 'stat',
  key: 'deadman',
  title: "Router's dead man's beat, ago",
  width: 8,
  about: {
    shows:
      "How long ago the router's own dead man's URL took a beat. It is sent only while everything owed is delivered.",
    healthy: `Below ${limits.beatEvery} s and a little. ? UNKNOWN where fleet.yaml names no such URL, or it never took one.`,
    act: 'The log of the router says why there is none. The outside watcher calls for help by itself.',
  },
  unit: 's',
  decimals: 0,
  thresholds: [
    { from: null, color: colors.good },
    { from: 1.5 * limits.beatEvery, color: colors.warn },
    { from: 3 * limits.beatEvery, color: colors.bad },
  ],
  queries: [{ expr: `time() - max(${sel(metrics.deadmanBeat)})`, legend: 'beat' }],
};

/** Alertmanager's own tries: it pages natively, so that a page needs no process of ours. */
const native: Panel = {
  ...base,
  kind: 'graph',
  key: 'native deliveries',
  title: 'Alertmanager: notifications that failed',
  width: 12,
  step: '15s',
  about: {
    shows:
      'Notifications a second that Alertmanager could not send, by kind of receiver: PagerDuty, the router (webhook), Discord.',
    healthy: '0.',
    act: 'pagerduty: the key or the way there; pages do not go out. webhook: the router; its cards wait. Read its log.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: limit(0.001),
  queries: [
    {
      expr: `sum by ${by(stackMetrics.alertmanagerFailed, 'integration')} (${rate(stackMetrics.alertmanagerFailed)})`,
      legend: '{{integration}} failed',
    },
    {
      expr: `sum by ${by(stackMetrics.alertmanagerSent, 'integration')} (${rate(stackMetrics.alertmanagerSent)}) > 0`,
      legend: '{{integration}} tried',
    },
  ],
};

const held: Panel = {
  ...base,
  kind: 'graph',
  key: 'alertmanager alerts',
  title: 'Alertmanager: alerts that it holds',
  width: 12,
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
  panels: [deliveries, native, oldest, held, pending, lastDelivery, watchdog],
};

export const ringingRow: Row = { title: 'Paging', panels: [paging, pagingProven, deadman] };
