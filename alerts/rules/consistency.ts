/** Alerts about nodes that answer, are level, and do not say what everyone else says. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, over, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { edgeOfNode } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import { defineAlert } from './define.ts';
import { anyOf, fresh, indent, lately } from './expressions.ts';

const { journeySteps, tagNumber, futureRange, hashAgreement, logsAgreement, safeReorgs, nodeVerdict } = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;

const servingExecution = (fleet: Fleet): readonly string[] =>
  fleet.nodes.flatMap(({ name, state, layer }) => (state === 'serving' && layer === 'execution' ? [name] : []));
const some = (fleet: Fleet): boolean => servingExecution(fleet).length > 0;

/** Whose settled logs the journey of an orchestrator compares. */
const comparesLogs = (fleet: Fleet): readonly string[] => {
  const compared = fleet.nodes.filter((node) => edgeOfNode(fleet, node)?.edge.journey === 'livepeer-orchestrator');
  const names = servingExecution(fleet);
  return compared.flatMap(({ name }) => (names.includes(name) ? [name] : []));
};

/** Those of chains with members, whose settled logs are compared with each other. */
const settles = (fleet: Fleet): readonly string[] => {
  const read = new Set(fleet.edges.flatMap(({ audience, chain }) => (audience === 'members' ? [chain] : [])));
  const names = servingExecution(fleet);
  return fleet.nodes.flatMap(({ name, chain }) => (read.has(chain) && names.includes(name) ? [name] : []));
};

const divergedOf = (fleet: Fleet) => ({ role: 'node', target: servingExecution(fleet), verdict: 'diverged' }) as const;

/** One that is known to be on a fork of its own is told as that, and has other blocks and logs because of it. */
const unlessDiverged = (said: string): string => {
  const on = by(nodeVerdict, 'target', 'region', 'chain');
  return `  unless on ${on}\nmax by ${on} (${said}) == 1`;
};

/** Samples of the journey's steps in which a node has had other logs more than once. */
const logsWindow = 20;
/** Seconds until what a node answered while it was on another fork is told by a step and by a comparison. */
const logsTold = 60;

/** For as long as the expression looks back; what nobody can say any more mutes nothing. */
const wasDiverged = (fleet: Fleet): string => {
  const was = over(nodeVerdict, divergedOf(fleet), logsWindow * slowStep + logsTold);
  return `max_over_time(${was}) and ${fresh(nodeVerdict, divergedOf(fleet))}`;
};

const aboutNode = { scope: 'node:{{ $labels.target }}', region: '{{ $labels.region }}', group: 'slow' } as const;

export const NodeLogsDiffer = defineAlert({
  name: 'NodeLogsDiffer',
  severity: 'warning',
  ...aboutNode,
  expr: (fleet) => {
    const by1 = by(journeySteps, 'target', 'region', 'chain');
    const journey = {
      role: 'node',
      target: comparesLogs(fleet),
      step: 'settled_logs',
      outcome: 'logs_differ',
    } as const;
    const parts = [
      // The gauge is 0 after two windows in a row.
      `min by ${by1} (${sel(logsAgreement, { role: 'node', target: settles(fleet) })}) == 0`,
      `max by ${by1} (increase(${sel(journeySteps, journey)}${window(logsWindow, slowStep)})) > 1`,
    ];
    const differs = anyOf(journey.target.length > 0 ? parts : parts.slice(0, 1));
    return `(\n${indent(differs)}\n)\n${unlessDiverged(wasDiverged(fleet))}`;
  },
  keepFiringFor: limits.keepFiring,
  summary: 'A node has other logs than everyone else.',
  description:
    'For settled blocks {{ $labels.target }} in {{ $labels.region }} has answered eth_getLogs otherwise than two others that agree, more than once.',
  impact: 'Members that read events through it miss some for good: their cursor goes past them, without any error.',
  action: "Take the node out of the pool; then compare its log index and database with a healthy node's.",
  when: (fleet) => settles(fleet).length > 0,
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

export const NodeHashesDiffer = defineAlert({
  name: 'NodeHashesDiffer',
  severity: 'warning',
  ...aboutNode,
  expr: (fleet) => {
    const on = by(hashAgreement, 'target', 'region', 'chain');
    return `min by ${on} (${sel(hashAgreement, { role: 'node', target: servingExecution(fleet) })}) == 0\n${unlessDiverged(lately(nodeVerdict, divergedOf(fleet)))}`;
  },
  // Three heights.
  for: 90,
  keepFiringFor: limits.keepFiring,
  summary: 'A node has another block where everyone else agrees.',
  description:
    'Below its head, at a settled height or at one that our nodes call final, {{ $labels.target }} in {{ $labels.region }} has had another block hash than two others that agree, for 90 s or more.',
  impact: 'Members that read old blocks, or their logs, through it read what the chain does not have.',
  action: 'Take the node out of the pool now; then compare its version and database with a healthy one.',
  when: some,
});

export const SafeBlockReplaced = defineAlert({
  name: 'SafeBlockReplaced',
  severity: 'warning',
  ...aboutNode,
  expr: (fleet) => {
    const taken = `${sel(safeReorgs, { role: 'node', target: servingExecution(fleet) })}${window(lifeLimits.rewindShown / slowStep, slowStep)}`;
    return `max by ${by(safeReorgs, 'target', 'region', 'chain')} (increase(${taken})) > 0`;
  },
  keepFiringFor: limits.keepFiring,
  summary: 'A block that a node called safe was taken back.',
  description: `Within the last ${lifeLimits.rewindShown / 60} minutes a block that {{ $labels.target }} in {{ $labels.region }} had called safe has become another one.`,
  impact: 'Members may have acted on transactions that are gone: what is safe is not meant to be taken back.',
  action:
    'See whether the others tell the same; one alone is broken, all of them mean the chain: read its status page.',
  when: some,
});
