/** Arbitrum Nitro's way of answering: plain numbers in eth_syncing, no peers, a txpool_status that crashes. */
import type { Events } from '../chain/events.ts';
import type { NitroChain } from '../chain/nitroChain.ts';
import { plannedAt, type View } from '../chain/view.ts';
import { digestOf, hex } from '../hash.ts';
import { livepeerCall } from '../livepeer/calls.ts';
import { livepeerEvents } from '../livepeer/events.ts';
import { joined, uint } from './abi.ts';
import type { Dialect } from './blocks.ts';
import { failure, type Outcome, unknownMethod } from './envelope.ts';

/** The chain runs the one before. */
const nextArbos = 60;

/** Field names and number types of v3.8 to v3.10; not a stable API of Nitro's. */
const syncing = (view: View, l1Head: (t: number) => number, { batchAt, messageOffset }: NitroChain): unknown => {
  const messageCount = (number: number): number => number - messageOffset + 1;
  const mode = view.active?.mode;
  if (mode !== 'syncing' && mode !== 'blobs_lost' && mode !== 'execution_behind' && mode !== 'feed_gap') return false;
  const count = messageCount(view.trueHead);
  // What waits behind a gap of the feed comes with the next batch.
  const seen = batchAt(mode === 'feed_gap' ? view.head : view.trueHead);
  // Without blobs reading stops where `safe` was; a syncing node has read batches as far as it has executed; where
  // execution alone is slow, all of them.
  const { head, safe, trueHead } = view;
  const read = { blobs_lost: safe, execution_behind: trueHead, feed_gap: head, syncing: head }[mode];
  // What the feed brought behind a gap is not stored.
  const stored = mode === 'feed_gap' ? messageCount(view.head) : count - 1;
  const processed = batchAt(read);
  const l1 = l1Head(view.now);
  return {
    batchProcessed: processed.batch,
    batchSeen: seen.batch,
    blockNum: view.head,
    consensusMaxMessageCount: count,
    consensusSyncTargetMsgCount: count - 4,
    executionSyncTarget: count - 4,
    feedPendingMessageCount: mode === 'feed_gap' ? count : 0,
    lastL1BlockNum: l1,
    lastl1BlockHash: digestOf(`l1/${l1}`),
    maxMessageCount: count,
    messageOfLastBlock: messageCount(view.head) - 1,
    messageOfProcessedBatch: processed.messages,
    msgCount: stored,
  };
};

/** v3.10: a plain number asked, a plain number answered. */
const batchOfBlock = (number: unknown, view: View, { batchAt, messageOffset }: NitroChain): Outcome => {
  if (typeof number !== 'number')
    return failure(-32602, 'invalid argument 0: json: cannot unmarshal string into uint64');
  if (number < messageOffset) return failure(-32000, `block ${number} is part of genesis`);
  const { batch } = batchAt(number);
  return batch > batchAt(view.head).batch - 1 ? failure(-32000, 'block not yet found on any batch') : { result: batch };
};

const feeHistory = (params: readonly unknown[], view: View): Outcome => {
  const asked = Number(params[0]);
  // Nitro serves at most 1,024 blocks.
  const count = Number.isFinite(asked) ? Math.max(0, Math.min(1_024, Math.trunc(asked))) : 0;
  const percentiles: unknown = params[2];
  return {
    result: {
      oldestBlock: hex(view.head - count + 1),
      reward: Array.from({ length: count }, () => (Array.isArray(percentiles) ? percentiles.map(() => '0x0') : [])),
      baseFeePerGas: Array.from({ length: count + 1 }, () => '0x1312d00'),
      gasUsedRatio: Array.from({ length: count }, (_, index) => 0.28 + (index % 4) / 100),
    },
  };
};

/** ArbOwnerPublic.getScheduledUpgrade(): the version and the time, or two zeros. */
const scheduledUpgrade = (params: readonly unknown[], { active }: View): Outcome | undefined => {
  const call: unknown = params[0];
  if (typeof call !== 'object' || call === null || !('to' in call) || !('data' in call)) return undefined;
  if (call.to !== '0x000000000000000000000000000000000000006b' || call.data !== '0x81ef944c') return undefined;
  const planned = active?.mode === 'upgrade' ? plannedAt(active) : undefined;
  return { result: joined(uint(planned === undefined ? 0 : nextArbos), uint(planned ?? 0)) };
};

/** Livepeer lives on Arbitrum One; of what others use nobody here asks. */
const arbitrumOne = 42_161;
const noEvents: Events = { has: () => false, of: () => [] };

/** v3.10: only where a validator runs. What it has not reached is not validated; an idle one stands where it was. */
const latestValidated = (view: View, { batchAt, headAt, block, messageOffset }: NitroChain): Outcome => {
  const { active, head } = view;
  const at = batchAt(active?.mode === 'validator_idle' ? headAt(active.since) : head);
  const { hash, json } = block(at.messages - 1 + messageOffset) ?? {};
  const GlobalState = { BlockHash: hash, SendRoot: json?.sendRoot, Batch: at.batch, PosInBatch: 0 };
  return { result: { GlobalState, WasmRoots: [] } };
};

/** @param validates it runs a block validator */
export const nitroDialect = (
  clientVersion: string,
  l1Head: (t: number) => number,
  chain: NitroChain,
  validates = false,
): Dialect => ({
  clientVersion,
  syncing: (view) => syncing(view, l1Head, chain),
  events: chain.id === arbitrumOne ? livepeerEvents : noEvents,
  own: (method, params, view) => {
    switch (method) {
      case 'eth_call':
        return scheduledUpgrade(params, view) ?? livepeerCall(params, view);
      case 'eth_gasPrice':
        return { result: '0x1312d00' };
      case 'eth_maxPriorityFeePerGas':
        return { result: '0x0' };
      case 'eth_blobBaseFee':
        return { result: null };
      case 'arb_checkPublisherHealth':
        return view.active?.mode === 'publisher_bad'
          ? failure(-32000, 'sequencer temporarily not available')
          : { result: null };
      case 'arb_findBatchContainingBlock':
        return batchOfBlock(params[0], view, chain);
      case 'arb_latestValidated':
        return validates ? latestValidated(view, chain) : undefined;
      case 'arb_maintenanceStatus':
        return { result: { isRunning: false } };
      case 'eth_feeHistory':
        return feeHistory(params, view);
      // The txpool backend of Nitro panics, and geth's RPC layer recovers with this.
      case 'txpool_status':
        return failure(-32603, 'method handler crashed');
      default:
        return undefined;
    }
  },
  // net_peerCount among them: Nitro has no p2p.
  otherwise: unknownMethod,
});
