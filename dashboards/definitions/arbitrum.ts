/** "Arbitrum": is it the chain or is it us; then our nodes, by golden signal. */
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { rollupChains } from '../../collector/config/graph.ts';
import { spread } from '../kit/layout.ts';
import type { Dashboard, Drill, Panel, Profile, Row } from '../kit/model.ts';
import { agreement } from './agreement.ts';
import * as feed from './arbitrum/feed.ts';
import * as l1 from './arbitrum/l1Link.ts';
import * as nitro from './arbitrum/nitro.ts';
import { nitroFacts } from './arbitrum/nitroFacts.ts';
import * as chain from './chainItself.ts';
import { type Context, contextOf } from './context.ts';
import { lagOverTime, nodeTable, verdicts } from './freshness.ts';
import * as questions from './questions.ts';
import { type Scope, scopeOf } from './scope.ts';
import { deadlineOf } from './thresholds.ts';

const isNitro = ({ kind }: FleetNode): boolean => kind === 'arbitrum-nitro';

/** Where a reader goes on from a panel about nodes: visitors have no page of one node. */
const drills = ({ profile }: Context): { readonly node: Drill; readonly home: Drill } => {
  const home: Drill = { title: 'Is it up for members?', to: 'status' };
  return {
    home,
    node: profile === 'operator' ? { title: 'This node', to: 'node', pick: { target: 'target' } } : home,
  };
};

/** Who speaks for finality: nodes of the parent chain where they are watched. */
const finalNodes = (context: Context, nodes: readonly FleetNode[]): readonly FleetNode[] => {
  const parents = nodes.map(({ chain: name }) => context.fleet.chains[name]?.parentId);
  const above = context.nodes.filter(
    (node) => node.layer === 'execution' && parents.includes(context.fleet.chains[node.chain]?.id),
  );
  return above.length > 0 ? above : nodes;
};

const itself = (context: Context, nodes: readonly FleetNode[]): Row => {
  const chains = [
    ...new Set([...nodes.map((node) => node.chain), ...(context.fleet.feeds ?? []).map((each) => each.chain)]),
  ];
  const { home } = drills(context);
  const toEthereum: Drill = { title: 'Ethereum', to: 'ethereum' };
  const hears = (context.fleet.feeds ?? []).length > 0;
  const posts = rollupChains(context.fleet).length > 0;
  const final = finalNodes(context, nodes);
  const panels: readonly Panel[] = [
    chain.chainState(context, chains, home),
    chain.headAge(context, chains, 'Sequencer: age of the newest block', home),
    chain.blockRate(context, chains, home),
    ...(hears ? [feed.feedUp(context, home), feed.feedAge(context, home), feed.unposted(context, home)] : []),
    ...(posts ? [l1.batchAge(home), l1.batchBacklog(home)] : []),
    ...(final.length > 0 ? [chain.finality(final, scopeOf(context, final), toEthereum)] : []),
    ...(context.fleet.references.some((reference) => chains.includes(reference.chain))
      ? [chain.references(context, chains, home)]
      : []),
    chain.sources(context, chains, home),
    ...(nodes.length > 0 ? [chain.baseFee(scopeOf(context, nodes), false, home)] : []),
  ];
  return { title: 'Arbitrum itself (not us)', panels: spread(panels, 3) };
};

const freshness = (context: Context, nodes: readonly FleetNode[], scope: Scope): Row => {
  const { node, home } = drills(context);
  const byName: Drill = context.profile === 'operator' ? { ...node, pick: { target: 'node' } } : home;
  const { pick: _, ...anyNode } = node;
  return {
    title: 'Our nodes: head and lag',
    panels: [
      nodeTable(context, nodes, byName),
      lagOverTime(context, nodes, scope, node),
      verdicts(context, nodes, anyNode),
      ...spread(agreement(context, nodes, scope, node), 3),
    ],
  };
};

const signals = (context: Context, nodes: readonly FleetNode[], scope: Scope): readonly Row[] => {
  const { node, home } = drills(context);
  const { pick: _, ...anyNode } = node;
  const operator = context.profile === 'operator';
  const deadline = deadlineOf(
    context.fleet,
    nodes.map((each) => each.chain),
  );
  const hears = (context.fleet.feeds ?? []).length > 0;
  // A node's own metrics are read where fleet.yaml names their page.
  const reads = nodes.some((each) => each.metrics !== undefined);
  const posts = rollupChains(context.fleet).length > 0;
  const row = (title: string, panels: readonly Panel[]): readonly Row[] =>
    panels.length > 0 ? [{ title, panels: spread(panels, 2) }] : [];
  return [
    ...row('Our nodes: latency', [
      questions.byMethod(scope, deadline, anyNode),
      questions.byNode(scope, deadline, node),
      ...(hears ? [nitro.behindFeed(scope, node)] : []),
      ...(reads && operator ? [nitro.execution(scope, node)] : []),
    ]),
    ...row('Our nodes: traffic', [
      questions.asked(scope, node),
      ...(reads ? [nitro.messages(scope, node)] : []),
      ...(hears ? [feed.feedPace(context, home)] : []),
      ...(reads && operator ? [nitro.calls(scope, node)] : []),
    ]),
    ...row('Our nodes: errors', [
      ...(posts ? [l1.links(scope, anyNode)] : []),
      questions.failures(scope, node),
      ...(hears ? [feed.feedTrouble(context, home)] : []),
      ...(reads ? [nitro.nodeSources(scope, node), nitro.rewound(scope, node)] : []),
    ]),
    ...row('Our nodes: saturation', [
      nitro.backlog(scope, node),
      nitro.unread(scope, node),
      ...(reads && operator ? [nitro.bytes(scope, node)] : []),
    ]),
    ...(operator ? [{ title: 'Our nodes: what they say of themselves', panels: [nitroFacts(scope, node)] }] : []),
  ];
};

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  const context = contextOf(profile, fleet);
  const nodes = context.nodes.filter(isNitro);
  if (nodes.length === 0 && (fleet.feeds ?? []).length === 0) return undefined;
  const scope = scopeOf(context, nodes);
  return {
    name: 'arbitrum',
    title: 'Arbitrum',
    description:
      'Is it Arbitrum itself, or is it us? First the chain, then our nodes. Unknown is never shown as healthy.',
    tags: ['headwatch'],
    profile,
    from: profile === 'public' ? 'now-6h' : 'now-1h',
    refresh: '10s',
    rows: [
      itself(context, nodes),
      ...(nodes.length > 0 ? [freshness(context, nodes, scope), ...signals(context, nodes, scope)] : []),
    ],
    variables: [],
  };
};
