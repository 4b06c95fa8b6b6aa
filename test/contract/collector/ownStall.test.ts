/** A stall of our own process is no failure of whoever has answered in time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { askRpc, rpcBody } from '../../../collector/rpc/jsonRpc.ts';
import { createPool, type EndpointPool } from '../../../collector/rpc/pool.ts';
import { type FakeNode, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';

const answer = wellBehaved(1, () => ({ number: 1, timestamp: 1 }));
const deadline = 0.2;
let fake: FakeNode;
let pool: EndpointPool;
beforeAll(async () => {
  fake = await startFakeNode(answer);
  pool = createPool({ url: new Secret(fake.url), headers: {}, via: 'direct' });
});
afterAll(async () => {
  await pool.close();
  await fake.stop();
});

const ask = () => askRpc(pool, rpcBody('eth_chainId', []), deadline);

it('an answer that lies in the socket when we come round is read, though its deadline has passed', async () => {
  // The connection is made first.
  expect(await ask()).toMatchObject({ ok: true });
  fake.answer = (body, response, request) => {
    answer(body, response, request);
    const until = performance.now() + 2 * deadline * 1000;
    while (performance.now() < until);
  };
  expect(await ask()).toMatchObject({ ok: true, value: '0x1' });
});

it('silence is a timeout as before', async () => {
  fake.answer = () => undefined;
  const began = performance.now();
  expect(await ask()).toMatchObject({ ok: false, reason: 'timeout' });
  expect(performance.now() - began).toBeLessThan(5 * deadline * 1000);
});
