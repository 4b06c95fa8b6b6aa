/** Ethereum execution clients: the same chain, told with the differences that monitoring has to cope with. */
import type { Batches } from '../chain/batches.ts';
import type { ChainModel } from '../chain/model.ts';
import { rollupCall } from '../chain/rollup.ts';
import type { View } from '../chain/view.ts';
import { hex } from '../hash.ts';
import type { Dialect } from './blocks.ts';
import { unknownMethod } from './envelope.ts';

const zeros = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '0x0']));

const gethExtras = zeros(
  'healedBytecodeBytes',
  'healedBytecodes',
  'healedTrienodeBytes',
  'healedTrienodes',
  'healingBytecode',
  'healingTrienodes',
  'stateIndexRemaining',
  'syncedAccessLists',
  'syncedAccountBytes',
  'syncedAccounts',
  'syncedBytecodeBytes',
  'syncedBytecodes',
  'syncedStorage',
  'syncedStorageBytes',
  'totalAccessLists',
  'trieGenProgress',
  'trienodeIndexRemaining',
);

const syncing = (clientVersion: string, view: View): unknown => {
  if (view.active?.mode !== 'syncing') return false;
  const heights = { startingBlock: '0x0', currentBlock: hex(view.head), highestBlock: hex(view.trueHead) };
  if (clientVersion.startsWith('Geth')) {
    return { ...heights, ...gethExtras, txIndexFinishedBlocks: '0x23dbb0', txIndexRemainingBlocks: '0x10' };
  }
  if (!clientVersion.startsWith('erigon')) return heights;
  const stages = [
    { stage_name: 'Headers', block_number: hex(view.trueHead) },
    { stage_name: 'Execution', block_number: hex(view.head) },
  ];
  return { ...heights, stages };
};

/** Answers that a synthetic chain has for what anvil would say. */
const synthetic: Readonly<Record<string, unknown>> = {
  // No contract is there.
  eth_call: '0x',
  eth_gasPrice: '0x3b9ad499',
  eth_maxPriorityFeePerGas: '0x499',
  eth_blobBaseFee: '0x1',
};

const transaction = (params: readonly unknown[], view: View, batches: Batches): unknown =>
  // Another chain has other batches.
  view.active?.mode === 'wrong_chain'
    ? undefined
    : batches.transaction(String(params[0]), (height) => view.block(height + view.shift));

export const executionDialect = (clientVersion: string, chain: ChainModel, batches: Batches): Dialect => ({
  clientVersion,
  syncing: (view) => syncing(clientVersion, view),
  events: batches,
  own: (method, params, view) => {
    if (method === 'eth_getTransactionByHash') {
      const found = transaction(params, view, batches);
      if (found || !chain.forward) return { result: found ?? null };
    }
    if (method === 'eth_call') return rollupCall(params, view, batches.posted);
    if (method === 'net_peerCount') return { result: '0x32' };
    if (method === 'txpool_status') return { result: { pending: '0x1a2b', queued: '0x3f1' } };
    return undefined;
  },
  otherwise: (method, params) => {
    if (chain.forward) return chain.forward(method, params);
    const result = synthetic[method];
    return result === undefined ? unknownMethod(method) : { result };
  },
});
