/** Alerts about what an edge owes besides fresh answers: no limit for members, no service for strangers. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { wholeRegion } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { defineAlert } from './define.ts';
import { anyOf, groupBy, indent } from './expressions.ts';

const { edgeThrottled, edgeKeyRefused } = metrics;

/** Both are scraped every 15 s. */
const slowStep = 15;

const membersEdges = (fleet: Fleet): readonly string[] =>
  fleet.edges.filter(({ audience }) => audience === 'members').map(({ name }) => name);

export const EdgeThrottled = defineAlert({
  name: 'EdgeThrottled',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    `max by ${by(edgeThrottled, 'target', 'region', 'chain')} (increase(${sel(edgeThrottled, { role: 'edge', target: membersEdges(fleet) })}${window(5, slowStep)})) > 0`,
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: "A members' edge refuses requests for their rate.",
  description:
    'Edge {{ $labels.target }} in {{ $labels.region }} has answered us with 429 or a rate-limit page within the last minute. Members are promised no limit.',
  impact:
    'Members who ask as often as their software does may be refused; each refused light question is a bad second.',
  action:
    'Look at the rate-limiting rules and the plan of the edge; take the limit away, or exempt keyed requests from it.',
  when: (fleet) => membersEdges(fleet).length > 0,
});

/** Edges whose URL may hold a key; whether it does is known to the collector, which alone reads the URL. */
const keyedEdges = (fleet: Fleet): readonly FleetEdge[] => fleet.edges.filter(({ keyed }) => keyed !== false);

export const EdgeOpen = defineAlert({
  name: 'EdgeOpen',
  severity: 'warning',
  group: 'slow',
  // One vantage that was served is proof for the edge as a whole: the rule that checks keys is the same everywhere.
  expr: (fleet) =>
    anyOf(
      groupBy(keyedEdges(fleet), wholeRegion).map((edges) => {
        const match = { role: 'edge', target: edges.map(({ name }) => name) } as const;
        const served = `min by ${by(edgeKeyRefused, 'target', 'chain')} (min_over_time(${sel(edgeKeyRefused, match)}${window(3, slowStep)})) == 0`;
        return `label_replace(\n${indent(served)},\n  "region", "${edges[0] ? wholeRegion(edges[0]) : 'all'}", "", ""\n)`;
      }),
    ),
  keepFiringFor: limits.keepFiring,
  scope: 'edge:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: 'An edge serves whoever has no valid key.',
  description: `Edge {{ $labels.target }} has answered a question with a wrong key; it is asked with one every ${limits.keyCheckEvery} s.`,
  impact: 'None yet: but strangers can spend the capacity that members pay for.',
  action: 'Look at the rule that checks keys at the edge; undo its last change.',
  when: (fleet) => keyedEdges(fleet).length > 0,
});
