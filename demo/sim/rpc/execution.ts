/** Ethereum execution clients: the same chain, told with the differences that monitoring has to cope with. */
import type { Batches } from '../chain/batches.ts';
import type { ChainModel } from '../chain/model.ts';
import { rollupCall } from '../chain/rollup.ts';
import { plannedAt, type View } from '../chain/view.ts';
import { hex } from '../hash.ts';
import type { Dialect } from './blocks.ts';
import { failure, type Outcome, unknownMethod } from './envelope.ts';
import { answerLogs, withLogsOf } from './logs.ts';

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

type Client = 'geth' | 'nethermind' | 'erigon' | 'besu' | 'reth';

const clientOf = (clientVersion: string): Client => {
  const name = (clientVersion.split('/')[0] ?? '').toLowerCase();
  const known: readonly Client[] = ['geth', 'nethermind', 'erigon', 'besu', 'reth'];
  return known.find((client) => client === name) ?? 'geth';
};

const heights = (view: View) => ({
  startingBlock: '0x0',
  currentBlock: hex(view.head),
  highestBlock: hex(view.trueHead),
});

/** While a client syncs. reth's highest block is its own head; erigon and reth tell their stages. */
const syncingObjects: Readonly<Record<Client, (view: View) => unknown>> = {
  geth: (view) => ({
    ...heights(view),
    ...gethExtras,
    txIndexFinishedBlocks: '0x23dbb0',
    txIndexRemainingBlocks: '0x10',
  }),
  nethermind: (view) => heights(view),
  erigon: (view) => ({
    ...heights(view),
    stages: [
      { stage_name: 'Headers', block_number: hex(view.trueHead) },
      { stage_name: 'Execution', block_number: hex(view.head) },
    ],
  }),
  besu: (view) => ({ ...heights(view), pulledStates: '0x1f4', knownStates: '0x3e8' }),
  reth: (view) => ({
    ...heights(view),
    highestBlock: hex(view.head),
    warpChunksAmount: null,
    warpChunksProcessed: null,
    stages: [
      { name: 'Headers', block: hex(view.trueHead) },
      { name: 'Execution', block: hex(view.head) },
    ],
  }),
};

const syncing = (client: Client, view: View): unknown => {
  const mode = view.active?.mode;
  // geth while it indexes transactions, nethermind while it downloads old bodies; the others say false then.
  const worksOffHistory = mode === 'indexing' && (client === 'geth' || client === 'nethermind');
  return mode === 'syncing' || worksOffHistory ? syncingObjects[client](view) : false;
};

/** What a client answers for a tag that it does not have yet. */
const unknownTag: Readonly<Record<Client, (tag: string) => Outcome>> = {
  geth: (tag) => failure(-32000, `${tag} block not found`),
  nethermind: () => ({ result: null }),
  erigon: () => ({ result: null }),
  besu: () => failure(-39001, 'Unknown block'),
  reth: (tag) => failure(-32001, `block not found: ${tag}`),
};

/** EIP-7910; erigon 3.0 does not have it. */
const config = (client: Client, { chainId, active }: View): Outcome => {
  if (client === 'erigon') return unknownMethod('eth_config');
  const fork = (activationTime: number) => ({
    activationTime,
    blobSchedule: { baseFeeUpdateFraction: 8_346_193, max: 14, target: 21 },
    chainId: hex(chainId),
    forkId: '0x07c9462e',
    precompiles: { ECREC: '0x0000000000000000000000000000000000000001' },
    systemContracts: {},
  });
  const next = active?.mode === 'upgrade' ? fork(plannedAt(active)) : null;
  return { result: { current: fork(1_764_798_551), next, last: next } };
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

/** @param seeded the real client behind it has contracts of its own, whose logs are told too */
export const executionDialect = (
  clientVersion: string,
  chain: ChainModel,
  batches: Batches,
  seeded = false,
): Dialect => ({
  clientVersion,
  syncing: (view) => syncing(clientOf(clientVersion), view),
  events: batches,
  own: (method, params, view) => {
    if (method === 'eth_getTransactionByHash') {
      const found = transaction(params, view, batches);
      if (found || !chain.forward) return { result: found ?? null };
    }
    if (method === 'eth_getLogs' && chain.forward && seeded)
      return withLogsOf(answerLogs(params, view, batches), params, view, chain.forward);
    if (method === 'eth_call') return rollupCall(params, view, batches.posted);
    const [tag] = params;
    if (method === 'eth_getBlockByNumber' && (tag === 'safe' || tag === 'finalized')) {
      if (view.active?.mode === 'no_tags') return unknownTag[clientOf(clientVersion)](tag);
    }
    if (method === 'net_peerCount') return { result: view.active?.mode === 'few_peers' ? '0x1' : '0x32' };
    if (method === 'eth_config') return config(clientOf(clientVersion), view);
    if (method === 'txpool_status') return { result: { pending: '0x1a2b', queued: '0x3f1' } };
    return undefined;
  },
  otherwise: (method, params) => {
    if (chain.forward) return chain.forward(method, params);
    const result = synthetic[method];
    return result === undefined ? unknownMethod(method) : { result };
  },
});
