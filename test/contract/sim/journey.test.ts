/** What an orchestrator and a Nitro node ask beyond heads, decoded by viem: nothing of the simulator's own codec. */
import {
  type Abi,
  decodeEventLog,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbi,
  toBytes,
} from 'viem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LivepeerContract, livepeerContractNames, livepeerDefaults } from '../../../collector/config/livepeer.ts';
import type { SimMode } from '../../../demo/faults/index.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fetchRaw, getJson, latest, result, rpc } from './client.ts';
import * as recorded from './recorded.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
const at = (name: string): string => sim.targets[name] ?? '';
const on = (target: string, mode: SimMode): Promise<void> => sim.set({ target, mode }, true);
const hex = (value: number): string => `0x${value.toString(16)}`;

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 }, drain: { intervalSeconds: 60, retries: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

const abi = parseAbi([
  'function getContract(bytes32 id) view returns (address)',
  'function currentRound() view returns (uint256)',
  'function currentRoundInitialized() view returns (bool)',
  'function lastInitializedRound() view returns (uint256)',
  'function currentRoundStartBlock() view returns (uint256)',
  'function roundLength() view returns (uint256)',
  'function blockNum() view returns (uint256)',
  'function blockHashForRound(uint256 round) view returns (bytes32)',
  'function getTranscoderPoolSize() view returns (uint256)',
  'function getTotalBonded() view returns (uint256)',
  'struct Sender { uint256 deposit; uint256 withdrawRound; }',
  'struct Reserve { uint256 fundsRemaining; uint256 claimedInCurrentRound; }',
  'function getSenderInfo(address sender) view returns (Sender sender, Reserve reserve)',
  'function claimedReserve(address holder, address claimant) view returns (uint256)',
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
  'function getServiceURI(address addr) view returns (string)',
]) as Abi;

/** @typeParam T what viem makes of the function's outputs; the ABI is one for all contracts, so it cannot tell. */
const call = async <T = unknown>(
  contract: LivepeerContract,
  functionName: string,
  args: readonly unknown[] = [],
  node = 'arb-eu',
): Promise<T> => {
  const data = encodeFunctionData({ abi, functionName, args });
  const answer = await rpc(at(node), 'eth_call', [{ to: livepeerDefaults[contract], data }, 'latest']);
  // Decoded by the ABI above; a value of another type fails the assertions.
  return decodeFunctionResult({ abi, functionName, data: answer.result }) as T;
};
const someone = `0x${'5b'.repeat(20)}`;

describe('the contracts of Livepeer on a Nitro node', () => {
  it('are found by name through the Controller; a name that is none gives the zero address', async () => {
    for (const name of livepeerContractNames.filter((each) => each !== 'PriceFeed')) {
      expect(await call('Controller', 'getContract', [keccak256(toBytes(name))])).toBe(livepeerDefaults[name]);
    }
    expect(await call('Controller', 'getContract', [keccak256(toBytes('Nobody'))])).toBe(`0x${'0'.repeat(40)}`);
  });

  it('count rounds by the L1 block that the head carries', async () => {
    const number = (name: string): Promise<bigint> => call<bigint>('RoundsManager', name);
    const [round, start, length, block] = await Promise.all([
      number('currentRound'),
      number('currentRoundStartBlock'),
      number('roundLength'),
      number('blockNum'),
    ]);
    const l1 = Number((await latest(at('arb-eu'))).l1BlockNumber);
    expect(l1 - Number(block)).toBeGreaterThanOrEqual(0);
    expect(l1 - Number(block)).toBeLessThanOrEqual(2);
    expect(block - start).toBeGreaterThanOrEqual(0n);
    expect(block - start).toBeLessThan(length);
    expect(await call('RoundsManager', 'currentRoundInitialized')).toBe(true);
    expect(await call('RoundsManager', 'lastInitializedRound')).toBe(round);
    expect(await call('RoundsManager', 'blockHashForRound', [round])).toMatch(/^0x(?!0{64})[0-9a-f]{64}$/);
    expect(await call('RoundsManager', 'blockHashForRound', [round + 1n])).toBe(`0x${'0'.repeat(64)}`);
  });

  it('answer the rest of the boot list', async () => {
    expect(await call('BondingManager', 'getTranscoderPoolSize')).toBe(100n);
    expect(await call('BondingManager', 'getTotalBonded')).toBeGreaterThan(10n ** 24n);
    const [sender, reserve] = await call<[{ deposit: bigint }, { fundsRemaining: bigint }]>(
      'TicketBroker',
      'getSenderInfo',
      [someone],
    );
    expect(sender.deposit).toBeGreaterThan(0n);
    expect(reserve.fundsRemaining).toBeGreaterThan(0n);
    expect(await call('TicketBroker', 'claimedReserve', [someone, someone])).toBe(0n);
    expect(await call('ServiceRegistry', 'getServiceURI', [someone])).toMatch(/^https:/);
    const [, price, , updated] = await call<readonly bigint[]>('PriceFeed', 'latestRoundData');
    const scale = 10 ** Number(await call('PriceFeed', 'decimals'));
    expect(Number(price) / scale).toBeGreaterThan(100);
    expect(Date.now() / 1_000 - Number(updated)).toBeLessThanOrEqual(3_601);
    expect(await call('PriceFeed', 'description')).toBe('ETH / USD');
  });

  it('say `0x` where there is no code, and revert where there is no such function, as geth does', async () => {
    const ask = (to: string, data: string) => rpc(at('arb-eu'), 'eth_call', [{ to, data }, 'latest']);
    expect((await ask(someone, '0x8a19c8bc')).result).toBe('0x');
    const error = { code: -32000, message: 'execution reverted' };
    expect((await ask(livepeerDefaults.RoundsManager, '0x12345678')).error).toEqual(error);
    await on('arb-eu', 'wrong_chain');
    expect((await ask(livepeerDefaults.RoundsManager, '0x8a19c8bc')).result).toBe('0x');
  });

  it('answer as of the block that is asked for, and not above the head', async () => {
    const head = Number((await latest(at('arb-eu'))).number);
    const ask = (tag: string) =>
      rpc(at('arb-eu'), 'eth_call', [{ to: livepeerDefaults.RoundsManager, data: '0x8ae63d6d' }, tag]);
    expect(Number((await ask(hex(head))).result) - Number((await ask(hex(head - 480))).result)).toBe(10);
    expect((await ask(hex(head + 500))).error).toEqual({ code: -32000, message: 'header not found' });
  });
});

const events = parseAbi([
  'event Unbond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)',
  'event Rebond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount)',
  'event WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)',
  'event DepositFunded(address indexed sender, uint256 amount)',
  'event ReserveFunded(address indexed reserveHolder, uint256 amount)',
  'event Withdrawal(address indexed sender, uint256 deposit, uint256 reserve)',
  'event WinningTicketTransfer(address indexed sender, address indexed recipient, uint256 amount)',
  'event Unlock(address indexed sender, uint256 startRound, uint256 endRound)',
  'event UnlockCancelled(address indexed sender)',
  'event TranscoderActivated(address indexed transcoder, uint256 activationRound)',
  'event TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound)',
  'event ServiceURIUpdate(address indexed addr, string serviceURI)',
]);
const logs = (node: string, from: number, to: number, more: object = {}) =>
  rpc(at(node), 'eth_getLogs', [{ fromBlock: hex(from), toBlock: hex(to), ...more }]);
const head = async (node: string): Promise<number> => Number((await latest(at(node))).number);

describe('the logs of Livepeer', () => {
  it('are sparse, decode as what they say they are, and stand in the blocks that they name', async () => {
    const to = await head('arb-eu');
    const { result: found } = await logs('arb-eu', to - 4_000, to);
    expect(shapeOf(found[0])).toEqual({ ...recorded.log, topics: ['bytes32'], data: shapeOf(found[0].data) });
    expect(found.length).toBeGreaterThan(60);
    expect(found.length).toBeLessThan(240);
    const names = new Set(
      found.map((log: { data: Hex; topics: [Hex] }) => decodeEventLog({ abi: events, strict: true, ...log }).eventName),
    );
    expect(names.size).toBeGreaterThan(8);
    for (const log of found.slice(0, 20)) {
      const block = await result(at('arb-us'), 'eth_getBlockByNumber', [log.blockNumber, false]);
      expect(block.hash).toBe(log.blockHash);
      expect(block.transactions[Number(log.transactionIndex)]).toBe(log.transactionHash);
      expect(log.removed).toBe(false);
    }
    const places = found.map((log: { blockHash: string; logIndex: string }) => `${log.blockHash}/${log.logIndex}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('are the same at every node and reference, whole or in parts', async () => {
    const to = (await head('arb-eu')) - 40;
    const from = to - 1_000;
    const whole = (await logs('arb-eu', from, to)).result;
    for (const node of ['arb-us', 'arb-ap', 'arb-ref-1', 'arb-ref-2']) {
      expect((await logs(node, from, to)).result).toEqual(whole);
    }
    const parts = [await logs('arb-us', from, from + 300), await logs('arb-us', from + 301, to)];
    expect(parts.flatMap((part) => part.result)).toEqual(whole);
    const byHash = await rpc(at('arb-ap'), 'eth_getLogs', [{ blockHash: whole[0].blockHash }]);
    expect(byHash.result[0]).toEqual(whole[0]);
  });

  it('honour topics, OR-ed or not, and addresses', async () => {
    const to = await head('arb-eu');
    const all = (await logs('arb-eu', to - 2_000, to)).result;
    const [first, ...others] = [...new Set<string>(all.map((log: { topics: string[] }) => log.topics[0] ?? ''))];
    const count = (topics: unknown, address?: unknown): Promise<number> =>
      logs('arb-eu', to - 2_000, to, { topics, ...(address ? { address } : {}) }).then((seen) => seen.result.length);
    const ofFirst = all.filter((log: { topics: string[] }) => log.topics[0] === first).length;
    expect(await count([first])).toBe(ofFirst);
    expect(await count([[first, ...others]])).toBe(all.length);
    expect(await count([others])).toBe(all.length - ofFirst);
    expect(await count([null])).toBe(all.length);
    expect(await count([[`0x${'12'.repeat(32)}`]])).toBe(0);
    expect(await count([], livepeerDefaults.TicketBroker.toUpperCase().replace('X', 'x'))).toBeGreaterThan(0);
    expect(await count([], [someone])).toBe(0);
  });
});

describe('what a member meets while heads are fine', () => {
  it('logs_fail: an error for logs, and only for those', async () => {
    const to = await head('arb-eu');
    await on('arb-eu', 'logs_fail');
    expect((await logs('arb-eu', to - 20, to)).error.code).toBe(-32000);
    expect(Date.now() / 1_000 - Number((await latest(at('arb-eu'))).timestamp)).toBeLessThan(2);
  });

  it('logs_clamped: what its index lacks is missing without a word, settled windows too', async () => {
    await on('arb-eu', 'logs_clamped');
    const to = await head('arb-us');
    expect((await logs('arb-eu', to - 350, to + 50)).result).toEqual([]);
    expect((await logs('arb-us', to - 350, to)).result.length).toBeGreaterThan(0);
    expect((await logs('arb-eu', to - 4_000, to - 450)).result).toEqual(
      (await logs('arb-us', to - 4_000, to - 450)).result,
    );
  });

  it('hash_null: the block just announced is not known by its hash', async () => {
    await on('arb-eu', 'hash_null');
    const block = await latest(at('arb-eu'));
    expect(await result(at('arb-eu'), 'eth_getBlockByHash', [block.hash, false])).toBeNull();
  });

  it('gas_odd: fifty times the price of the others, who agree and do not change', async () => {
    const price = await result(at('arb-us'), 'eth_gasPrice');
    for (const node of ['arb-ap', 'arb-ref-1', 'arb-us']) expect(await result(at(node), 'eth_gasPrice')).toBe(price);
    await on('arb-eu', 'gas_odd');
    expect(Number(await result(at('arb-eu'), 'eth_gasPrice'))).toBe(Number(price) * 50);
  });

  it('calls_fail: an error for every call', async () => {
    await on('arb-eu', 'calls_fail');
    const answer = await rpc(at('arb-eu'), 'eth_call', [{ to: livepeerDefaults.Controller, data: '0x' }, 'latest']);
    expect(answer.error.code).toBe(-32000);
  });

  it('head_regress: the height goes up and down, in no rhythm, by less than what is stale', async () => {
    await on('arb-eu', 'head_regress');
    const heads: number[] = [];
    for (let turn = 0; turn < 30; turn++) heads.push(await head('arb-eu'));
    const low = heads.filter((number) => number < (heads[0] ?? 0) - 20 || number < Math.max(...heads) - 20).length;
    expect(low).toBeGreaterThan(8);
    expect(low).toBeLessThan(22);
    expect(Math.max(...heads) - Math.min(...heads)).toBeLessThan(60);
  });

  it('is bad in the record of truth, all of it, and an edge that is open is not', async () => {
    const state = () => sim.truth().edges.find(({ edge, region }) => edge === 'arb' && region === 'eu')?.state;
    const modes = ['logs_fail', 'logs_clamped', 'hash_null', 'gas_odd', 'calls_fail', 'head_regress'] as const;
    for (const mode of [...modes, 'challenge', 'rate_1015', 'http_522'] as const) {
      await on('edge:arb:eu', mode);
      expect([mode, state()]).toEqual([mode, 'bad']);
    }
    await on('edge:arb:eu', 'open');
    expect(state()).toBe('good');
    await sim.clear();
    await on('arb-eu', 'logs_fail');
    expect(state()).toBe('bad');
  });
});

describe('the batches of Arbitrum on Ethereum', () => {
  const inbox = '0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B6';
  const delivered = parseAbi([
    'struct Bounds { uint64 minTimestamp; uint64 maxTimestamp; uint64 minBlockNumber; uint64 maxBlockNumber; }',
    'event SequencerBatchDelivered(uint256 indexed batchSequenceNumber, bytes32 indexed beforeAcc, bytes32 indexed afterAcc, bytes32 delayedAcc, uint256 afterDelayedMessagesRead, Bounds timeBounds, uint8 dataLocation)',
  ]);
  const batches = async (node = 'eth-a') => {
    const to = await head(node);
    const answer = await logs(node, to - 100, to, { address: inbox });
    return answer.result;
  };

  it('come about every 105 seconds, in order, at every source, in the recorded shape', async () => {
    const found = await batches();
    expect(found.length).toBeGreaterThan(8);
    expect(found.length).toBeLessThan(14);
    expect(shapeOf(found[0])).toEqual(recorded.batchLog);
    const decoded = found.map((log: { data: Hex; topics: [Hex] }) => decodeEventLog({ abi: delivered, ...log }).args);
    for (const [index, batch] of decoded.entries()) {
      expect(batch.dataLocation).toBe(3);
      const before = decoded[index - 1];
      if (before) expect(batch.batchSequenceNumber).toBeGreaterThan(before.batchSequenceNumber);
    }
    expect((await batches('eth-ref-2')).slice(-5)).toEqual((await batches('eth-b')).slice(-5));
  });

  it('can be followed from the log to its transaction to its blobs, at the node and behind the edge', async () => {
    const log = (await batches()).at(-2);
    const transaction = await result(at('eth-b'), 'eth_getTransactionByHash', [log.transactionHash]);
    expect(shapeOf(transaction)).toEqual(recorded.blobTransaction);
    expect(transaction).toMatchObject({ type: '0x3', blockHash: log.blockHash, to: inbox.toLowerCase() });
    expect(await result(at('eth-b'), 'eth_getTransactionByHash', [`0x${'12'.repeat(32)}`])).toBeNull();
    const hashes: string[] = transaction.blobVersionedHashes;
    for (const hash of hashes) expect(hash).toMatch(/^0x01[0-9a-f]{62}$/);

    const block = await result(at('eth-a'), 'eth_getBlockByNumber', [log.blockNumber, false]);
    const { data: genesis } = await getJson(`${at('beacon-a')}/eth/v1/beacon/genesis`);
    const slot = (Number(block.timestamp) - Number(genesis.genesis_time)) / 12;
    const query = hashes.map((hash) => `versioned_hashes=${hash}`).join('&');
    const path = `/eth/v1/beacon/blobs/${slot}`;
    for (const base of [at('beacon-a'), sim.edges.eth.eu]) {
      const blobs = await getJson(`${base}${path}?${query}`);
      expect(blobs.data.map((blob: string) => blob.length)).toEqual(hashes.map(() => 262_146));
      expect((await getJson(`${base}${path}`)).data).toHaveLength(hashes.length);
      expect((await getJson(`${base}${path}?versioned_hashes=0x01${'ab'.repeat(31)}`)).data).toEqual([]);
    }
    await on('beacon-a', 'blobs_lost');
    expect((await fetchRaw(`${at('beacon-a')}${path}?${query}`)).status).toBe(404);
    expect((await fetchRaw(`${at('beacon-b')}${path}?${query}`)).status).toBe(200);
    await on('edge:eth:eu', 'blobs_lost');
    expect((await fetchRaw(`${sim.edges.eth.eu}${path}?${query}`)).status).toBe(404);
  });

  it('are not on another chain', async () => {
    await on('eth-a', 'wrong_chain');
    expect(await batches()).toEqual([]);
  });
});
