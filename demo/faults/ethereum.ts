/** Ethereum: its nodes, their pairs, the edge in front of them, and the chain itself. */
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import type { SimMode } from '../sim/modes.ts';
import type { Fault, Owed } from './fault.ts';
import { aCard, slowLane } from './owes.ts';

/** An Ethereum node that answers at the head and is not well: a warning on the card of the edge that it serves. */
const sickClient = (
  title: string,
  target: string,
  mode: SimMode,
  due: number,
  more: Partial<Pick<Owed, 'early' | 'late' | 'cause'>> = {},
): Fault => ({
  title,
  chain: 'ethereum',
  does: [{ target, mode }],
  owes: {
    ...aCard,
    scope: 'edge:eth',
    regions: ['eu'],
    cause: 'own_node',
    cardDue: () => due,
    late: slowLane,
    ...more,
  },
});

export const ethereumFaults = {
  'l1-node-down': {
    title: 'one of two Ethereum nodes refuses connections: the L1 edge runs on its last node',
    chain: 'ethereum',
    does: [{ target: 'eth-a', mode: 'refuse' }],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
      pageDue: (ladder) => ladder.unreachable,
    },
  },
  'l1-edge-down': {
    title: 'the L1 edge answers 502 while the nodes behind it are well',
    chain: 'ethereum',
    does: [{ target: 'edge:eth:eu', mode: 'http_502' }],
    owes: {
      ...aCard,
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'edge',
      cardDue: (ladder) => ladder.pageBad,
      alerts: { InternalEdgeDown: 20 },
    },
  },
  'beacon-down': {
    title: 'a consensus node refuses connections',
    chain: 'ethereum',
    does: [{ target: 'beacon-a', mode: 'refuse' }],
    owes: {
      ...aCard,
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
    },
  },
  'engine-cut': {
    title: 'an Ethereum node gets no blocks from its consensus node; both answer, and neither says that it syncs',
    chain: 'ethereum',
    does: [{ target: 'eth-a', mode: 'freeze' }],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.lagging,
      pageDue: (ladder) => ladder.lagging,
      // A slot: whoever missed one is a whole one behind.
      early: 12,
      late: 12,
      alerts: { PairBroken: 60 + ethereumLimits.pairBroken + slowLane },
    },
  },
  'pair-behind': {
    title: 'a consensus node stops, and the Ethereum node that it drives with it',
    chain: 'ethereum',
    does: [
      { target: 'beacon-a', mode: 'freeze' },
      { target: 'eth-a', mode: 'freeze' },
    ],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.lagging,
      pageDue: (ladder) => ladder.lagging,
      early: 12,
      late: 12,
    },
  },
  'beacon-el-offline': sickClient(
    'a consensus node has lost its execution client, which goes on answering',
    'beacon-a',
    'el_offline',
    ethereumLimits.executionOffline,
  ),
  'beacon-optimistic': sickClient(
    'a consensus node follows blocks that nobody has verified',
    'beacon-a',
    'optimistic',
    ethereumLimits.optimistic,
  ),
  'beacon-not-final': sickClient(
    'one consensus node alone does not finalize',
    'beacon-a',
    'not_final',
    ethereumLimits.finalityFor,
  ),
  'beacon-no-columns': sickClient(
    'a consensus node cannot put the blobs of recent batches together',
    'beacon-b',
    'no_columns',
    ethereumLimits.blobEvery + 2 * ethereumLimits.blobRetry,
    // Whichever asks for a blob first: the node's own probe, or the journey over the edge in front of it.
    { early: ethereumLimits.blobEvery + 2 * ethereumLimits.blobRetry, cause: 'blob_path' },
  ),
  'eth-few-peers': sickClient('an Ethereum node has one peer left', 'eth-a', 'few_peers', ethereumLimits.peersFor),
  'l1-reorg': {
    title: 'Ethereum takes back four blocks',
    chain: 'ethereum',
    does: [{ target: 'chain:ethereum', mode: 'reorg', seconds: 4 }],
    owes: {
      ...aCard,
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'upstream_chain',
      cardDue: () => 0,
      late: slowLane,
    },
  },
  'l1-not-final': {
    title: 'Ethereum does not finalize',
    chain: 'ethereum',
    does: [{ target: 'chain:ethereum', mode: 'no_finality' }],
    owes: {
      ...aCard,
      scope: 'chain:ethereum',
      regions: ['all'],
      cause: 'l1_finality',
      cardDue: () => ethereumLimits.finalityFor,
      late: slowLane,
    },
  },
} as const satisfies Record<string, Fault>;
