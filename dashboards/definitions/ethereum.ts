/** "Ethereum nodes": is it Ethereum or is it us; then the pairs of execution and consensus nodes, by golden signal. */
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { spread } from '../kit/layout.ts';
import type { Dashboard, Drill, Panel, Profile, Row } from '../kit/model.ts';
import { agreement } from './agreement.ts';
import * as chain from './chainItself.ts';
import { type Context, contextOf } from './context.ts';
import * as consensus from './ethereum/consensus.ts';
import * as execution from './ethereum/execution.ts';
import { lagOverTime, nodeTable, verdicts } from './freshness.ts';
import * as questions from './questions.ts';
import { type Scope, scopeOf } from './scope.ts';
import * as own from './selfReport.ts';
import { deadlineOf } from './thresholds.ts';

/** What the page is about: the nodes by layer, and whether they are there at all. */
interface Ethereum {
  readonly context: Context;
  readonly nodes: readonly FleetNode[];
  readonly all: Scope;
  readonly execution: readonly FleetNode[];
  readonly el: Scope;
  readonly consensus: readonly FleetNode[];
  readonly cl: Scope;
  readonly paired: readonly FleetNode[];
  readonly operator: boolean;
  readonly home: Drill;
  readonly node: Drill;
  /** Without a node picked: of panels whose series have no name. */
  readonly anyNode: Drill;
}

const ethereumOf = (context: Context): Ethereum => {
  const el = context.nodes.filter(({ kind }) => kind === 'ethereum-execution');
  const cl = context.nodes.filter(({ kind }) => kind === 'ethereum-consensus');
  const operator = context.profile === 'operator';
  const home: Drill = { title: 'Is it up for members?', to: 'status' };
  const anyNode: Drill = operator ? { title: 'This node', to: 'node' } : home;
  return {
    context,
    nodes: [...el, ...cl],
    all: scopeOf(context, [...el, ...cl]),
    execution: el,
    el: scopeOf(context, el),
    consensus: cl,
    cl: scopeOf(context, cl),
    paired: el.filter(({ beacon }) => beacon !== undefined),
    operator,
    home,
    anyNode,
    node: operator ? { ...anyNode, pick: { target: 'target' } } : home,
  };
};

const row = (title: string, panels: readonly Panel[], perLine = 2): readonly Row[] =>
  panels.length > 0 ? [{ title, panels: spread(panels, perLine) }] : [];

const itself = ({
  context,
  nodes,
  execution: els,
  consensus: cls,
  all,
  el,
  cl,
  home,
  node,
}: Ethereum): readonly Row[] => {
  const chains = [...new Set(nodes.map((each) => each.chain))];
  return row(
    'Ethereum itself (not us)',
    [
      chain.chainState(context, chains, home),
      chain.headAge(context, chains, 'Age of the newest block', home),
      ...(cls.length > 0 ? [consensus.finality(cl, node)] : []),
      ...(els.length > 0
        ? [
            chain.finality(els, el, node),
            execution.reorganisations(all, node),
            execution.reorgCounts(all, node),
            chain.baseFee(el, true, node),
            execution.fullness(el, node),
          ]
        : []),
      ...(context.fleet.references.some((reference) => chains.includes(reference.chain))
        ? [chain.references(context, chains, home)]
        : []),
      chain.sources(context, chains, home),
    ],
    3,
  );
};

const freshness = ({
  context,
  nodes,
  all,
  el,
  execution: els,
  paired,
  operator,
  ...page
}: Ethereum): readonly Row[] => {
  const { node, anyNode, home, cl, consensus: cls } = page;
  return [
    {
      title: 'Our nodes: pairs, head and sync',
      panels: [
        nodeTable(context, nodes, operator ? { ...anyNode, pick: { target: 'node' } } : home),
        lagOverTime(context, nodes, all, node),
        verdicts(context, nodes, anyNode),
        ...spread(
          [
            ...(paired.length > 0 ? [consensus.pairs(scopeOf(context, paired), anyNode)] : []),
            own.syncing(all, node),
            ...(cls.length > 0 ? [own.syncDistance(cl, node), own.consensusFlags(cl, node)] : []),
          ],
          2,
        ),
        ...(els.length > 0 ? spread(agreement(context, els, el, node), 3) : []),
      ],
    },
  ];
};

const signals = ({
  context,
  nodes,
  all,
  el,
  cl,
  execution: els,
  consensus: cls,
  operator,
  node,
  anyNode,
}: Ethereum): readonly Row[] => {
  const deadline = deadlineOf(
    context.fleet,
    nodes.map((each) => each.chain),
  );
  const has = { el: els.length > 0, cl: cls.length > 0, own: nodes.some(({ metrics }) => metrics !== undefined) };
  return [
    ...row('Our nodes: latency', [
      questions.byMethod(all, deadline, anyNode),
      questions.byNode(all, deadline, node),
      ...(has.cl ? [consensus.arrival(cl, node)] : []),
    ]),
    ...row('Our nodes: traffic', [
      questions.asked(all, node),
      ...(has.cl ? [consensus.blobs(cl, node), consensus.blobFetches(cl, node)] : []),
      ...(has.el && operator ? [execution.pools(el, node)] : []),
    ]),
    ...row('Our nodes: errors', [
      questions.failures(all, node),
      ...(has.cl ? [consensus.streams(cl, node), consensus.streamEnds(cl, node)] : []),
      ...(has.own && operator ? [execution.ownWords(all, node)] : []),
    ]),
    ...row('Our nodes: saturation', [
      own.peers(all, node),
      ...(has.el ? [execution.remaining(el, node)] : []),
      ...(has.cl && operator ? [consensus.custody(cl, node)] : []),
    ]),
    ...(operator
      ? row('Our nodes: what they say of themselves', [
          own.versions(all, { ...anyNode, pick: { target: 'target' } }),
          ...(has.cl ? [consensus.driven(cl, { ...anyNode, pick: { target: 'target' } })] : []),
        ])
      : []),
  ];
};

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  const page = ethereumOf(contextOf(profile, fleet));
  if (page.nodes.length === 0) return undefined;
  return {
    name: 'ethereum',
    title: 'Ethereum nodes',
    description: 'Is it Ethereum, or is it us? First the chain, then our execution and consensus nodes, as pairs.',
    tags: ['headwatch'],
    profile,
    from: profile === 'public' ? 'now-6h' : 'now-1h',
    refresh: '10s',
    rows: [...itself(page), ...freshness(page), ...signals(page)],
    variables: [],
  };
};
