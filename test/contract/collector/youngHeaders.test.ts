/** What an idle connection keeps of answers that are over: nothing. Held against V8's own young collections. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { rpcBody } from '../../../collector/rpc/jsonRpc.ts';
import { createPool, type EndpointPool } from '../../../collector/rpc/pool.ts';
import { type FakeNode, startFakeNode } from '../../support/fakeNode.ts';

setFlagsFromString('--expose-gc');
// What the flag puts into a new context's globals.
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
/** Twice: what survives both is old. */
const collectYoung = (): void => {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
};

const questions = 100;
const answerBytes = 50_000;

let node: FakeNode | undefined;
let pool: EndpointPool | undefined;
afterEach(async () => {
  await pool?.close();
  await node?.stop();
});

it('frees an answer without a collection of everything', async () => {
  node = await startFakeNode((_body, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'x'.repeat(answerBytes) }));
  });
  pool = createPool({ url: new Secret(node.url), headers: {}, via: 'direct' });
  const body = rpcBody('eth_blockNumber', []);
  let before = 0;
  for (let question = 0; question < questions; question += 1) {
    const seen = await pool.exchange({ method: 'POST', body, deadline: 5 });
    expect(seen.ok).toBe(true);
    // What is left of it to do is done, and the connection idles for as long as two collections.
    await sleep(2);
    collectYoung();
    if (question === 10) before = process.memoryUsage().arrayBuffers;
  }
  const kept = process.memoryUsage().arrayBuffers - before;
  expect(kept).toBeLessThan((questions * answerBytes) / 4);
});
