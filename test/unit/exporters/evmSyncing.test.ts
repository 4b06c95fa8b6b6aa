/** `eth_syncing` of each client in its recorded shape. */
import { expect, test } from 'vitest';
import { readSyncing } from '../../../exporters/evmSyncing.ts';

const geth = {
  currentBlock: '0x17f0c00',
  healedBytecodeBytes: '0x0',
  healedBytecodes: '0x0',
  healedTrienodeBytes: '0x0',
  healedTrienodes: '0x0',
  healingBytecode: '0x0',
  healingTrienodes: '0x0',
  highestBlock: '0x17f0d71',
  startingBlock: '0x17f0000',
  stateIndexRemaining: '0x0',
  syncedAccessLists: '0x0',
  syncedAccountBytes: '0x0',
  syncedAccounts: '0x0',
  syncedBytecodeBytes: '0x0',
  syncedBytecodes: '0x0',
  syncedStorage: '0x0',
  syncedStorageBytes: '0x0',
  totalAccessLists: '0x0',
  trieGenProgress: '0x0',
  trienodeIndexRemaining: '0x0',
  txIndexFinishedBlocks: '0x23dbb0',
  txIndexRemainingBlocks: '0x10',
};

test('every client at its head answers false', () => {
  expect(readSyncing(false)).toEqual({ behind: false, remaining: undefined, indexing: undefined });
});

test('geth behind, and geth whose head is live while its index counters are not zero', () => {
  expect(readSyncing(geth)).toEqual({ behind: true, remaining: 0x171, indexing: undefined });
  const live = { ...geth, currentBlock: '0x17f0d71' };
  expect(readSyncing(live)).toEqual({ behind: false, remaining: undefined, indexing: 0x10 });
  const state = { ...live, txIndexRemainingBlocks: '0x0', stateIndexRemaining: '0x5' };
  expect(readSyncing(state)).toEqual({ behind: false, remaining: undefined, indexing: 5 });
  // Its state is not whole: the head may be level, and yet no call can be answered.
  expect(readSyncing({ ...live, healingTrienodes: '0x7' })).toMatchObject({ behind: true, indexing: undefined });
  expect(readSyncing({ ...live, txIndexRemainingBlocks: '0x0' })).toMatchObject({ behind: true });
});

test('nethermind behind, and nethermind at the top that still downloads old bodies', () => {
  const behind = { startingBlock: '0x0', currentBlock: '0x17f0c00', highestBlock: '0x17f0d71' };
  expect(readSyncing(behind)).toEqual({ behind: true, remaining: 0x171, indexing: undefined });
  expect(readSyncing({ ...behind, currentBlock: '0x17f0d70', syncMode: 'FastBodies' })).toMatchObject({
    behind: false,
  });
});

test('besu behind, with the states that it pulls', () => {
  const besu = { startingBlock: '0x0', currentBlock: '0x17f0d71', highestBlock: '0x17f0d71', pulledStates: '0x1' };
  expect(readSyncing({ ...besu, knownStates: '0x9' })).toMatchObject({ behind: true });
});

test('erigon and reth by their stages, under both names: the highest block of reth is its own head', () => {
  const erigon = {
    startingBlock: '0x0',
    currentBlock: '0x17f0c00',
    highestBlock: '0x17f0d71',
    stages: [
      { stage_name: 'Headers', block_number: '0x17f0d71' },
      { stage_name: 'Execution', block_number: '0x17f0c00' },
    ],
  };
  expect(readSyncing(erigon)).toEqual({ behind: true, remaining: 0x171, indexing: undefined });
  const reth = {
    startingBlock: '0x17f0000',
    currentBlock: '0x17f0c00',
    highestBlock: '0x17f0c00',
    warpChunksAmount: null,
    warpChunksProcessed: null,
    stages: [
      { name: 'Headers', block: '0x17f0d71' },
      { name: 'Execution', block: '0x17f0c00' },
    ],
  };
  expect(readSyncing(reth)).toEqual({ behind: true, remaining: 0x171, indexing: undefined });
  const older = reth.stages.map(({ name, block }) => ({ stage_name: name, block }));
  expect(readSyncing({ ...reth, stages: older })).toMatchObject({ remaining: 0x171 });
});

test('any other object says that it syncs; anything else says nothing', () => {
  expect(readSyncing({ batchSeen: 5, batchProcessed: 4, blockNum: 9 })).toMatchObject({ behind: true });
  expect(readSyncing({})).toMatchObject({ behind: true });
  for (const other of [null, true, 'false', 0, [], undefined]) expect(readSyncing(other)).toBeUndefined();
});
