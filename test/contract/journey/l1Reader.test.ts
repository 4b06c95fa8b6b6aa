/** The journey of whoever reads Ethereum for Arbitrum: tags, batches and their blobs. */
import { expect, onTestFinished, test } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { journeyKinds } from '../../../exporters/index.ts';
import { hashOf, startFakeNode } from '../../support/fakeNode.ts';
import { type Backend, linesOf, type Method, pathTo, RpcError, startBackend } from './backend.ts';

const genesis = 1_606_824_023;
const versioned = [`0x01${'a'.repeat(62)}`, `0x01${'b'.repeat(62)}`];
const blob = `0x${'00'.repeat(131_072)}`;
const batchTx = `0x${'7'.repeat(64)}`;

/** A beacon API whose answer to a blob question a test decides. */
const startBeacon = async () => {
  const empty: string[] = [];
  const beacon = { status: 200, data: (hashes: readonly string[]): unknown => hashes.map(() => blob), slots: empty };
  const fake = await startFakeNode((_body, response, request) => {
    const url = new URL(request.url ?? '', 'http://beacon');
    if (url.pathname === '/eth/v1/beacon/genesis') {
      response.end(JSON.stringify({ data: { genesis_time: String(genesis) } }));
      return;
    }
    const hashes = url.searchParams.getAll('versioned_hashes');
    beacon.slots.push(`${url.pathname.split('/').at(-1)} ${hashes.join(' ')}`);
    response.statusCode = beacon.status;
    response.end(JSON.stringify({ execution_optimistic: false, finalized: true, data: beacon.data(hashes) }));
  });
  onTestFinished(fake.stop);
  return Object.assign(beacon, { url: fake.url });
};

const withBatch = (backend: Backend, hashes: readonly string[] = versioned): void => {
  backend.logs = [{ block: backend.head - 20, index: 4, tx: batchTx }];
  backend.methods.eth_getTransactionByHash = ([hash]) => ({ hash, type: '0x3', blobVersionedHashes: hashes });
};

const start = async (chain: (typeof knownChains)['ethereum' | 'sepolia' | 'arbitrum-nova'] = knownChains.ethereum) => {
  const backend = await startBackend(chain.id);
  const beacon = await startBeacon();
  const path = pathTo(backend.url, { chain, target: 'eth', beacon: beacon.url });
  return { backend, beacon, journey: journeyKinds['l1-reader'](path.context), ...path };
};

test('all is well: tags in order, the batches since before the cursor by address and topic, then their blobs one by one', async () => {
  const { backend, beacon, journey, slow } = await start();
  withBatch(backend);
  expect(await journey.run()).toEqual({ ok: true });
  const text = await slow();
  for (const step of ['chain_id', 'head', 'safe', 'finalized', 'batch_logs', 'blob']) {
    expect(linesOf(text, 'headwatch_journey_steps_total', `step="${step}"`, 'outcome="ok"')).toHaveLength(1);
  }
  const [filter] = backend.asked.find(({ method }) => method === 'eth_getLogs')?.params ?? [];
  expect(filter).toEqual({
    fromBlock: '0xc2ec',
    toBlock: '0xc350',
    address: '0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B6',
    topics: [['0x7394f4a19a13c7b92b5bb71033245305946ef78452f7b4986ac1390b5df4ebd7']],
  });
  const slot = Math.floor((backend.timestamp - genesis) / 12);
  expect(beacon.slots).toEqual(versioned.map((hash) => `${slot} ${hash}`));
  expect(journey.boot).toBeUndefined();

  // The blob is not fetched again for some minutes; the logs go on from shortly before the cursor.
  backend.asked.length = 0;
  backend.head += 1;
  expect(await journey.run()).toEqual({ ok: true });
  expect(beacon.slots).toHaveLength(2);
  expect(backend.asked.find(({ method }) => method === 'eth_getLogs')?.params).toMatchObject([
    { fromBlock: '0xc347', toBlock: '0xc351' },
  ]);
});

test('a batch that a reorganisation took back is not asked for', async () => {
  const { backend, beacon, journey } = await start();
  withBatch(backend);
  backend.logs = [{ block: backend.head - 3, index: 4, tx: batchTx }];
  expect(await journey.run()).toEqual({ ok: true });
  backend.logs = [];
  backend.head += 1;
  expect(await journey.run()).toEqual({ ok: true });
  backend.methods.eth_getBlockByHash = () => null;
  backend.head += 8;
  expect(await journey.run()).toEqual({ ok: true });
  expect(beacon.slots).toEqual([]);
});

test('a client that has just started has no safe block yet: that is neither good nor bad', async () => {
  const { backend, journey, slow } = await start();
  const answers: Method[] = [
    () => null,
    () => {
      throw new RpcError(-32000);
    },
    () => {
      throw new RpcError(-39001);
    },
  ];
  for (const answer of answers) {
    backend.methods.eth_getBlockByNumber = ([tag]) => (tag === 'latest' ? undefined : answer([tag]));
    expect(await journey.run()).toEqual({ ok: true });
  }
  expect(linesOf(await slow(), 'headwatch_journey_steps_total', 'step="safe"')).toEqual([]);
});

test('tags out of their order are inconsistent', async () => {
  const { backend, journey } = await start();
  const at = (safe: number, finalized: number): void => {
    backend.methods.eth_getBlockByNumber = ([tag]) => {
      const number = tag === 'safe' ? safe : tag === 'finalized' ? finalized : backend.head;
      return { number: `0x${number.toString(16)}`, timestamp: '0x1', hash: hashOf(number) };
    };
  };
  at(backend.head + 1, 5);
  expect(await journey.run()).toEqual({ ok: false, step: 'safe', reason: 'inconsistent' });
  at(100, 101);
  expect(await journey.run()).toEqual({ ok: false, step: 'finalized', reason: 'inconsistent' });
  at(backend.head, backend.head);
  expect(await journey.run()).toEqual({ ok: true });
});

test('logs refused', async () => {
  const { backend, journey } = await start();
  backend.methods.eth_getLogs = () => {
    throw new RpcError(-32005);
  };
  expect(await journey.run()).toEqual({ ok: false, step: 'batch_logs', reason: 'rpc_error' });
});

test('blobs that are gone: a 404, fewer than asked for, or something that is no blob', async () => {
  const { backend, beacon, journey } = await start();
  withBatch(backend);
  beacon.status = 404;
  expect(await journey.run()).toEqual({ ok: false, step: 'blob', reason: 'blob_missing' });
  beacon.status = 503;
  expect(await journey.run()).toEqual({ ok: false, step: 'blob', reason: 'http_5xx' });
  beacon.status = 200;
  beacon.data = () => [];
  expect(await journey.run()).toEqual({ ok: false, step: 'blob', reason: 'blob_missing' });
  beacon.data = () => ['0x00'];
  expect(await journey.run()).toEqual({ ok: false, step: 'blob', reason: 'bad_shape' });
  beacon.data = (hashes) => [...hashes, ...hashes].map(() => blob);
  expect(await journey.run()).toEqual({ ok: false, step: 'blob', reason: 'inconsistent' });
  beacon.data = (hashes) => hashes.map(() => blob);
  expect(await journey.run()).toEqual({ ok: true });
});

test('no blob is asked for where none is known: no batch, one without blobs, one too young, no beacon, another chain', async () => {
  const { backend, beacon, journey } = await start();
  expect(await journey.run()).toEqual({ ok: true });
  backend.logs = [{ block: backend.head + 1, index: 0, tx: batchTx }];
  backend.head += 2;
  expect(await journey.run()).toEqual({ ok: true });
  withBatch(backend, []);
  backend.head += 200;
  withBatch(backend, []);
  expect(await journey.run()).toEqual({ ok: true });
  expect(beacon.slots).toEqual([]);

  const alone = pathTo(backend.url, { chain: knownChains.ethereum });
  withBatch(backend);
  expect(await journeyKinds['l1-reader'](alone.context).run()).toEqual({ ok: true });

  const nova = await start(knownChains['arbitrum-nova']);
  expect(await nova.journey.run()).toEqual({ ok: true });
  expect(linesOf(await nova.slow(), 'headwatch_journey_steps_total', 'step="batch_logs"')).toEqual([]);
});
