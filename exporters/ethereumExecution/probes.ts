/** What only Ethereum's execution clients are asked. Headers come from the light question and cost nothing. */
import { metrics } from '../../collector/catalogue/index.ts';
import { poolStates } from '../../collector/catalogue/labels.ts';
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import { type Asker, type Parse, ProbeFailure, type SlowProbe, unwrapOptional } from '../../collector/probe/api.ts';
import { hexNumber, isRecord, parseHeader } from '../../collector/rpc/parse.ts';
import { type HeaderLink, headersOf } from '../evmHeaders.ts';
import { slowDeadline } from '../evmProbes.ts';
import { type AskParent, newChain, takeHead } from '../evmReorg.ts';
import { perNode } from '../perNode.ts';

/** `txpool_status`: `{pending, queued}` in hex (geth, erigon, nethermind, besu, reth); a hosted endpoint may lack it. */
export const txpoolProbe: SlowProbe = {
  name: 'txpool',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const result = unwrapOptional(await ask.rpc('txpool_status', [], slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'txpool_status' }, result === undefined ? 0 : 1);
    if (result === undefined) return;
    for (const state of poolStates) {
      const count = isRecord(result) ? hexNumber(result[state]) : undefined;
      if (count === undefined) throw new ProbeFailure('bad_shape');
      record.set(metrics.txpool, { ...labels, state }, count);
    }
  },
};

/** Base fee and fullness of the newest block, from the header that the light question brought. */
export const headerProbe: SlowProbe = {
  name: 'header',
  everySeconds: 15,
  run: async ({ ask, record, labels }) => {
    const header = headersOf(ask).last();
    const baseFee = hexNumber(header?.baseFeePerGas);
    const used = hexNumber(header?.gasUsed);
    const limit = hexNumber(header?.gasLimit);
    if (baseFee !== undefined) record.set(metrics.baseFee, labels, baseFee);
    if (used !== undefined && limit) record.set(metrics.gasUsedRatio, labels, used / limit);
  },
};

/** `eth_blobBaseFee`: hex, or null before blobs; older clients do not offer it. */
export const blobFeeProbe: SlowProbe = {
  name: 'blob_fee',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const result = unwrapOptional(await ask.rpc('eth_blobBaseFee', [], slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'eth_blobBaseFee' }, result === undefined ? 0 : 1);
    if (result === undefined || result === null) return;
    const fee = hexNumber(result);
    if (fee === undefined) throw new ProbeFailure('bad_shape');
    record.set(metrics.blobBaseFee, labels, fee);
  },
};

const parseLink: Parse<HeaderLink | undefined> = (result) => {
  if (result === null) return { value: undefined };
  const head = parseHeader(result);
  if ('reason' in head) return head;
  const parentHash = isRecord(result) ? result.parentHash : undefined;
  if (typeof parentHash !== 'string') return { reason: 'bad_shape' };
  return { value: { number: head.value.number, hash: head.value.hash, parentHash } };
};

const askByHash =
  (ask: Asker): AskParent =>
  async (hash) => {
    const seen = await ask.rpc('eth_getBlockByHash', [hash, false], slowDeadline, parseLink);
    return seen.ok ? seen.value : undefined;
  };

interface ReorgMemory {
  readonly chain: ReturnType<typeof newChain>;
  lastDepth: number | undefined;
}
const memoryOf = perNode((): ReorgMemory => ({ chain: newChain(), lastDepth: undefined }));

/**
 * How deep the chain of this node was reorganised, from its own heads. A question is asked only when a head does not
 * stand on the one before: after a fork, or after a tick that missed a block.
 */
export const reorgProbe: SlowProbe = {
  name: 'reorg',
  everySeconds: 5,
  run: async (context) => {
    const { ask, record, labels, hints } = context;
    const memory = memoryOf(context);
    for (const size of ['short', 'deep'] as const) record.inc(metrics.reorgs, { ...labels, size }, 0);
    for (const link of headersOf(ask).take()) {
      const depth = await takeHead(memory.chain, link, askByHash(ask));
      if (depth === 0) continue;
      memory.lastDepth = depth;
      const deep = depth >= ethereumLimits.deepReorg;
      if (deep) hints.deepReorgAt = Date.now() / 1000;
      record.inc(metrics.reorgs, { ...labels, size: deep ? 'deep' : 'short' });
    }
    if (memory.lastDepth !== undefined) record.set(metrics.reorgDepth, labels, memory.lastDepth);
  },
};
