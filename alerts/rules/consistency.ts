/** Alerts about nodes that answer, are level, and do not say what everyone else says. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { edgeOfNode } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { defineAlert } from './define.ts';

const { journeySteps, tagNumber, futureRange } = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;

const servingExecution = (fleet: Fleet): readonly string[] =>
  fleet.nodes.flatMap(({ name, state, layer }) => (state === 'serving' && layer === 'execution' ? [name] : []));
const some = (fleet: Fleet): boolean => servingExecution(fleet).length > 0;

/** Settled logs are compared on the journey of an orchestrator alone. */
const comparesLogs = (fleet: Fleet): readonly string[] => {
  const compared = fleet.nodes.filter((node) => edgeOfNode(fleet, node)?.edge.journey === 'livepeer-orchestrator');
  const names = servingExecution(fleet);
  return compared.flatMap(({ name }) => (names.includes(name) ? [name] : []));
};

const aboutNode = { scope: 'node:{{ $labels.target }}', region: '{{ $labels.region }}', group: 'slow' } as const;

export const NodeLogsDiffer = defineAlert({
  name: 'NodeLogsDiffer',
  severity: 'warning',
  ...aboutNode,
  expr: (fleet) =>
    `max by ${by(journeySteps, 'target', 'region', 'chain')} (increase(${sel(journeySteps, { role: 'node', target: comparesLogs(fleet), step: 'settled_logs', outcome: 'logs_differ' })}${window(20, slowStep)})) > 1`,
  keepFiringFor: limits.keepFiring,
  summary: 'A node has other logs than everyone else.',
  description:
    'For settled blocks {{ $labels.target }} in {{ $labels.region }} has answered eth_getLogs otherwise than two others that agree, more than once within five minutes.',
  impact: 'Members that read events through it miss some for good: their cursor goes past them, without any error.',
  action: "Take the node out of the pool; then compare its log index and database with a healthy node's.",
  when: (fleet) => comparesLogs(fleet).length > 0,
});

export const TagsOutOfOrder = defineAlert({
  name: 'TagsOutOfOrder',
  severity: 'warning',
  ...aboutNode,
  expr: (fleet) => {
    const labels = by(tagNumber, 'target', 'region', 'chain');
    const target = servingExecution(fleet);
    return `max by ${labels} (${sel(tagNumber, { target, tag: 'finalized' })})
  > on ${labels}
max by ${labels} (${sel(tagNumber, { target, tag: 'safe' })})`;
  },
  for: 4 * slowStep,
  keepFiringFor: limits.keepFiring,
  summary: 'A node calls a block final that it does not call safe.',
  description: 'The finalized block of {{ $labels.target }} in {{ $labels.region }} is above its safe one.',
  impact: 'Members that wait for finality may act on blocks that are not final.',
  action: "Look at the node's consensus client, or for a Nitro node at its L1 endpoint; compare with another node.",
  when: some,
});

export const NodeCutsRanges = defineAlert({
  name: 'NodeCutsRanges',
  severity: 'info',
  ...aboutNode,
  expr: (fleet) =>
    `max by ${by(futureRange, 'target', 'region', 'chain')} (${sel(futureRange, { target: servingExecution(fleet), manner: 'cut' })}) == 1`,
  for: 600,
  keepFiringFor: limits.keepFiring,
  summary: 'A node answers for blocks that do not exist.',
  description:
    'Asked for logs of blocks far above its head {{ $labels.target }} in {{ $labels.region }} answers an empty list instead of an error.',
  impact: 'When it is behind, members that read events through it skip what comes later, without any error.',
  action: 'Nothing at night. Keep drain times of this node short; newer versions of its client refuse such ranges.',
  when: some,
});
