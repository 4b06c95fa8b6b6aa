/** Shapes of real clients' answers, as recorded (Nitro v3.10, geth 1.16, Nethermind 1.30, erigon 3, Beacon API). */
import type { Shape } from './shape.ts';

const all = (kind: string, ...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, kind]));

const header: Record<string, Shape> = {
  ...all('quantity', 'baseFeePerGas', 'difficulty', 'gasLimit', 'gasUsed', 'number', 'size', 'timestamp'),
  ...all('bytes32', 'hash', 'mixHash', 'parentHash', 'receiptsRoot', 'sha3Uncles', 'stateRoot', 'transactionsRoot'),
  logsBloom: 'bytes256',
  miner: 'address',
  nonce: 'bytes8',
  uncles: [],
};

export const nitroBlock: Shape = {
  ...header,
  ...all('quantity', 'l1BlockNumber', 'sendCount'),
  ...all('bytes32', 'extraData', 'sendRoot'),
  transactions: ['bytes32'],
};

/** Keys that an Ethereum block has beside the common ones, and one that it must not have. */
export const ethereumBlock: Shape = {
  ...header,
  ...all('quantity', 'blobGasUsed', 'excessBlobGas'),
  ...all('bytes32', 'parentBeaconBlockRoot', 'requestsHash', 'withdrawalsRoot'),
  extraData: 'bytes0',
  transactions: [],
  withdrawals: [],
};

export const nitroSyncing: Shape = {
  ...all('number', 'batchProcessed', 'batchSeen', 'blockNum', 'consensusMaxMessageCount'),
  ...all('number', 'consensusSyncTargetMsgCount', 'executionSyncTarget', 'feedPendingMessageCount', 'lastL1BlockNum'),
  ...all('number', 'maxMessageCount', 'messageOfLastBlock', 'messageOfProcessedBatch', 'msgCount'),
  lastl1BlockHash: 'bytes32',
};

export const gethSyncing: Shape = {
  ...all('quantity', 'currentBlock', 'highestBlock', 'startingBlock'),
  ...all('quantity', 'healedBytecodeBytes', 'healedBytecodes', 'healedTrienodeBytes', 'healedTrienodes'),
  ...all('quantity', 'healingBytecode', 'healingTrienodes', 'stateIndexRemaining', 'syncedAccessLists'),
  ...all('quantity', 'syncedAccountBytes', 'syncedAccounts', 'syncedBytecodeBytes', 'syncedBytecodes'),
  ...all('quantity', 'syncedStorage', 'syncedStorageBytes', 'totalAccessLists', 'trieGenProgress'),
  ...all('quantity', 'trienodeIndexRemaining', 'txIndexFinishedBlocks', 'txIndexRemainingBlocks'),
};

export const nethermindSyncing: Shape = all('quantity', 'startingBlock', 'currentBlock', 'highestBlock');

export const erigonSyncing: Shape = {
  ...all('quantity', 'startingBlock', 'currentBlock', 'highestBlock'),
  stages: [{ stage_name: 'text', block_number: 'quantity' }],
};

export const besuSyncing: Shape = {
  ...all('quantity', 'startingBlock', 'currentBlock', 'highestBlock', 'pulledStates', 'knownStates'),
};

export const rethSyncing: Shape = {
  ...all('quantity', 'startingBlock', 'currentBlock', 'highestBlock'),
  warpChunksAmount: 'null',
  warpChunksProcessed: 'null',
  stages: [{ name: 'text', block: 'quantity' }],
};

const checkpoint: Shape = { epoch: 'decimal text', root: 'bytes32' };
const about = { execution_optimistic: 'boolean', finalized: 'boolean' } as const;

export const beacon: Readonly<Record<string, Shape>> = {
  '/eth/v1/node/syncing': {
    data: {
      head_slot: 'decimal text',
      sync_distance: 'decimal text',
      is_syncing: 'boolean',
      is_optimistic: 'boolean',
      el_offline: 'boolean',
    },
  },
  '/eth/v1/node/peer_count': { data: all('decimal text', 'disconnected', 'connecting', 'connected', 'disconnecting') },
  '/eth/v1/node/version': { data: { version: 'text' } },
  '/eth/v2/node/version': {
    data: {
      beacon_node: { code: 'text', name: 'text', version: 'text', commit: 'quantity' },
      execution_client: { code: 'text', name: 'text', version: 'text', commit: 'quantity' },
    },
  },
  '/eth/v1/node/identity': {
    data: {
      peer_id: 'text',
      enr: 'text',
      p2p_addresses: ['text'],
      discovery_addresses: ['text'],
      metadata: {
        seq_number: 'decimal text',
        attnets: 'bytes8',
        syncnets: 'bytes1',
        custody_group_count: 'decimal text',
      },
    },
  },
  '/eth/v1/beacon/headers/head': {
    ...about,
    data: {
      root: 'bytes32',
      canonical: 'boolean',
      header: {
        message: {
          slot: 'decimal text',
          proposer_index: 'decimal text',
          ...all('bytes32', 'parent_root', 'state_root', 'body_root'),
        },
        signature: 'bytes96',
      },
    },
  },
  '/eth/v1/beacon/states/head/finality_checkpoints': {
    ...about,
    data: { previous_justified: checkpoint, current_justified: checkpoint, finalized: checkpoint },
  },
  '/eth/v1/beacon/genesis': {
    data: { genesis_time: 'decimal text', genesis_validators_root: 'bytes32', genesis_fork_version: 'bytes4' },
  },
};

/** Data of each event of a beacon's stream. */
export const beaconEvents: Readonly<Record<'head' | 'chain_reorg', Shape>> = {
  head: {
    slot: 'decimal text',
    ...all('bytes32', 'block', 'state', 'previous_duty_dependent_root', 'current_duty_dependent_root'),
    epoch_transition: 'boolean',
    execution_optimistic: 'boolean',
  },
  chain_reorg: {
    ...all('decimal text', 'slot', 'depth', 'epoch'),
    ...all('bytes32', 'old_head_block', 'new_head_block', 'old_head_state', 'new_head_state'),
    execution_optimistic: 'boolean',
  },
};

/** `data` and the number of topics differ by event. */
export const log: Record<string, Shape> = {
  address: 'address',
  ...all('bytes32', 'blockHash', 'transactionHash'),
  ...all('quantity', 'blockNumber', 'logIndex', 'transactionIndex'),
  removed: 'boolean',
};

export const batchLog: Shape = { ...log, data: 'bytes224', topics: ['bytes32'] };

/** geth's EIP-4844 transaction. */
export const blobTransaction: Shape = {
  ...all('quantity', 'blockNumber', 'chainId', 'gas', 'gasPrice', 'maxFeePerBlobGas', 'maxFeePerGas'),
  ...all('quantity', 'maxPriorityFeePerGas', 'nonce', 'transactionIndex', 'type', 'v', 'value', 'yParity'),
  ...all('bytes32', 'blockHash', 'hash', 'r', 's'),
  ...all('address', 'from', 'to'),
  accessList: [],
  blobVersionedHashes: ['bytes32'],
  input: 'bytes36',
};
