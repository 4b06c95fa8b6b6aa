/** What fires now, the incidents of the last weeks, and how soon a person took them. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { GraphPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { noLimit, onlyZero, unknownText } from '../../kit/states.ts';
import { incidents } from './delivery.ts';
import { maintenance } from './maintenance.ts';

const base = { height: 7, noValue: unknownText, drill: { title: 'Is it up?', to: 'status' } } as const;

const firing: TablePanel = {
  ...base,
  kind: 'table',
  key: 'firing',
  title: 'Alerts that fire',
  width: 24,
  height: 8,
  noValue: '? Prometheus judges nothing',
  about: {
    shows: 'Every alert that fires in Prometheus now. Whether it was sent on is in the deliveries below.',
    healthy: 'The Watchdog alone, which always fires.',
    act: 'Each incident has a card in Discord with what to do. Not even the Watchdog: Prometheus evaluates no rules.',
  },
  unit: 'none',
  thresholds: noLimit,
  by: { severity: 'Severity', alertname: 'Alert', scope: 'Scope', region: 'Region', target: 'Target' },
  columns: [
    {
      title: 'Fire',
      unit: 'none',
      decimals: 0,
      expr: 'count by (severity, alertname, scope, region, target) (ALERTS{alertstate="firing"})',
    },
  ],
  sort: { by: 'Severity', desc: false },
};

const unacknowledged: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'incidents unacknowledged',
  title: 'Pages nobody has taken',
  width: 4,
  about: {
    shows: 'Open incidents that paged and that nobody has acknowledged.',
    healthy: '0.',
    act: 'Acknowledge by the button of the card or in PagerDuty, so that others know that somebody is on it.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(),
  queries: [{ expr: `max(${sel(metrics.incidentsUnacknowledged)})`, legend: 'open' }],
};

const acknowledged: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'time to acknowledge',
  title: 'Time to acknowledge, 30 days',
  width: 6,
  noValue: '? no page yet',
  about: {
    shows: 'Time from the opening of an incident that paged to its acknowledgement: the median and the longest one.',
    healthy: 'Minutes.',
    act: 'Long: look at the schedule, and prove with headwatch drill --live that a phone rings.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    { expr: `max by ${by(metrics.acknowledgeTime, 'rank')} (${sel(metrics.acknowledgeTime)})`, legend: '{{rank}}' },
  ],
};

const recent: TablePanel = {
  ...base,
  kind: 'table',
  key: 'incidents by cause',
  title: 'Incidents of the last 30 days by cause',
  width: 10,
  noValue: '? none known',
  about: {
    shows: 'Incidents that were opened in the last 30 days, by the worst that they were and by the cause last named.',
    healthy: 'Few, and none that comes back.',
    act: 'A cause that comes back is worth more work than any threshold.',
  },
  drill: { title: 'SLA', to: 'sla' },
  unit: 'none',
  thresholds: noLimit,
  by: { severity: 'Worst', cause: 'Cause' },
  columns: [
    {
      title: 'Incidents',
      unit: 'none',
      decimals: 0,
      expr: `max by ${by(metrics.incidentsRecent, 'severity', 'cause')} (${sel(metrics.incidentsRecent)}) > 0`,
    },
  ],
  sort: { by: 'Incidents', desc: true },
};

const overTime: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'firing over time',
  title: 'Alerts that fire, by severity',
  width: 24,
  step: '15s',
  about: {
    shows: 'How many alerts fired, by severity; pages, incidents and planned work are marked on every graph.',
    healthy: 'One of severity info, the Watchdog, and nothing else.',
    act: 'Compare with the graphs of other pages over the same time.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [{ expr: 'count by (severity) (ALERTS{alertstate="firing"})', legend: '{{severity}}' }],
};

export const firingRow: readonly Row[] = [
  { panels: [incidents, unacknowledged, acknowledged, recent] },
  { title: 'Now', panels: [firing, maintenance, overTime] },
];
