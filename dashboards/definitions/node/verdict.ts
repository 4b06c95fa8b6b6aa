/** What is made of the one node that the reader picked. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { NodeVerdict } from '../../../collector/catalogue/labels.ts';
import type { Drill, GraphPanel, StatPanel, TimelinePanel } from '../../kit/model.ts';
import { coded, fresh } from '../../kit/queries.ts';
import { nodeCodes, nodeScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { nodeLines, type Scope } from '../scope.ts';
import { rungSaid } from '../thresholds.ts';

const target = '$target';

/** As in the other pages: what is older than ten seconds is not known. */
const code = coded(
  // Object.entries widens the keys of a record over exactly these.
  (Object.entries(nodeCodes) as [NodeVerdict, (typeof nodeCodes)[NodeVerdict]][]).map(([verdict, text]) => [
    text,
    fresh(metrics.nodeVerdict, { target, verdict }),
  ]),
);

export const verdictNow = (drill: Drill): StatPanel => ({
  kind: 'stat',
  key: 'node verdict',
  title: 'Verdict',
  about: {
    shows: 'What is made of this node now.',
    healthy: '✔ OK: it answers, on the right chain, with a fresh head.',
    act: 'headwatch explain NODE says on what evidence; ? UNKNOWN means that nobody can tell.',
  },
  unit: 'none',
  noValue: unknownText,
  width: 6,
  height: 6,
  thresholds: stateThresholds,
  states: nodeScale,
  queries: [{ expr: code, legend: target }],
  drill,
});

export const headNow = (drill: Drill): StatPanel => ({
  kind: 'stat',
  key: 'node head',
  title: 'Head, and blocks behind',
  about: {
    shows: 'Its newest block (slot of a consensus node), and by how many it is behind the corroborated head.',
    healthy: 'A number that goes on, and 0 or 1 behind.',
    act: 'It stands still while others go on: see what it says of itself, and its machine.',
  },
  unit: 'none',
  decimals: 0,
  noValue: unknownText,
  width: 6,
  height: 6,
  thresholds: noLimit,
  queries: [
    { expr: `max(${fresh(metrics.headNumber, { target })})`, legend: 'head' },
    { expr: `max(${fresh(metrics.headLagBlocks, { target })})`, legend: 'behind' },
  ],
  drill,
});

export const verdictOverTime = ({ fleet, nodes }: Context, drill: Drill): TimelinePanel => ({
  kind: 'timeline',
  key: 'node verdicts',
  title: 'Verdict, over time',
  about: {
    shows: `The verdict of this node. A bad one is left only after ${rungSaid(
      fleet,
      nodes.map(({ chain }) => chain),
      'recovered',
    )} without evidence for it.`,
    healthy: '✔ OK throughout.',
    act: 'Compare with the marks of incidents and maintenance on the graphs.',
  },
  unit: 'none',
  noValue: unknownText,
  width: 24,
  height: 4,
  step: '1s',
  thresholds: stateThresholds,
  states: nodeScale,
  queries: [{ expr: code, legend: target }],
  drill,
});

export const methods = (scope: Scope, drill: Drill): GraphPanel => ({
  kind: 'graph',
  key: 'rpc methods',
  title: 'Optional methods offered',
  about: {
    shows: 'Whether the node offers each of the optional methods (1) or not (0). Unsupported is not failed.',
    healthy: 'Constant; it changes with an upgrade of the node only.',
    act: 'A drop after an upgrade: compare the flags of its RPC interface.',
  },
  unit: 'none',
  decimals: 0,
  noValue: unknownText,
  width: 12,
  height: 7,
  step: '15s',
  thresholds: noLimit,
  queries: nodeLines(scope, metrics.methodSupported, {
    by: ['method'],
    legend: '{{method}}',
  }),
  drill,
});
