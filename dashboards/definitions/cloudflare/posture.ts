/** What decides how fast a failure is drained, and what keeps members out; and the tunnels to the nodes. For operators. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Panel, Row, TablePanel } from '../../kit/model.ts';
import { flagScale, limit, noLimit, onlyZero, stateThresholds, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged } from './age.ts';

const { cfPosture, cfDrainSeconds, cfPostureDrift, cfTunnelConnections, cfTunnelErrors } = metrics;

const base = {
  height: 8,
  noValue: unknownText,
  drill: { title: 'SLA', to: 'sla' },
} as const;

const posture = { resource: 'posture' } as const;

const findings: TablePanel = {
  ...base,
  kind: 'table',
  key: 'cf posture',
  title: 'Settings that cost budget or keep members out',
  width: 12,
  about: {
    shows: 'Each setting that was looked at: whether it is one that drains failures late, or that refuses members.',
    healthy: '✔ NO everywhere.',
    act: '✖ YES: headwatch check --probe says what it costs in seconds of budget, and what to set instead.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  by: { subject: 'Of', finding: 'Finding', ...ageColumn },
  columns: [
    {
      title: 'Found',
      unit: 'none',
      states: flagScale,
      expr: aged(posture, `max by ${by(cfPosture, 'subject', 'finding')} (${sel(cfPosture)})`),
    },
  ],
  sort: { by: 'Found', desc: true },
};

const drain: TablePanel = {
  ...base,
  kind: 'table',
  key: 'cf drain',
  title: 'How long a failing origin stays in',
  width: 6,
  about: {
    shows: 'The longest time in which the monitor of each pool takes an origin that fails out of service.',
    healthy: `At most ${cloudflareLimits.drainSlow} s.`,
    act: 'More: a shorter interval, fewer retries, a shorter timeout. Each failure costs so many bad seconds.',
  },
  unit: 's',
  thresholds: limit(cloudflareLimits.drainSlow),
  by: { pool: 'Pool', ...ageColumn },
  columns: [
    {
      title: 'Seconds',
      unit: 's',
      decimals: 0,
      thresholds: limit(cloudflareLimits.drainSlow),
      expr: aged({ resource: 'monitors' }, `max by ${by(cfDrainSeconds, 'pool')} (${sel(cfDrainSeconds)})`),
    },
  ],
};

const drift: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'cf drift',
  title: 'Settings that changed, last hour',
  width: 6,
  step: '60s',
  about: {
    shows: 'Changes within the last hour of the settings that matter, by what they are of.',
    healthy: '0, or what you did yourself.',
    act: 'Nobody knows of it: look at the audit log of the account.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(),
  queries: [
    {
      expr: aged(posture, `sum by ${by(cfPostureDrift, 'subject')} (increase(${sel(cfPostureDrift)}[1h]))`),
      legend: '{{subject}} as of {{asof}} UTC',
    },
  ],
};

const tunnels: readonly GraphPanel[] = [
  {
    ...base,
    kind: 'graph',
    key: 'tunnel connections',
    title: 'Tunnels: connections to the edge',
    width: 12,
    step: '15s',
    about: {
      shows: 'Connections that each cloudflared keeps to the edge, by its own metrics, now.',
      healthy: `${cloudflareLimits.tunnelConnections} each.`,
      act: 'Fewer: the network of that host, or the tunnel is being updated. 0: its node is cut off.',
    },
    unit: 'none',
    decimals: 0,
    thresholds: noLimit,
    queries: [
      {
        expr: `max by ${by(cfTunnelConnections, 'tunnel')} (${sel(cfTunnelConnections)})`,
        legend: '{{tunnel}} now',
      },
    ],
  },
  {
    ...base,
    kind: 'graph',
    key: 'tunnel errors',
    title: 'Tunnels: requests that it could not hand on',
    width: 12,
    step: '15s',
    about: {
      shows: 'Requests a second that each cloudflared could not hand to its node, by its own metrics, now.',
      healthy: '0.',
      act: 'The node behind it does not answer on the port that the tunnel knows.',
    },
    unit: 'cps',
    decimals: 3,
    thresholds: onlyZero(),
    queries: [
      {
        expr: `sum by ${by(cfTunnelErrors, 'tunnel')} (${rate(cfTunnelErrors)})`,
        legend: '{{tunnel}} now',
      },
    ],
  },
];

export const postureRow = ({ fleet }: Context): Row => {
  const own: readonly Panel[] = (fleet.cloudflare?.tunnels.length ?? 0) > 0 ? tunnels : [];
  return { title: 'Posture', panels: [findings, drain, drift, ...own] };
};
