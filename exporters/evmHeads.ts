/** What the headers that the light question brings tell of any chain: fees, fullness, and blocks that are taken back. */
import { metrics } from '../collector/catalogue/index.ts';
import { ethereumLimits } from '../collector/policy/ethereum.ts';
import type { Asker, Parse, SlowProbe } from '../collector/probe/api.ts';
import { hexNumber, isRecord, parseHeader } from '../collector/rpc/parse.ts';
import { type HeaderLink, headersOf } from './evmHeaders.ts';
import { slowDeadline } from './evmProbes.ts';
import { type AskParent, newChain, takeHead } from './evmReorg.ts';
import { perNode } from './perNode.ts';

/** The base fee alone: the gas limit of a Nitro block is no limit that it could fill. */
export const baseFeeProbe: SlowProbe = {
  name: 'base_fee',
  everySeconds: 15,
  run: async ({ ask, record, labels }) => {
    const baseFee = hexNumber(headersOf(ask).last()?.baseFeePerGas);
    if (baseFee !== undefined) record.set(metrics.baseFee, labels, baseFee);
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

/** Seconds between two light questions. */
const tick = 1;

interface ReorgMemory {
  readonly chain: ReturnType<typeof newChain>;
  lastDepth: number | undefined;
}
const memoryOf = perNode((): ReorgMemory => ({ chain: newChain(), lastDepth: undefined }));

/**
 * How deep the chain of this node was reorganised, from its own heads. A question is asked only when a head does not
 * stand on the one before: after a fork, or after a tick that missed a block. A chain that makes blocks faster than we
 * tick would be asked for each of them, so there it is not looked for.
 */
export const reorgProbe: SlowProbe = {
  name: 'reorg',
  everySeconds: 5,
  run: async (context) => {
    const { ask, record, labels, hints, chain } = context;
    if (chain.blockTime < tick) return;
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
