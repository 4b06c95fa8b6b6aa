/** Alerts about edges: what members, or our own Nitro nodes, live through. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, increase, over, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { nodesOfEdge, wholeRegion } from '../../collector/config/graph.ts';
import { type Ladder, limits } from '../../collector/policy/ladder.ts';
import { defineAlert, definePage } from './define.ts';
import { anyOf, figure, groupBy, indent, lately } from './expressions.ts';

const { edgeSeconds, edgeNodes, edgeNodesNeeded } = metrics;

const edgesOf = (fleet: Fleet, audience: FleetEdge['audience']): readonly FleetEdge[] =>
  fleet.edges.filter((edge) => edge.audience === audience);

const ladderOf = (fleet: Fleet, edge: FleetEdge): Ladder => {
  const ladder = fleet.ladders[edge.chain];
  if (!ladder) throw new Error(`no ladder for chain ${edge.chain}`);
  return ladder;
};

/**
 * `increase` stretches what it saw over the whole window: over a full one by half a second, over the first few
 * samples of a new series by nearly twice. So half the window must be there before anyone is paged; a restart of the
 * collector keeps its series and waits for nothing. Two collectors of one region: the worse one counts.
 */
const badSeconds = (edges: readonly FleetEdge[], { pageBad, pageWindow }: Ladder): string => {
  const match = { role: 'edge', target: edges.map((edge) => edge.name), state: 'bad' } as const;
  // An all-bad window of n samples holds n-1 steps: a rung of the whole window would never be reached.
  const enough = Math.min(pageBad, pageWindow - 1);
  return `max by ${by(edgeSeconds, 'target', 'region', 'chain')} (
  ${increase(edgeSeconds, match, pageWindow)} >= ${enough}
    and ${increase(edgeSeconds, match, limits.pageClear)} > 0
    and count_over_time(${over(edgeSeconds, match, pageWindow)}) >= ${Math.ceil(pageWindow / 2)}
)`;
};

const edgeDown = (fleet: Fleet, audience: FleetEdge['audience']): string => {
  const groups = groupBy(edgesOf(fleet, audience), (edge) => {
    const { pageBad, pageWindow } = ladderOf(fleet, edge);
    return `${pageBad}/${pageWindow}`;
  });
  return anyOf(groups.map((edges) => (edges[0] ? badSeconds(edges, ladderOf(fleet, edges[0])) : '')));
};

const windowText = (fleet: Fleet, audience: FleetEdge['audience']): string =>
  [...new Set(edgesOf(fleet, audience).map((edge) => `${ladderOf(fleet, edge).pageWindow} s`))].join(' or ');

export const EdgeDown = definePage({
  name: 'EdgeDown',
  group: 'fast',
  expr: (fleet) => edgeDown(fleet, 'members'),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'Members cannot use an edge in a region.',
  description: (fleet) =>
    `{{ printf "%.0f" $value }} of the last ${windowText(fleet, 'members')} of edge {{ $labels.target }} in {{ $labels.region }} were bad: no answer, the wrong chain, or a stale head.`,
  impact: 'Members in the region get errors, hangs or an old head, and lose work for as long as it lasts.',
  action: 'Look at the cause on the card; if a node of the region is bad, see that the load balancer has drained it.',
  when: (fleet) => edgesOf(fleet, 'members').length > 0,
});

export const InternalEdgeDown = defineAlert({
  name: 'InternalEdgeDown',
  severity: 'warning',
  group: 'fast',
  expr: (fleet) => edgeDown(fleet, 'internal'),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'Our own nodes cannot use an internal edge.',
  description: (fleet) =>
    `{{ printf "%.0f" $value }} of the last ${windowText(fleet, 'internal')} of edge {{ $labels.target }} in {{ $labels.region }} were bad: no answer, the wrong chain, or a stale head.`,
  impact:
    'Nothing yet: a Nitro node lives on its feed for a while, but without L1 its safe and finalized heads freeze.',
  action: 'Look at the nodes behind the edge, then at the load balancer; point the Nitro nodes at a spare L1 endpoint.',
  when: (fleet) => edgesOf(fleet, 'internal').length > 0,
});

const servingBehind = (fleet: Fleet, edge: FleetEdge): number =>
  nodesOfEdge(edge).filter((name) => fleet.nodes.some((node) => node.name === name && node.state === 'serving')).length;

const redundantEdges = (fleet: Fleet): readonly { edge: FleetEdge; serving: number; region: string }[] =>
  fleet.edges
    .map((edge) => ({ edge, serving: servingBehind(fleet, edge), region: wholeRegion(edge) }))
    .filter(({ serving }) => serving >= 2);

export const RedundancyGone = definePage({
  name: 'RedundancyGone',
  group: 'fast',
  expr: (fleet) =>
    anyOf(
      groupBy(redundantEdges(fleet), ({ serving, region }) => `${serving} ${region}`).map((group) => {
        const { serving = 0, region = 'all' } = group[0] ?? {};
        // Only the central vantage asks nodes.
        const match = { target: group.map(({ edge }) => edge.name), vantage: fleet.vantage };
        const on = by(edgeNodesNeeded, 'target', 'chain');
        const bad = lately(edgeNodes, { ...match, condition: 'bad' });
        // An edge as a whole has no region label of its own; one with a single region takes that.
        return `label_replace(
${indent(`${serving} - max by ${on} (${bad})
  < on ${on}
max by ${on} (${lately(edgeNodesNeeded, match)})`)},
  "region", "${region}", "", ""
)`;
      }),
    ),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'An edge has fewer good nodes than it needs.',
  description: `Nodes behind edge {{ $labels.target }} that are not known to be bad: {{ printf "%.0f" $value }}${figure('; needed: ', `max(${sel(edgeNodesNeeded, { target: '$' })})`, 'target')}.`,
  impact: 'Members feel nothing yet; the next node to fail takes the edge down or overloads what is left.',
  action: 'Bring the bad node back, or add one, before anything else; start no maintenance on the others.',
  when: (fleet) => redundantEdges(fleet).length > 0,
});
