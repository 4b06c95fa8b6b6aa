/** The journeys on the simulated fleet: right when all is well, and each of its faults ends in its step and reason. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { newCompany } from '../../../collector/probe/journey.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimMode } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { journeyKinds } from '../../../exporters/index.ts';
import { linesOf, pathTo } from './backend.ts';

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

const onEdge = () => {
  const url = sim.edges.arb.eu ?? '';
  const path = pathTo(url, { socket: url.replace('http:', 'ws:') });
  return { ...path, journey: journeyKinds['livepeer-orchestrator'](path.context) };
};
const onEthereum = () => {
  const url = sim.edges.eth.eu ?? '';
  const path = pathTo(url, { chain: knownChains.ethereum, target: 'eth', beacon: url });
  return { ...path, journey: journeyKinds['l1-reader'](path.context) };
};

test('a Livepeer process is well served over the edge, when it starts and when it runs', async () => {
  const { journey, slow } = onEdge();
  expect(await journey.boot?.()).toEqual({ ok: true });
  expect(await journey.run()).toEqual({ ok: true });
  await expect
    .poll(async () => [await journey.run(), linesOf(await slow(), 'headwatch_subscription_up{')[0]?.at(-1)])
    .toEqual([{ ok: true }, '1']);
  await journey.stop();
});

test('a Nitro node can read its parent chain over the edge, blobs too', async () => {
  const { journey, slow } = onEthereum();
  expect(await journey.run()).toEqual({ ok: true });
  const text = await slow();
  for (const step of ['safe', 'finalized', 'batch_logs', 'blob']) {
    expect(linesOf(text, 'headwatch_journey_steps_total', `step="${step}"`, 'outcome="ok"'), step).toHaveLength(1);
  }
});

const faults: readonly (readonly [SimMode, string, string])[] = [
  ['wrong_chain', 'chain_id', 'wrong_chain'],
  ['logs_fail', 'logs', 'rpc_error'],
  ['hash_null', 'block_by_hash', 'inconsistent'],
  ['calls_fail', 'contracts', 'rpc_error'],
  ['challenge', 'chain_id', 'edge_challenge'],
  ['rate_1015', 'chain_id', 'http_429'],
  ['http_522', 'chain_id', 'edge_error'],
];
for (const [mode, step, reason] of faults) {
  test(`${mode} on the edge ends at ${step} as ${reason}`, async () => {
    const { journey } = onEdge();
    await sim.set({ target: 'edge:arb', mode }, true);
    expect(await journey.run()).toEqual({ ok: false, step, reason });
    await sim.clear();
    expect(await journey.run()).toEqual({ ok: true });
    await journey.stop();
  });
}

test('gas_odd of one node is found beside two honest ones, who stay well', async () => {
  const company = newCompany();
  const [odd, ...honest] = ['arb-eu', 'arb-us', 'arb-ap'].map((target) => {
    const { context } = pathTo(sim.targets[target] ?? '', { target, company });
    return journeyKinds['livepeer-orchestrator'](context);
  });
  await sim.set({ target: 'arb-eu', mode: 'gas_odd' }, true);
  // Alone nobody can tell.
  expect(await odd?.run()).toEqual({ ok: true });
  for (const journey of honest) expect(await journey.run()).toEqual({ ok: true });
  expect(await odd?.run()).toEqual({ ok: false, step: 'gas_price', reason: 'out_of_range' });
  for (const journey of honest) expect(await journey.run()).toEqual({ ok: true });
  await sim.clear();
  expect(await odd?.run()).toEqual({ ok: true });
});

test('blobs_lost at the beacon nodes is blob_missing', async () => {
  for (const target of ['beacon-a', 'beacon-b']) await sim.set({ target, mode: 'blobs_lost' }, true);
  expect(await onEthereum().journey.run()).toEqual({ ok: false, step: 'blob', reason: 'blob_missing' });
});
