/**
 * Members are promised that nobody reaches the nodes past Cloudflare. They see how often that was tried, never what;
 * operators see of which origin it is true.
 */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { Row, StatPanel, TablePanel, TimelinePanel } from '../../kit/model.ts';
import {
  answerScale,
  colors,
  limit,
  noLimit,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged } from './age.ts';

const { isolation, isolationChecked, isolationAt, edgeBehind } = metrics;

const base = { height: 5, noValue: unknownText, drill: { title: 'Is it up?', to: 'status' } } as const;

const inside = `min by (target) (${sel(edgeBehind)})`;
const tried = { isolation: true } as const;

const often: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'isolation checks',
  title: 'Isolation verified, last 24 hours',
  width: 12,
  named: true,
  about: {
    shows:
      'How often in the last 24 hours it was tried from outside to reach the nodes past Cloudflare, with a clear result.',
    healthy: 'Every few minutes.',
    act: 'Fewer: the watcher was down or blind. That a node was reached is an alert to operators.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: aged(tried, `sum(increase(${sel(isolationChecked, { result: { not: 'unknown' } })}[1d]))`),
      legend: 'times, last at {{asof}} UTC',
    },
  ],
};

const lately: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'isolation age',
  title: 'Isolation last verified, ago',
  width: 12,
  named: true,
  about: {
    shows: 'How long ago it was last tried.',
    healthy: `Below ${cloudflareLimits.isolationStale / 60} minutes.`,
    act: 'Older: nothing is known of now.',
  },
  unit: 's',
  decimals: 0,
  thresholds: limit(cloudflareLimits.isolationStale),
  queries: [{ expr: aged(tried, `time() - max(${sel(isolationAt)})`), legend: 'last at {{asof}} UTC' }],
};

const scale = [unknownState, state(1, '✔ CLOSED', colors.good), state(2, '✖ OPEN', colors.bad)];

const origins: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'isolation origins',
  title: 'Isolation by origin',
  width: 16,
  height: 7,
  step: '60s',
  about: {
    shows: 'Whether every port of each origin was closed to the public route.',
    healthy: '✔ CLOSED.',
    act: '✖ OPEN: close the firewall of that host to all but the tunnel; its address may be known by now.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: scale,
  queries: [
    {
      expr: aged(
        tried,
        `max by (origin) (${sel(isolation, { result: 'closed' })}) + 2 * max by (origin) (${sel(isolation, { result: 'open' })})`,
      ),
      legend: '{{origin}} as of {{asof}} UTC',
    },
  ],
};

const behind = (dated: boolean): TablePanel => ({
  ...base,
  kind: 'table',
  key: 'edge behind',
  title: 'Hostnames of edges resolve to Cloudflare',
  width: 8,
  height: 7,
  about: {
    shows: 'Whether every address of each edge’s hostname is one of Cloudflare’s.',
    healthy: '✔ YES.',
    act: '✖ NO: the record is not proxied, so that anyone reads the origin’s address from it. Turn the proxy on, then change the address.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  by: { target: 'Edge', ...(dated ? ageColumn : {}) },
  columns: [
    {
      title: 'Behind Cloudflare',
      unit: 'none',
      states: answerScale,
      expr: dated ? aged(tried, inside) : inside,
    },
  ],
});

/** Without a list of origins still whether the hostnames of edges lead to Cloudflare, for operators. */
export const isolationRow = ({ fleet, profile }: Context): readonly Row[] => {
  const resolved = fleet.edges.length > 0 ? [behind(fleet.isolation !== undefined)] : [];
  if (fleet.isolation === undefined) {
    if (profile === 'public' || resolved.length === 0) return [];
    return [{ title: 'Isolation', panels: resolved.map((panel) => ({ ...panel, width: 24 })) }];
  }
  const own = [resolved.length > 0 ? origins : { ...origins, width: 24 }, ...resolved];
  return [{ title: 'Isolation', panels: [often, lately, ...(profile === 'operator' ? own : [])] }];
};
