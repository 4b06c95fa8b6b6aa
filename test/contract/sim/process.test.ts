import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimUrls } from '../../../demo/sim/types.ts';
import { fetchRaw, getJson, latest, post, result, until } from './client.ts';

const entry = new URL('../../../demo/sim/process.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

const start = (options: unknown): ChildProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
};

const firstLine = async (child: ChildProcess): Promise<SimUrls> => {
  if (!child.stdout) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('the process ended without a line');
};

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null ? Promise.resolve(child.exitCode) : new Promise((resolve) => child.once('exit', resolve));

/** What a process has started, directly or not (Linux: /proc). */
const descendants = (parent: number): { pid: number; command: string }[] => {
  const all = readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${Number(name)}/stat`, 'utf8');
      return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
    } catch {
      return [];
    }
  });
  const below = (pid: number): number[] =>
    all.filter((one) => one.parent === pid).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(parent).map((pid) => ({ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }));
};

/** Running, and not merely waiting to be reaped. */
const alive = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('as a process of its own, on a real anvil', () => {
  it('prints its URLs, serves the real Ethereum behind every source, and ends on SIGTERM', async () => {
    const child = start({ anvil: 'spawn', latencyMs: { min: 0, max: 0 } });
    const urls = await firstLine(child);
    const [a, b, ref] = ['eth-a', 'eth-b', 'eth-ref-1'].map((name) => urls.targets[name] ?? '') as [
      string,
      string,
      string,
    ];

    const head = await latest(a);
    expect(Date.now() / 1_000 - Number(head.timestamp)).toBeLessThanOrEqual(15);
    expect(await result(a, 'eth_chainId')).toBe('0x1');
    for (const url of [b, ref]) expect(await result(url, 'eth_getBlockByHash', [head.hash, false])).toEqual(head);
    const parent = await result(b, 'eth_getBlockByHash', [head.parentHash, false]);
    expect(Number(head.timestamp) - Number(parent.timestamp)).toBe(12);
    // What the simulator does not hold comes from anvil itself, but none of its switches.
    expect(Number(await result(a, 'eth_getBalance', ['0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266', 'latest']))).toBe(
      1e22,
    );
    expect((await result(a, 'eth_feeHistory', [2, 'latest', [50]])).baseFeePerGas).toHaveLength(3);
    for (const method of ['anvil_mine', 'evm_mine', 'eth_sendTransaction', 'hardhat_mine']) {
      expect(JSON.parse((await post(a, method)).text).error.code).toBe(-32601);
    }
    const finalized = Number((await result(a, 'eth_getBlockByNumber', ['finalized', false])).number);
    // A slot may begin between any two questions.
    expect([12, 11]).toContain(Number(head.number) - finalized);

    const { data } = await getJson(`${urls.targets['beacon-a']}/eth/v1/beacon/genesis`);
    expect((Number(head.timestamp) - Number(data.genesis_time)) % 12).toBe(0);
    const l1 = Number((await latest(urls.targets['arb-eu'] ?? '')).l1BlockNumber);
    expect(Number(head.number) - l1).toBeLessThanOrEqual(3);
    expect(l1).toBeLessThanOrEqual(Number((await latest(a)).number));

    // Anvil knows nothing of Arbitrum: its batches are laid over its blocks.
    const filter = { fromBlock: '0x0', toBlock: head.number, address: '0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B6' };
    const batch = (await result(a, 'eth_getLogs', [filter])).at(-1);
    expect(await result(b, 'eth_getBlockByHash', [batch.blockHash, false])).toMatchObject({
      number: batch.blockNumber,
    });
    const carried = await result(b, 'eth_getTransactionByHash', [batch.transactionHash]);
    const posted = await result(a, 'eth_getBlockByNumber', [batch.blockNumber, false]);
    const slot = (Number(posted.timestamp) - Number(data.genesis_time)) / 12;
    const blobs = await getJson(`${urls.edges.eth.eu}/eth/v1/beacon/blobs/${slot}`);
    expect(blobs.data).toHaveLength(carried.blobVersionedHashes.length);

    // The next slot has the next block, at every source.
    await until(async () => Number((await latest(b)).number) > Number(head.number), 14_000);
    const next = await result(b, 'eth_getBlockByNumber', [`0x${(Number(head.number) + 1).toString(16)}`, false]);
    expect(Number(next.timestamp) - Number(head.timestamp)).toBe(12);
    expect(next.parentHash).toBe(head.hash);

    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    await expect(fetchRaw(a)).rejects.toThrow('ECONNREFUSED');
  }, 40_000);

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no anvil behind after %s', async (signal) => {
    const child = start({ anvil: 'spawn' });
    await firstLine(child);
    const family = descendants(child.pid ?? 0);
    expect(family.some(({ command }) => command.includes('anvil'))).toBe(true);
    child.kill(signal);
    await ended(child);
    await until(async () => family.every(({ pid }) => !alive(pid)));
  });

  it('says in one line why it cannot start', async () => {
    const child = start({ anvil: { url: 'http://127.0.0.1:1' } });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    expect(await ended(child)).toBe(1);
    expect(said).toMatch(/^simulator: anvil does not answer .+\n$/);
  });
});
