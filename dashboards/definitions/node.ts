/** "Node detail": everything of the one node that the reader picked, by golden signal; then what nodes share. Operators only. */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { hasCertificates, postedChains } from '../../collector/config/graph.ts';
import { spread } from '../kit/layout.ts';
import type { Dashboard, Drill, Panel, Profile, Row } from '../kit/model.ts';
import { agreement } from './agreement.ts';
import { links } from './arbitrum/l1Link.ts';
import * as nitro from './arbitrum/nitro.ts';
import { nitroFacts } from './arbitrum/nitroFacts.ts';
import { baseFee } from './chainItself.ts';
import { type Context, contextOf } from './context.ts';
import * as consensus from './ethereum/consensus.ts';
import * as execution from './ethereum/execution.ts';
import { lagOverTime } from './freshness.ts';
import { heartbeatRow } from './node/heartbeats.ts';
import { hostRow } from './node/hosts.ts';
import * as life from './node/life.ts';
import { loadBalancer } from './node/loadBalancer.ts';
import { headNow, methods, verdictNow, verdictOverTime } from './node/verdict.ts';
import * as questions from './questions.ts';
import { pickedNode, scopeOf } from './scope.ts';
import * as own from './selfReport.ts';
import { deadlineOf } from './thresholds.ts';

const row = (title: string, panels: readonly Panel[], perLine = 2): readonly Row[] =>
  panels.length > 0 ? [{ title, panels: spread(panels, perLine) }] : [];

/** What the fleet has, so that no panel is there for which no node could have a series. */
const partsOf = ({ nodes, fleet }: Context) => {
  const kinds = new Set(nodes.map(({ kind }) => kind));
  return {
    nitro: kinds.has('arbitrum-nitro'),
    execution: kinds.has('ethereum-execution'),
    consensus: kinds.has('ethereum-consensus'),
    headers: kinds.has('ethereum-execution') || kinds.has('evm'),
    /** A chain faster than our tick is not asked for each of its blocks. */
    reorgs:
      kinds.has('ethereum-execution') ||
      kinds.has('ethereum-consensus') ||
      nodes.some(({ kind, chain }) => kind === 'evm' && (fleet.chains[chain]?.blockTime ?? 0) >= 1),
    el: nodes.some(({ layer }) => layer === 'execution'),
    peers: nodes.some(({ kind }) => kind !== 'arbitrum-nitro'),
    paired: nodes.some(({ beacon }) => beacon !== undefined),
    /** A node's own metrics are read where fleet.yaml names their page. */
    nitroReads: nodes.some(({ kind, metrics: page }) => kind === 'arbitrum-nitro' && page !== undefined),
    ethereumReads: nodes.some(
      ({ kind, metrics: page }) =>
        (kind === 'ethereum-execution' || kind === 'ethereum-consensus') && page !== undefined,
    ),
    feed: (fleet.feeds ?? []).length > 0 && kinds.has('arbitrum-nitro'),
    posted: postedChains(fleet).length > 0,
    heard: nodes.some(({ ws }) => ws !== undefined),
    balanced: nodes.some(({ lb }) => lb !== undefined),
  };
};

const rowsOf = (context: Context): readonly Row[] => {
  const scope = pickedNode;
  const { nodes } = context;
  const has = partsOf(context);
  const drill: Drill = { title: 'All nodes', to: 'status' };
  const monitor: Drill = { title: 'How we ask', to: 'monitor' };
  const deadline = deadlineOf(
    context.fleet,
    nodes.map(({ chain }) => chain),
  );
  const when = (is: boolean, ...panels: readonly Panel[]): readonly Panel[] => (is ? panels : []);
  return [
    {
      panels: [
        verdictNow(drill),
        headNow(drill),
        { ...lagOverTime(context, nodes, scope, drill), width: 12, height: 6 },
        { ...verdictOverTime(context, drill), width: 24, height: 4 },
      ],
    },
    ...row('Latency', [
      questions.byMethod(scope, deadline, monitor),
      questions.byNode(scope, deadline, monitor),
      ...when(has.nitroReads, nitro.execution(scope, drill)),
      ...when(has.feed, nitro.behindFeed(scope, drill)),
      ...when(has.consensus, consensus.arrival(scope, drill)),
      ...when(has.heard, life.arrival(scope, drill)),
    ]),
    ...row('Traffic', [
      questions.asked(scope, monitor),
      ...when(has.nitroReads, nitro.calls(scope, drill), nitro.messages(scope, drill)),
      ...when(has.consensus, consensus.blobs(scope, drill), consensus.blobFetches(scope, drill)),
      ...when(has.execution, execution.pools(scope, drill)),
      ...when(has.headers, execution.fullness(scope, drill)),
      baseFee(scope, has.execution, drill),
    ]),
    ...row('Errors', [
      questions.failures(scope, monitor),
      questions.lightFailures(scope, monitor),
      ...when(has.posted, links(scope, drill)),
      ...when(has.paired, consensus.pairs(scope, drill)),
      ...when(has.consensus, own.consensusFlags(scope, drill), consensus.streams(scope, drill)),
      ...when(has.consensus, consensus.streamEnds(scope, drill)),
      ...when(has.reorgs, execution.reorganisations(scope, drill), execution.reorgCounts(scope, drill)),
      ...when(has.nitroReads, nitro.nodeSources(scope, drill), nitro.refuted(scope, drill)),
      ...when(has.ethereumReads, execution.ownWords(scope, drill)),
      life.starts(scope, drill),
      ...when(has.heard, life.ends(scope, drill)),
    ]),
    ...row('Agreement with the others', when(has.el, ...agreement(context, nodes, scope, drill)), 3),
    ...row('Saturation and what is left to do', [
      own.syncing(scope, drill),
      ...when(has.peers, own.peers(scope, drill)),
      ...when(has.nitro, nitro.backlog(scope, drill), nitro.unread(scope, drill)),
      ...when(has.nitroReads, nitro.bytes(scope, drill)),
      ...when(has.execution, execution.remaining(scope, drill)),
      ...when(has.consensus, own.syncDistance(scope, drill), consensus.custody(scope, drill)),
    ]),
    ...row('What it says of itself', [
      ...when(has.el, own.tagAge(scope, drill), own.tagDistance(scope, drill)),
      own.versions(scope, drill),
      methods(scope, drill),
      ...when(has.nitro, nitroFacts(scope, drill)),
      ...when(has.consensus, consensus.driven(scope, drill)),
    ]),
    ...row('Load balancer', when(has.balanced, ...loadBalancer(scope, drill))),
    ...row('All nodes: upgrades, certificates, clocks', [
      life.upgrades(scopeOf(context, nodes), drill),
      ...when(hasCertificates(context.fleet), life.certificates(drill)),
      life.clocks(scopeOf(context, nodes), drill),
      life.clockDoubt(scopeOf(context, nodes), drill),
    ]),
    ...hostRow(context),
    ...heartbeatRow(context),
  ];
};

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  const context = contextOf(profile, fleet);
  if (profile !== 'operator' || context.nodes.length === 0) return undefined;
  return {
    name: 'node',
    title: 'Node detail',
    description: 'Everything of one node: pick it above. A panel that its kind has nothing for says so.',
    tags: ['headwatch'],
    profile,
    from: 'now-1h',
    refresh: '10s',
    rows: rowsOf(context),
    variables: [
      { name: 'target', label: 'Node', query: `label_values(${sel(metrics.nodeVerdict)}, target)`, single: true },
    ],
  };
};
