/** Ethereum's own nodes: pairs, finality, reorganisations, arrival, blobs, fees and pools. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import type { PairState } from '../../../../collector/catalogue/labels.ts';
import { bucketRate, by, rate, sel } from '../../../../collector/catalogue/promql.ts';
import { ethereumLimits } from '../../../../collector/policy/ethereum.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Panel, Row, StateText, TimelinePanel } from '../../../kit/model.ts';
import { coded } from '../../../kit/queries.ts';
import {
  answerScale,
  colors,
  limit,
  noLimit,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const codes: Readonly<Record<PairState, StateText>> = {
  unknown: unknownState,
  ok: state(1, '✔ OK', colors.good),
  execution_syncing: state(2, '▲ EXECUTION SYNCS', colors.warn),
  optimistic: state(3, '▲ OPTIMISTIC', colors.warn),
  consensus_behind: state(4, '▲ CONSENSUS BEHIND', colors.warn),
  apart: state(5, '✖ APART', colors.bad),
  engine_broken: state(6, '✖ ENGINE LINK', colors.bad),
  consensus_down: state(7, '✖ CONSENSUS DOWN', colors.bad),
  execution_down: state(8, '✖ EXECUTION DOWN', colors.bad),
  both_down: state(9, '✖ BOTH DOWN', colors.bad),
};
const scale = Object.values(codes).toSorted((a, b) => a.from - b.from);

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

const pairs = ({ nodes }: Context): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'ethereum pairs',
  title: 'Execution and consensus, as pairs',
  about: {
    shows: 'Each execution node and the consensus node that drives it, judged together.',
    healthy: '✔ OK.',
    act: '✖ ENGINE LINK: the engine API between the two (port, JWT). ▲ CONSENSUS BEHIND: mend that one first.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: scale,
  queries: nodes
    .filter(({ beacon }) => beacon !== undefined)
    .map(({ name: target }) => ({
      expr: coded(
        // Object.entries widens the keys of a record over exactly these.
        (Object.entries(codes) as [PairState, StateText][]).map(([name, text]) => [
          text,
          sel(metrics.pairState, { target, state: name }),
        ]),
      ),
      legend: target,
    })),
});

const finality: GraphPanel = {
  ...graph,
  key: 'ethereum finality',
  title: 'Epochs since the last final one',
  about: {
    shows: 'Epochs between the clock and the last finalized and justified ones, by consensus node.',
    healthy: 'Finalized 2, and 3 at the start of an epoch; justified one less.',
    act: 'All nodes rise: Ethereum does not finalize; restart nothing. One alone: it is on a fork, or has just started.',
  },
  thresholds: limit(ethereumLimits.finalityEpochs - 1, ethereumLimits.finalityEpochs),
  queries: [
    { expr: `max by ${by(metrics.finalityLag, 'target')} (${sel(metrics.finalityLag)})`, legend: '{{target}}' },
    {
      expr: `max by ${by(metrics.justifiedLag, 'target')} (${sel(metrics.justifiedLag)})`,
      legend: '{{target}} justified',
    },
  ],
};

const reorganisations: GraphPanel = {
  ...graph,
  key: 'ethereum reorgs',
  title: 'Blocks taken back',
  about: {
    shows: 'Depth of the last reorganisation of each node, and how often there were any in an hour.',
    healthy: 'One block, now and then.',
    act: `${ethereumLimits.deepReorg} or more on all nodes: the chain. On one: it had been on a fork of its own.`,
  },
  thresholds: limit(2, ethereumLimits.deepReorg),
  queries: [
    {
      expr: `max by ${by(metrics.reorgDepth, 'target')} (${sel(metrics.reorgDepth)})`,
      legend: '{{target}}: last depth',
    },
    {
      expr: `3600 * sum by ${by(metrics.reorgs, 'target', 'size')} (${rate(metrics.reorgs)})`,
      legend: '{{target}}: {{size}} an hour',
    },
  ],
};

const arrival: GraphPanel = {
  ...graph,
  key: 'ethereum arrival',
  title: 'Arrival of blocks',
  about: {
    shows:
      'From the start of a slot to the event by which each consensus node tells its block: median and 95th percentile.',
    healthy: 'Median 1 to 3 s, and 4 s at most for nearly all.',
    act: 'Late on one node: its peers or its load. Late on all: the network, or our own clock.',
  },
  unit: 's',
  decimals: 1,
  thresholds: limit(4, 8),
  queries: [0.5, 0.95].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, sum by (target, le) (${bucketRate(metrics.headArrival)}))`,
    legend: `{{target}} p${quantile * 100}`,
  })),
};

const streams: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'ethereum events',
  title: 'Event streams',
  about: {
    shows: 'Whether the event stream of each consensus node is open and has brought an event.',
    healthy: '✔ YES.',
    act: '✖ NO: reorganisations and arrival are not seen there; look at how its connections end.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [{ expr: `max by ${by(metrics.eventsUp, 'target')} (${sel(metrics.eventsUp)})`, legend: '{{target}}' }],
};

const streamEnds: GraphPanel = {
  ...graph,
  key: 'ethereum events ends',
  title: 'How event streams ended',
  about: {
    shows: 'Connections of the event streams that ended in an hour, by reason.',
    healthy: 'Nothing, or a restart.',
    act: 'silent: the node delivers nothing. http_4xx: it does not know a topic that is asked for.',
  },
  queries: [
    {
      expr: `3600 * sum by ${by(metrics.eventsEnds, 'target', 'reason')} (${rate(metrics.eventsEnds)})`,
      legend: '{{target}} {{reason}}',
    },
  ],
};

const blobs: GraphPanel = {
  ...graph,
  key: 'ethereum blobs',
  title: 'Blobs of recent batches',
  about: {
    shows: 'Fetches in a row that did not get every blob, and fetches an hour by how they ended.',
    healthy: '0 in a row, 12 an hour served.',
    act: 'Missing: the node does not keep all data columns. An Arbitrum node that reads its batches there stands still.',
  },
  thresholds: limit(1, ethereumLimits.blobMisses),
  queries: [
    {
      expr: `max by ${by(metrics.blobMisses, 'target')} (${sel(metrics.blobMisses)})`,
      legend: '{{target}}: missing in a row',
    },
    {
      expr: `3600 * sum by ${by(metrics.blobFetches, 'target', 'outcome')} (${rate(metrics.blobFetches)})`,
      legend: '{{target}}: {{outcome}} an hour',
    },
  ],
};

const custody: GraphPanel = {
  ...graph,
  key: 'ethereum custody',
  title: 'Data columns kept',
  about: {
    shows: 'Groups of data columns that each consensus node keeps, where it says so.',
    healthy: '128 on every node that Arbitrum nodes fetch blobs from.',
    act: 'Fewer: start it as a supernode, and let it backfill.',
  },
  queries: [
    { expr: `max by ${by(metrics.custodyGroups, 'target')} (${sel(metrics.custodyGroups)})`, legend: '{{target}}' },
  ],
};

const fees: GraphPanel = {
  ...graph,
  key: 'ethereum fees',
  title: 'Base fees',
  about: {
    shows: 'Base fee of gas and of blobs, in gwei.',
    healthy: 'The same on all nodes.',
    act: 'High blob fees: batches of Arbitrum come later and cost more. Nothing to mend here.',
  },
  decimals: 3,
  queries: [
    { expr: `max by ${by(metrics.baseFee, 'target')} (${sel(metrics.baseFee)}) / 1e9`, legend: '{{target}} gas, gwei' },
    {
      expr: `max by ${by(metrics.blobBaseFee, 'target')} (${sel(metrics.blobBaseFee)}) / 1e9`,
      legend: '{{target}} blobs, gwei',
    },
  ],
};

const fullness: GraphPanel = {
  ...graph,
  key: 'ethereum fullness',
  title: 'Gas used of the limit',
  about: {
    shows: 'How full the newest block is.',
    healthy: 'Around one half.',
    act: 'Full for long: fees rise. Empty for long: look at a few blocks with an explorer.',
  },
  unit: 'percentunit',
  queries: [
    { expr: `max by ${by(metrics.gasUsedRatio, 'target')} (${sel(metrics.gasUsedRatio)})`, legend: '{{target}}' },
  ],
};

const pools: GraphPanel = {
  ...graph,
  key: 'ethereum pools',
  title: 'Transactions in the pool',
  about: {
    shows: 'Pending and queued transactions of the execution nodes that tell.',
    healthy: 'Thousands, and alike on all nodes.',
    act: 'Near zero on one node: it has no peers that pass transactions on.',
  },
  unit: 'none',
  queries: [
    {
      expr: `max by ${by(metrics.txpool, 'target', 'state')} (${sel(metrics.txpool)})`,
      legend: '{{target}} {{state}}',
    },
  ],
};

const remaining: GraphPanel = {
  ...graph,
  key: 'ethereum remaining',
  title: 'Left to sync and to index',
  about: {
    shows: 'Blocks that a syncing node has yet to execute, and what a node at its head has yet to index.',
    healthy: 'Nothing.',
    act: 'Falling: wait. Standing: look at its disk. Indexing alone is no reason to take a node out.',
  },
  unit: 'none',
  queries: [
    {
      expr: `max by ${by(metrics.syncRemaining, 'target')} (${sel(metrics.syncRemaining)})`,
      legend: '{{target}}: blocks',
    },
    {
      expr: `max by ${by(metrics.indexRemaining, 'target')} (${sel(metrics.indexRemaining)})`,
      legend: '{{target}}: index',
    },
  ],
};

const ownWords: GraphPanel = {
  ...graph,
  key: 'ethereum own metrics',
  title: 'From the clients’ own metrics',
  about: {
    shows:
      'Of nodes whose own metrics fleet.yaml names: blocks rejected and pool blobs missed an hour, blocks that wait.',
    healthy: 'Nothing rejected, nothing waiting.',
    act: 'A rejected block that others accept: the client is too old for a fork. Blocks that wait: its disk.',
  },
  queries: [
    {
      expr: `3600 * max by ${by(metrics.badBlocks, 'target')} (${rate(metrics.badBlocks)})`,
      legend: '{{target}}: rejected',
    },
    {
      expr: `3600 * max by ${by(metrics.poolBlobsMissed, 'target')} (${rate(metrics.poolBlobsMissed)})`,
      legend: '{{target}}: blobs missed',
    },
    {
      expr: `max by ${by(metrics.blocksWaiting, 'target')} (${sel(metrics.blocksWaiting)})`,
      legend: '{{target}}: waiting',
    },
    {
      expr: `max by ${by(metrics.syncSlots, 'target')} (${sel(metrics.syncSlots)})`,
      legend: '{{target}}: slots a second',
    },
  ],
};

const driven: Panel = {
  ...base,
  kind: 'table',
  key: 'ethereum driven',
  title: 'Execution clients, as their consensus nodes name them',
  about: {
    shows: 'Which execution client each consensus node says that it drives.',
    healthy: 'The client and version of the node that fleet.yaml pairs it with.',
    act: 'Another one: fleet.yaml pairs the wrong two, or it drives a client that is not in the fleet.',
  },
  unit: 'none',
  noValue: '?',
  thresholds: stateThresholds,
  by: { target: 'Consensus node', client: 'Client', version: 'Version' },
  columns: [
    {
      title: 'Named',
      unit: 'none',
      decimals: 0,
      expr: `max by ${by(metrics.executionClient, 'target', 'client', 'version')} (${sel(metrics.executionClient)})`,
    },
  ],
};

/** A fleet of other chains alone: what their headers tell. A chain faster than our tick is not asked for each block. */
const plainRow = ({ nodes, fleet: { chains } }: Context): Row => {
  const slow = nodes.some(({ kind, chain }) => kind === 'evm' && (chains[chain]?.blockTime ?? 0) >= 1);
  const gasFees = {
    ...fees,
    about: { ...fees.about, shows: 'Base fee of gas, in gwei.', act: 'Nothing to mend here.' },
  };
  const panels = [...(slow ? [reorganisations] : []), { ...gasFees, queries: fees.queries.slice(0, 1) }, fullness];
  return { title: 'Blocks and fees', panels: spread(panels, 2) };
};

export const ethereumRow = (context: Context): readonly Row[] => {
  const kinds = new Set(context.nodes.map(({ kind }) => kind));
  const execution = kinds.has('ethereum-execution');
  const consensus = kinds.has('ethereum-consensus');
  if (!execution && !consensus) return kinds.has('evm') ? [plainRow(context)] : [];
  const paired = context.nodes.some(({ beacon }) => beacon !== undefined);
  const panels = [
    ...(paired ? [pairs(context)] : []),
    ...(consensus ? [finality] : []),
    reorganisations,
    ...(consensus ? [arrival, streams, streamEnds, blobs, custody] : []),
    ...(execution ? [fees, fullness, pools, remaining] : []),
    ...(consensus ? [driven] : []),
    ownWords,
  ];
  return [{ title: 'Ethereum', panels: spread(panels, 2) }];
};
