/** Alerts about edges: what members, or our own Nitro nodes, live through. */
import type { CounterDef } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { by, increase, over, type Selector, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { nodesOfEdge, wholeRegion } from '../../collector/config/graph.ts';
import { type Ladder, limits } from '../../collector/policy/ladder.ts';
import { edgeCauseText } from './causeText.ts';
import { defineAlert, definePage } from './define.ts';
import { anyOf, figure, groupBy, indent, lately } from './expressions.ts';

const { edgeSeconds, edgeFaultSeconds, journeySteps, edgeNodes, edgeNodesNeeded } = metrics;

const edgesOf = (fleet: Fleet, audience: FleetEdge['audience']): readonly FleetEdge[] =>
  fleet.edges.filter((edge) => edge.audience === audience);

const ladderOf = (fleet: Fleet, edge: FleetEdge): Ladder => {
  const ladder = fleet.ladders[edge.chain];
  if (!ladder) throw new Error(`no ladder for chain ${edge.chain}`);
  return ladder;
};

/**
 * So many seconds of one counter within the page window, and one of them lately. `increase` stretches what it saw over
 * the whole window: over a full one by half a second, over the first few samples of a new series by nearly twice. So
 * half the window must be there before anyone is paged; a restart of the collector keeps its series and waits for
 * nothing.
 */
const enough = <M extends CounterDef>(metric: M, match: Selector<M>, { pageBad, pageWindow }: Ladder): string => {
  // An all-bad window of n samples holds n-1 steps: a rung of the whole window would never be reached.
  const least = Math.min(pageBad, pageWindow - 1);
  return `${increase(metric, match, pageWindow)} >= ${least}
    and ${increase(metric, match, limits.pageClear)} > 0
    and count_over_time(${over(metric, match, pageWindow)}) >= ${Math.ceil(pageWindow / 2)}`;
};

const bad = (names: readonly string[], ladder: Ladder): string =>
  enough(edgeSeconds, { role: 'edge', target: names, state: 'bad' }, ladder);

const journeyBad = (names: readonly string[], ladder: Ladder): string =>
  enough(edgeFaultSeconds, { role: 'edge', target: names, fault: 'journey' }, ladder);

/** One alternative for each pair of rungs that edges of this audience have. Two collectors of a region: the worse one. */
const perRungs = (
  fleet: Fleet,
  audience: FleetEdge['audience'],
  expr: (names: readonly string[], ladder: Ladder) => string,
): string => {
  const groups = groupBy(edgesOf(fleet, audience), (edge) => {
    const { pageBad, pageWindow } = ladderOf(fleet, edge);
    return `${pageBad}/${pageWindow}`;
  });
  return anyOf(
    groups.map((edges) => {
      const names = edges.map((edge) => edge.name);
      const on = by(edgeSeconds, 'target', 'region', 'chain');
      return edges[0] ? `max by ${on} (\n  ${expr(names, ladderOf(fleet, edges[0]))}\n)` : '';
    }),
  );
};

const windowText = (fleet: Fleet, audience: FleetEdge['audience']): string =>
  [...new Set(edgesOf(fleet, audience).map((edge) => `${ladderOf(fleet, edge).pageWindow} s`))].join(' or ');

/** The fault that most bad seconds of the last minute had. */
const faultHeadline = (): string => {
  const bad = increase(edgeFaultSeconds, { role: 'edge', target: '$', region: '$', fault: { not: 'journey' } }, 60);
  const query = JSON.stringify(`topk(1, sum by ${by(edgeFaultSeconds, 'fault')} (${bad}) > 0)`.replaceAll('"$"', '%q'));
  const fault = '{{ $fault := . | first | label "fault" }}';
  const words =
    '{{ if eq $fault "stale" }}STALE HEAD, HTTP 200{{ else if eq $fault "no_http" }}NO ANSWER{{ else }}BAD ANSWERS, HTTP 200{{ end }}';
  return `{{ with printf ${query} $labels.target $labels.region | query }}${fault}${words}{{ else }}EDGE DOWN{{ end }}`;
};

export const EdgeDown = definePage({
  name: 'EdgeDown',
  group: 'fast',
  // The same seconds under the name that says more. By vantage: each one's own fault decides.
  expr: (fleet) =>
    perRungs(
      fleet,
      'members',
      (names, ladder) =>
        `${bad(names, ladder)}\n    unless on ${by(edgeSeconds, 'target', 'region', 'vantage')}\n  (${journeyBad(names, ladder)})`,
    ),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'Members cannot use an edge in a region.',
  description: (fleet) =>
    `{{ printf "%.0f" $value }} of the last ${windowText(fleet, 'members')} of edge {{ $labels.target }} in {{ $labels.region }} were bad: no answer, the wrong chain, or a stale head.`,
  headline: faultHeadline(),
  cause: edgeCauseText,
  impact: 'Members in the region get errors, hangs or an old head, and lose work for as long as it lasts.',
  action: 'Look at the cause on the card; if a node of the region is bad, see that the load balancer has drained it.',
  when: (fleet) => edgesOf(fleet, 'members').length > 0,
});

/** The step that fails most and how, where the counters, scraped every 15 s, already tell. */
const failingStep = (): string => {
  const failed = sel(journeySteps, { role: 'edge', target: '$', region: '$', outcome: { not: 'ok' } });
  const query = JSON.stringify(
    `topk(1, sum by ${by(journeySteps, 'step', 'outcome')} (increase(${failed}${window(5, 15)})) > 0)`.replaceAll(
      '"$"',
      '%q',
    ),
  );
  return `{{ with printf ${query} $labels.target $labels.region | query }} It fails at {{ . | first | label "step" }}: {{ . | first | label "outcome" }}.{{ end }}`;
};

export const JourneyFailing = definePage({
  name: 'JourneyFailing',
  group: 'fast',
  expr: (fleet) => perRungs(fleet, 'members', journeyBad),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'An edge answers with fresh heads, but what members need of it fails.',
  description: (fleet) =>
    `{{ printf "%.0f" $value }} of the last ${windowText(fleet, 'members')} of edge {{ $labels.target }} in {{ $labels.region }} were bad because the full journey failed, twice in a row and at once.${failingStep()}`,
  headline: 'CALLS FAIL, HEAD FRESH',
  cause: edgeCauseText,
  impact:
    'Members in the region get heads, but their logs, contract reads or blocks fail or are wrong: they lose work.',
  action:
    'See which step fails and how; ask the nodes of the region the same question directly, drain one that fails it.',
  when: (fleet) => edgesOf(fleet, 'members').length > 0,
});

export const InternalEdgeDown = defineAlert({
  name: 'InternalEdgeDown',
  severity: 'warning',
  group: 'fast',
  expr: (fleet) => perRungs(fleet, 'internal', bad),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'Our own nodes cannot use an internal edge.',
  description: (fleet) =>
    `{{ printf "%.0f" $value }} of the last ${windowText(fleet, 'internal')} of edge {{ $labels.target }} in {{ $labels.region }} were bad: no answer, the wrong chain, a stale head, or a journey that fails.`,
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
