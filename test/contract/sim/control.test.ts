import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { edgeModes, faults, simModes } from '../../../demo/faults/index.ts';
import { startSim } from '../../../demo/sim/main.ts';
import { feedModes, hostModes } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { control, fetchRaw, getJson, post, rpc } from './client.ts';

let sim: Sim;
const truth = () => getJson(`${sim.control}/control/truth`);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

describe('the control API', () => {
  it('switches a mode on and off, and keeps the record', async () => {
    const start = Date.now() / 1_000;
    expect((await control(sim.control, 'set', { target: 'arb-eu', mode: 'lag', on: true, seconds: 33 })).status).toBe(
      200,
    );
    const during = await truth();
    expect(during.actions).toMatchObject([{ target: 'arb-eu', mode: 'lag', seconds: 33 }]);
    expect(during.actions[0].since).toBeGreaterThanOrEqual(start - 0.01);
    await control(sim.control, 'set', { target: 'arb-eu', mode: 'lag', on: false });
    const after = await truth();
    expect(after.actions).toEqual([]);
    expect(after.log.slice(-2)).toMatchObject([
      { target: 'arb-eu', mode: 'lag', on: true },
      { target: 'arb-eu', mode: 'lag', on: false },
    ]);
  });

  it('knows every fault by name, injects it and lifts it', async () => {
    const listed = await getJson(`${sim.control}/control/faults`);
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(Object.keys(faults));
    for (const [name, { does }] of Object.entries(faults)) {
      expect((await control(sim.control, 'fault', { fault: name, on: true })).status).toBe(200);
      expect((await truth()).actions).toMatchObject(does);
      await control(sim.control, 'fault', { fault: name, on: false });
    }
    expect((await truth()).actions).toEqual([]);
  });

  it('clears everything at once', async () => {
    await sim.set({ target: 'arb-eu', mode: 'refuse' }, true);
    await sim.set({ target: 'edge:arb', mode: 'hang' }, true);
    await sim.set({ target: 'chain:ethereum', mode: 'halt' }, true);
    await control(sim.control, 'clear', {});
    expect((await truth()).actions).toEqual([]);
    expect((await rpc(sim.targets['arb-eu'] ?? '', 'eth_chainId')).result).toBe('0xa4b1');
  });

  it.each([
    ['set', { target: 'arb-xx', mode: 'lag' }, /unknown target arb-xx; there are .*arb-eu/],
    ['set', { target: 'arb-eu', mode: 'explode' }, /no mode explode; it has refuse/],
    ['set', { target: 'arb-eu', mode: 'halt' }, /no mode halt/],
    ['set', { target: 'chain:arbitrum-one', mode: 'freeze' }, /no mode freeze; it has halt/],
    ['set', { target: 'control-1', mode: 'freeze' }, /no mode freeze/],
    ['set', { target: 'arb-eu', mode: 'lag', seconds: -1 }, /seconds is a number/],
    ['set', { target: 'arb-eu', mode: 'lag', on: 'yes' }, /on is true or false/],
    ['set', { mode: 'lag' }, /target and mode are needed/],
    ['set', [1], /target and mode/],
    ['fault', { fault: 'toString' }, /unknown fault toString; there are node-down/],
    ['fault', {}, /fault is needed/],
  ])('says what is wrong with %s %j', async (path, body, message) => {
    const seen = await control(sim.control, path, body);
    expect(seen.status).toBe(400);
    expect(JSON.parse(seen.text).error).toMatch(message);
    expect((await truth()).actions).toEqual([]);
  });

  it('answers 404 elsewhere and 400 for a body that is no JSON', async () => {
    expect((await fetchRaw(`${sim.control}/control/nothing`)).status).toBe(404);
    expect((await fetchRaw(`${sim.control}/control/set`, { method: 'POST', body: 'x' })).status).toBe(400);
  });

  it('counts requests by target and method', async () => {
    for (let turn = 0; turn < 3; turn++) await rpc(sim.targets['arb-ref-2'] ?? '', 'eth_gasPrice');
    await fetchRaw(`${sim.targets['beacon-b']}/eth/v1/beacon/blobs/15?versioned_hashes=0x01`);
    const counts = await getJson(`${sim.control}/control/requests`);
    expect(counts['arb-ref-2']).toEqual({ eth_gasPrice: 3 });
    expect(counts['beacon-b']).toEqual({ 'GET /eth/v1/beacon/blobs/:slot': 1 });
  });

  it('counts a bounded number of names, whatever is asked', async () => {
    const calls = Array.from({ length: 500 }, (_, index) => ({ jsonrpc: '2.0', id: index, method: `odd_${index}` }));
    await fetchRaw(sim.targets['eth-ref-1'] ?? '', { body: JSON.stringify(calls) });
    expect(Object.keys(sim.requests()['eth-ref-1'] ?? {}).length).toBeLessThanOrEqual(101);
  });

  it('blinds a vantage: its controls can fail too', async () => {
    await sim.set({ target: 'control-1', mode: 'http_502' }, true);
    expect((await fetchRaw(sim.controls[0] ?? '')).status).toBe(502);
    expect((await fetchRaw(sim.controls[1] ?? '')).status).toBe(200);
  });

  it('offers every mode on every region of an edge, all but Cloudflare’s own on nodes, a feed its own, and a machine its own', async () => {
    const { modes, targets } = await getJson(`${sim.control}/control/targets`);
    for (const name of ['edge:arb', 'edge:arb:eu', 'edge:eth:eu']) {
      expect(modes[name]).toEqual(simModes.filter((mode) => !feedModes.has(mode) && !hostModes.has(mode)));
    }
    const alone = [edgeModes, feedModes, hostModes];
    const ofNodes = simModes.filter((mode) => alone.every((modes) => !modes.has(mode)));
    for (const name of Object.keys(targets)) expect(modes[name]).toEqual(ofNodes);
    expect(modes['feed:arb-feed']).toEqual(expect.arrayContaining([...feedModes, 'refuse', 'hang', 'garbage', 'huge']));
    expect(modes['feed:arb-feed']).not.toContain('null_block');
    expect(modes['host:host-eu']).toEqual(expect.arrayContaining([...hostModes, 'refuse', 'hang', 'http_502']));
    expect(modes['host:host-eu']).not.toContain('lag');
  });

  it('understands JSON from curl -d, which calls it a form', async () => {
    const type = 'application/x-www-form-urlencoded';
    const body = '{"fault":"node-down"}';
    const seen = await fetchRaw(`${sim.control}/control/fault`, { method: 'POST', body, type, accept: '*/*' });
    expect(seen.status).toBe(200);
    expect(sim.truth().actions).toMatchObject(faults['node-down'].does);
  });

  it('has a page whose forms work without a script', async () => {
    const page = await fetchRaw(`${sim.control}/control/`);
    expect(page.type).toContain('text/html');
    expect(page.text).toContain('edge:arb:eu');
    expect(page.text).not.toContain('<script');
    const form = 'target=arb-us&mode=hang&on=true';
    const seen = await fetchRaw(`${sim.control}/control/set`, {
      method: 'POST',
      body: form,
      type: 'application/x-www-form-urlencoded',
      accept: 'text/html,*/*',
    });
    expect(seen.status).toBe(303);
    expect(sim.truth().actions).toMatchObject([{ target: 'arb-us', mode: 'hang' }]);
  });
});

describe('latency', () => {
  it('is what was asked for, on every request', async () => {
    const slow = await startSim({ anvil: 'none', latencyMs: { min: 60, max: 80 } });
    try {
      const begun = performance.now();
      await post(slow.targets['arb-eu'] ?? '', 'eth_chainId');
      expect(performance.now() - begun).toBeGreaterThanOrEqual(57);
    } finally {
      await slow.stop();
    }
  });
});
