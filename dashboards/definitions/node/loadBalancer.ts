/** What the load balancer is told of a node. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Drill, GraphPanel, Panel, TimelinePanel } from '../../kit/model.ts';
import { colors, noLimit, state, stateThresholds, unknownText } from '../../kit/states.ts';
import { nodeLines, nodeRates, type Scope } from '../scope.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const { lbCheck, lbReason, lbHeard, lbAsked } = metrics;

type Of<P> = (scope: Scope, drill: Drill) => P;

const checks: Of<TimelinePanel> = (scope, drill) => ({
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
  queries: nodeLines(scope, lbCheck, { join: 'min' }),
  drill,
});

const reasons: Of<TimelinePanel> = (scope, drill) => ({
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
  queries: nodeLines(scope, lbReason, { by: ['reason'], around: (said) => `${said} == 1`, legend: '{{reason}}' }),
  drill,
});

const asked: Of<GraphPanel> = (scope, drill) => ({
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
  queries: nodeRates(scope, lbAsked, { by: ['code'], legend: '{{code}}' }),
  drill,
});

const heard: Of<GraphPanel> = (scope, drill) => ({
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
  queries: nodeLines(scope, lbHeard, { join: 'min' }),
  drill,
});

/** For nodes with a sidecar beside them. */
export const loadBalancer = (scope: Scope, drill: Drill): readonly Panel[] =>
  [checks, reasons, asked, heard].map((panel) => panel(scope, drill));
