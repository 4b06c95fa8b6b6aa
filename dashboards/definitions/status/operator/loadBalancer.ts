/** What the load balancer is told of each node, and what each layer can lose. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../../../collector/config/fleet.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Panel, Row, TimelinePanel } from '../../../kit/model.ts';
import { fresh } from '../../../kit/queries.ts';
import { colors, noLimit, state, stateThresholds, unknownText } from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const { lbCheck, lbReason, lbHeard, lbAsked, edgeNodes } = metrics;

const checks: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'lb check',
  title: 'Load-balancer check',
  about: {
    shows: 'What GET /lb/NODE answers beside each node. What the balancer makes of it takes a minute or two more.',
    healthy: '✔ 200. A gap: its sidecar is not heard, and the balancer takes the node out.',
    act: '✖ 503: see the reason; it says so only while another member is strictly better.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: [state(0, '✖ 503', colors.bad), state(1, '✔ 200', colors.good)],
  queries: [{ expr: `min by ${by(lbCheck, 'target')} (${sel(lbCheck)})`, legend: '{{target}}' }],
};

const reasons: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'lb reason',
  title: 'Why it answers so',
  about: {
    shows: 'The reason that each check gives for its answer.',
    healthy: 'well.',
    act: 'alone: the sidecar hears of no other member, so nothing can drain; look at lb: and sidecar.collector.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: [state(1, '– SAID', colors.plain)],
  queries: [
    {
      expr: `max by ${by(lbReason, 'target', 'reason')} (${sel(lbReason)}) == 1`,
      legend: '{{target}} {{reason}}',
    },
  ],
};

const asked: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'lb asked',
  title: 'Checks asked, by answer',
  about: {
    shows: 'How often a second each check is asked. Each health check region of the balancer asks from three places.',
    healthy: 'Steady. Zero: the balancer asks something else, and drains nothing that is merely behind.',
    act: 'Look at the monitor of the pool: its path is /lb/NODE.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: [{ expr: `sum by ${by(lbAsked, 'target', 'code')} (${rate(lbAsked)})`, legend: '{{target}} {{code}}' }],
};

const heard: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'lb heard',
  title: 'Other members heard',
  about: {
    shows: 'Members of the same edges whose last answer each sidecar knows and believes.',
    healthy: 'All of them.',
    act: '0: the check answers 200 whatever the node does, as long as it answers. Look at the way between the sidecars.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [{ expr: `min by ${by(lbHeard, 'target')} (${sel(lbHeard)})`, legend: '{{target}}' }],
};

const spare = (edges: readonly FleetEdge[]): Panel => ({
  ...base,
  kind: 'stat',
  key: 'can lose',
  title: 'Nodes that each layer can still lose',
  width: 24,
  height: 4,
  about: {
    shows:
      'Good nodes of an edge over those that carry its load. A node of which nothing is known counts as no good one.',
    healthy: '1 or more.',
    act: '0: the next node that fails is an outage. headwatch check --probe says what hangs on what.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: [
    { from: null, color: colors.bad },
    { from: 0, color: colors.warn },
    { from: 1, color: colors.good },
  ],
  queries: edges.map(({ name, chain, carry }) => ({
    expr: `sum(${fresh(edgeNodes, { target: name, chain, condition: 'ok' })}) - ${carry}`,
    legend: name,
  })),
});

export const loadBalancerRow = ({ nodes, edges }: Context): readonly Row[] => {
  const layers = edges.filter(({ regions }) => Object.values(regions).some((pool) => pool.length > 0));
  const panels = [
    ...(nodes.some(({ lb }) => lb !== undefined) ? spread([checks, reasons, asked, heard], 2) : []),
    ...(layers.length > 0 ? [spare(layers)] : []),
  ];
  return panels.length === 0 ? [] : [{ title: 'Load balancer and spare nodes', panels }];
};
