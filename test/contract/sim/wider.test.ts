/** What stands beside the example's fleet: a quiet chain with a validator on one node, its feed and its batches; machines. */
import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hostMetrics } from '../../../collector/catalogue/foreign.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { freePorts } from '../../../demo/stack/ports.ts';
import { rollupKind } from '../../../exporters/index.ts';
import { pathTo } from '../journey/backend.ts';
import { fetchRaw, latest, result, rpc, until } from './client.ts';
import * as recorded from './recorded.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
const at = (name: string): string => sim.targets[name] ?? '';
const pageOf = async (name: string): Promise<string> => (await fetchRaw(sim.metrics[name] ?? '')).text;
const figure = (page: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

describe('a node of a quiet chain', () => {
  it('answers in the shapes of Nitro, under its own id, with a head that may be old', async () => {
    const block = await latest(at('nova-a'));
    expect(shapeOf(block)).toEqual(recorded.nitroBlock);
    expect(Date.now() / 1_000 - Number(block.timestamp)).toBeGreaterThan(29);
    expect(await result(at('nova-a'), 'eth_chainId')).toBe('0xa4ba');
    expect(await result(at('nova-a'), 'eth_syncing')).toBe(false);
    expect((await latest(at('nova-ref-1'))).hash).toBe(block.hash);
    expect(await pageOf('nova-a')).toContain('chain_info {chain_id="42170"} 1\n');
    // No offset between messages and blocks.
    expect(figure(await pageOf('nova-a'), 'arb_sequencenumber_inblock')).toBe(Number(block.number));
    // No contract of Livepeer's is there.
    const call = { to: '0xD8E8328501E9645d16Cf49539efC04f734606ee4', data: '0xe16c7d98' };
    expect(await result(at('nova-a'), 'eth_call', [call, 'latest'])).toBe('0x');
  });

  it('stands still while the others go on, once somebody uses the chain', async () => {
    await sim.set({ target: 'nova-a', mode: 'freeze' }, true);
    await sim.set({ target: 'chain:arbitrum-nova', mode: 'busy' }, true);
    const before = Number((await latest(at('nova-a'))).number);
    await until(async () => Number((await latest(at('nova-b'))).number) > before);
    expect(Number((await latest(at('nova-a'))).number)).toBe(before);
  });

  it('has its batches on Ethereum, under another bridge', async () => {
    const read = async (chain: 'arbitrum-nova' | 'arbitrum-one') => {
      const { context } = pathTo(sim.edges.eth.eu ?? '', { chain: knownChains.ethereum, target: 'eth' });
      const probe = rollupKind(knownChains[chain]);
      if (!probe) throw new Error('not known');
      return probe.ask(context.ask, 2);
    };
    const [nova, one] = [await read('arbitrum-nova'), await read('arbitrum-one')];
    expect(nova.batchCount).toBeGreaterThanOrEqual(412_600);
    expect(one.batchCount - nova.batchCount).toBeGreaterThan(100_000);
    const inbox = figure(await pageOf('nova-a'), 'arb_inbox_latest_batch');
    expect(inbox - nova.batchCount).toBeLessThanOrEqual(1);
  });

  it('its feed names its chain, replays what is not confirmed, and then brings nothing', async () => {
    const socket = new WebSocket(sim.feeds['nova-feed'] ?? '');
    const texts: string[] = [];
    let chain: unknown;
    socket.on('upgrade', ({ headers }) => {
      chain = headers['arbitrum-chain-id'];
    });
    socket.on('message', (data) => texts.push(String(data)));
    await until(async () => texts.length >= 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    socket.terminate();
    expect(chain).toBe('42170');
    expect(texts).toHaveLength(2);
    const [first] = texts.map((text) => JSON.parse(text));
    const head = Number((await latest(at('nova-a'))).number);
    expect(first.messages.at(-1).sequenceNumber).toBe(head);
  });
});

describe('a node that runs a validator', () => {
  it('shows it on its page and by its method; one without does neither', async () => {
    const page = await pageOf('nova-b');
    expect(page).toContain('# TYPE arb_validator_validations_failed gauge\narb_validator_validations_failed 0\n');
    const head = figure(page, 'arb_validator_msg_count_created');
    expect(figure(page, 'arb_validator_msg_count_validated')).toBe(head);
    expect(await pageOf('nova-a')).not.toContain('arb_validator');
    const { GlobalState, WasmRoots } = await result(at('nova-b'), 'arb_latestValidated');
    expect(WasmRoots).toEqual([]);
    expect(Object.keys(GlobalState)).toEqual(['BlockHash', 'SendRoot', 'Batch', 'PosInBatch']);
    expect(await result(at('nova-b'), 'eth_getBlockByHash', [GlobalState.BlockHash, false])).not.toBeNull();
    expect((await rpc(at('nova-a'), 'arb_latestValidated')).error.code).toBe(-32601);
  });

  it('cannot follow blocks and sees a rival, or does nothing any more', async () => {
    await sim.set({ target: 'nova-b', mode: 'validator_failing' }, true);
    const page = await pageOf('nova-b');
    expect(figure(page, 'arb_validator_validations_failed')).toBeGreaterThan(0);
    expect(figure(page, 'arb_validator_scanner_evil_assertion')).toBe(1);
    await sim.set({ target: 'nova-b', mode: 'validator_idle' }, true);
    const stood = figure(await pageOf('nova-b'), 'arb_validator_msg_count_validated');
    await sim.set({ target: 'chain:arbitrum-nova', mode: 'busy' }, true);
    await until(async () => figure(await pageOf('nova-b'), 'arb_validator_msg_count_created') > stood);
    const idle = await pageOf('nova-b');
    expect(figure(idle, 'arb_validator_msg_count_validated')).toBe(stood);
    expect(figure(idle, 'arb_validator_validations_pending')).toBeGreaterThan(0);
    expect(figure(idle, 'arb_validator_validations_failed')).toBe(0);
  });
});

describe('a machine', () => {
  const host = async (): Promise<string> => (await fetchRaw(`${sim.hosts['host-eu']}/metrics`)).text;
  const value = (page: string, series: string): number =>
    Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')
        .at(-1),
    );
  const data = '{device="/dev/nvme1n1",fstype="ext4",mountpoint="/data"}';

  it('tells of itself in the words of the real node_exporter, all that is read of one', async () => {
    const [port = 0] = await freePorts(1);
    const listen = `127.0.0.1:${port}`;
    const real = spawn('prometheus-node-exporter', [`--web.listen-address=${listen}`], { stdio: 'ignore' });
    try {
      const seen = async (): Promise<string> =>
        (await fetchRaw(`http://${listen}/metrics`).catch(() => ({ text: '' }))).text;
      await until(async () => (await seen()).includes('node_time_seconds '));
      const [theirs, ours] = [await seen(), await host()];
      const about = (page: string): ReadonlySet<string> =>
        new Set(page.split('\n').filter((line) => line.startsWith('# ')));
      for (const line of about(ours)) expect(about(theirs)).toContain(line);
      for (const { name } of Object.values(hostMetrics)) expect(ours).toMatch(new RegExp(`^${name}[ {]`, 'm'));
      const keysOf = (page: string, name: string): string | undefined =>
        new RegExp(`^${name}\\{(.*)\\}`, 'm').exec(page)?.[1]?.replace(/"[^"]*"/g, '');
      for (const name of ['node_cpu_seconds_total', 'node_filesystem_avail_bytes', 'node_disk_io_time_seconds_total'])
        expect(keysOf(ours, name)).toBe(keysOf(theirs, name) ?? keysOf(ours, name));
    } finally {
      real.kill();
    }
  });

  it('is well, and shows each fault where a real one shows it', async () => {
    const share = (page: string): number =>
      value(page, `node_filesystem_avail_bytes${data}`) / value(page, `node_filesystem_size_bytes${data}`);
    const memory = (page: string): number =>
      value(page, 'node_memory_MemAvailable_bytes') / value(page, 'node_memory_MemTotal_bytes');
    const well = await host();
    expect(share(well)).toBeGreaterThan(0.3);
    expect(memory(well)).toBeGreaterThan(0.5);
    expect(Math.abs(value(well, 'node_time_seconds') - Date.now() / 1_000)).toBeLessThan(1);
    expect(value(well, 'node_timex_sync_status')).toBe(1);

    await sim.set({ target: 'host:host-eu', mode: 'disk_full' }, true);
    expect(share(await host())).toBeCloseTo(0.04);
    await sim.set({ target: 'host:host-eu', mode: 'memory_short' }, true);
    expect(memory(await host())).toBeCloseTo(0.03);
    await sim.set({ target: 'host:host-eu', mode: 'clock_off', seconds: 7 }, true);
    const off = await host();
    expect(value(off, 'node_time_seconds') - Date.now() / 1_000).toBeGreaterThan(6);
    expect([value(off, 'node_timex_sync_status'), value(off, 'node_timex_maxerror_seconds')]).toEqual([0, 16]);
    await sim.set({ target: 'host:host-eu', mode: 'refuse' }, true);
    await expect(host()).rejects.toThrow('ECONNREFUSED');
    // Its node goes on.
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
  });
});
