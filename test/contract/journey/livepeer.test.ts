/** The Livepeer journey against a node whose every answer can be wrong: each fault has its step and its reason. */
import { expect, test } from 'vitest';
import { livepeerDefaults } from '../../../collector/config/livepeer.ts';
import { newCompany } from '../../../collector/probe/journey.ts';
import { journeyKinds } from '../../../exporters/index.ts';
import { livepeerTopics } from '../../../exporters/journey/livepeer/topics.ts';
import { type Backend, linesOf, type Method, type PathOptions, pathTo, RpcError, startBackend } from './backend.ts';

const start = async (given: Partial<Backend> = {}, options: PathOptions = {}) => {
  const backend = await startBackend(42_161, given);
  const path = pathTo(backend.url, options);
  const journey = journeyKinds['livepeer-orchestrator'](path.context);
  const methods = (): readonly string[] => backend.asked.splice(0).map(({ method }) => method);
  return { backend, journey, methods, ...path };
};

test('all is well: every step in its order, as a member asks, and each is counted', async () => {
  const { journey, methods, slow } = await start();
  expect(await journey.run()).toEqual({ ok: true });
  expect(methods()).toEqual([
    'eth_chainId',
    'eth_getBlockByNumber',
    'eth_getLogs',
    'eth_getLogs',
    'eth_getBlockByHash',
    'eth_gasPrice',
    ...Array.from({ length: 4 }, () => 'eth_call'),
  ]);
  const text = await slow();
  for (const step of ['chain_id', 'head', 'logs', 'settled_logs', 'block_by_hash', 'gas_price', 'contracts']) {
    const about = ['journey="livepeer-orchestrator"', `step="${step}"`];
    expect(linesOf(text, 'headwatch_journey_steps_total', ...about, 'outcome="ok"')).toHaveLength(1);
    expect(linesOf(text, 'headwatch_journey_step_duration_seconds_count', ...about)).toHaveLength(1);
  }
  expect(text).not.toContain('step="subscription"');
});

const faults: Readonly<Record<string, { method: string; answer: Method; step: string; reason: string }>> = {
  'another chain': { method: 'eth_chainId', answer: () => '0x1', step: 'chain_id', reason: 'wrong_chain' },
  'no head': { method: 'eth_getBlockByNumber', answer: () => null, step: 'head', reason: 'null_result' },
  'logs refused': {
    method: 'eth_getLogs',
    answer: () => {
      throw new RpcError(-32000);
    },
    step: 'logs',
    reason: 'rpc_error',
  },
  'logs that are no list': { method: 'eth_getLogs', answer: () => ({}), step: 'logs', reason: 'bad_shape' },
  'logs from outside the range': {
    method: 'eth_getLogs',
    answer: () => [
      { blockNumber: '0x1', blockHash: `0x${'1'.repeat(64)}`, transactionHash: `0x${'1'.repeat(64)}`, logIndex: '0x0' },
    ],
    step: 'logs',
    reason: 'bad_shape',
  },
  'a backend that does not know the head': {
    method: 'eth_getBlockByHash',
    answer: () => null,
    step: 'block_by_hash',
    reason: 'inconsistent',
  },
  'gas for nothing': { method: 'eth_gasPrice', answer: () => '0x0', step: 'gas_price', reason: 'out_of_range' },
  'a number where hex belongs': { method: 'eth_gasPrice', answer: () => 5, step: 'gas_price', reason: 'bad_shape' },
  'no contract there': { method: 'eth_call', answer: () => '0x', step: 'contracts', reason: 'bad_shape' },
  'bytes that decode to nothing': {
    method: 'eth_call',
    answer: () => '0x1234',
    step: 'contracts',
    reason: 'bad_shape',
  },
  'a call that is not offered': {
    method: 'eth_call',
    answer: () => {
      throw new RpcError(-32601);
    },
    step: 'contracts',
    reason: 'rpc_unsupported',
  },
};

for (const [name, { method, answer, step, reason }] of Object.entries(faults)) {
  test(`${name}: ${step} ends as ${reason}, and the next good run is good`, async () => {
    const { backend, journey, slow } = await start();
    backend.methods[method] = answer;
    expect(await journey.run()).toEqual({ ok: false, step, reason });
    expect(
      linesOf(await slow(), 'headwatch_journey_steps_total', `step="${step}"`, `outcome="${reason}"`),
    ).toHaveLength(1);
    delete backend.methods[method];
    expect(await journey.run()).toEqual({ ok: true });
  });
}

test('a head without the L1 number is l1_missing: a member would take the L2 height for it', async () => {
  const { backend, journey, slow } = await start();
  const known = { number: '0xc350', timestamp: '0x1', hash: `0x${'a'.repeat(64)}` };
  backend.methods.eth_getBlockByNumber = () => known;
  expect(await journey.run()).toEqual({ ok: false, step: 'head', reason: 'l1_missing' });
  expect(linesOf(await slow(), 'headwatch_l1_block_number{')).toEqual([]);
});

test('HTTP faults keep their closed reasons', async () => {
  const { backend, journey } = await start();
  backend.status = 429;
  expect(await journey.run()).toEqual({ ok: false, step: 'chain_id', reason: 'http_429' });
  backend.status = 503;
  expect(await journey.run()).toEqual({ ok: false, step: 'chain_id', reason: 'http_5xx' });
});

test('a head lower than before is regressed and counted, until a height is reached again', async () => {
  const { backend, journey, slow } = await start();
  expect(await journey.run()).toEqual({ ok: true });
  backend.head -= 10;
  expect(await journey.run()).toEqual({ ok: false, step: 'head', reason: 'regressed' });
  expect(await journey.run()).toEqual({ ok: false, step: 'head', reason: 'regressed' });
  expect(linesOf(await slow(), 'headwatch_head_regressions_total{')[0]).toMatch(/ 2$/);
  backend.head += 30;
  expect(await journey.run()).toEqual({ ok: true });
});

test('a height that nobody reaches any more is given up in the end', async () => {
  const { backend, journey } = await start({}, { ladder: { readmit: 0 } });
  backend.head += 1_000_000;
  expect(await journey.run()).toEqual({ ok: true });
  backend.head -= 1_000_000;
  expect(await journey.run()).toEqual({ ok: false, step: 'head', reason: 'regressed' });
  expect(await journey.run()).toEqual({ ok: true });
});

test('two backends a block apart in the same instant are no regression', async () => {
  const { backend, journey } = await start();
  await journey.run();
  backend.head -= 1;
  expect(await journey.run()).toEqual({ ok: true });
});

test('the age of the L1 block is by the parent chain that we watch; without one it is absent', async () => {
  const now = Date.now() / 1000;
  const { journey, slow } = await start(
    { l1: 890 },
    { l1Head: () => ({ number: 900, timestamp: now - 3, hash: '0x' }) },
  );
  await journey.run();
  const text = await slow();
  expect(linesOf(text, 'headwatch_l1_block_number{')[0]).toMatch(/ 890$/);
  const age = Number(linesOf(text, 'headwatch_l1_block_age_seconds{')[0]?.split(' ').at(-1));
  expect(age).toBeGreaterThanOrEqual(123);
  expect(age).toBeLessThan(125);

  const without = await start();
  await without.journey.run();
  expect(linesOf(await without.slow(), 'headwatch_l1_block_age_seconds{')).toEqual([]);
});

const logQuestions = (backend: Backend): readonly (readonly [number, number])[] =>
  backend.asked.splice(0).flatMap(({ method, params: [filter] }) => {
    if (method !== 'eth_getLogs') return [];
    const { fromBlock, toBlock } = filter as { fromBlock: string; toBlock: string };
    return [[Number(fromBlock), Number(toBlock)] as const];
  });

test("logs go from the cursor to the head with a member's 13 topics and no address, and wait for a failure", async () => {
  const { backend, journey } = await start();
  await journey.run();
  const [first] = backend.asked.filter(({ method }) => method === 'eth_getLogs');
  expect(first?.params).toEqual([{ fromBlock: '0xc33d', toBlock: '0xc350', topics: [livepeerTopics] }]);
  expect(livepeerTopics).toHaveLength(13);
  // NewRound, as the contracts on chain emit it.
  expect(livepeerTopics).toContain('0x22f2fc17c5daf07db2379b3a03a8ef20a183f761097a58fce219c8a14619e786');
  logQuestions(backend);

  backend.head += 20;
  backend.methods.eth_getLogs = () => {
    throw new RpcError(-32000);
  };
  expect(await journey.run()).toMatchObject({ ok: false, step: 'logs' });
  delete backend.methods.eth_getLogs;
  backend.head += 5;
  await journey.run();
  expect(logQuestions(backend)).toEqual([
    [50_001, 50_020],
    [50_001, 50_025],
  ]);
  await journey.run();
  expect(logQuestions(backend)).toEqual([]);
});

test('after a gap the cursor catches up a thousand blocks a question, three at once', async () => {
  const { backend, journey } = await start();
  await journey.run();
  logQuestions(backend);
  backend.head += 4_500;
  await journey.run();
  const questions = logQuestions(backend).filter(([from, to]) => to - from !== 199);
  expect(questions.map(([from, to]) => to - from + 1)).toEqual([1000, 1000, 1000]);
  await journey.run();
  expect(logQuestions(backend)).toEqual([
    [53_001, 54_000],
    [54_001, 54_500],
  ]);
});

test('settled logs: the one backend that lost some is found, whoever asked first, and nobody else', async () => {
  const company = newCompany();
  const logs = [
    { block: 49_700, index: 0 },
    { block: 49_701, index: 3 },
  ];
  const lost = await start({ logs: [] }, { target: 'lost', company });
  const a = await start({ logs }, { target: 'a', company });
  const b = await start({ logs: [...logs].reverse(), head: 50_003 }, { target: 'b', company });
  expect(await lost.journey.run()).toEqual({ ok: true });
  expect(await a.journey.run()).toEqual({ ok: true });
  // Two against each other: nobody can say who is wrong.
  expect(await lost.journey.run()).toEqual({ ok: true });
  expect(await b.journey.run()).toEqual({ ok: true });
  expect(await lost.journey.run()).toEqual({ ok: false, step: 'settled_logs', reason: 'logs_differ' });
  expect(await lost.journey.run()).toEqual({ ok: false, step: 'settled_logs', reason: 'logs_differ' });
  expect(await a.journey.run()).toEqual({ ok: true });
  lost.backend.logs = logs;
  expect(await lost.journey.run()).toEqual({ ok: true });
});

test('settled logs are asked once a minute of chain time, of blocks at least a hundred deep', async () => {
  const { backend, journey } = await start({ head: 48_299 });
  await journey.run();
  expect(logQuestions(backend)).toContainEqual([48_000, 48_199]);
  backend.head += 100;
  await journey.run();
  expect(logQuestions(backend)).toEqual([[48_300, 48_399]]);
  backend.head += 140;
  await journey.run();
  expect(logQuestions(backend)).toContainEqual([48_240, 48_439]);
});

test('a gas price far from what the others say is out of range; one other alone says nothing', async () => {
  const company = newCompany();
  const { backend, journey } = await start({}, { company });
  backend.methods.eth_gasPrice = () => '0x1';
  const now = Date.now() / 1000;
  company.gasPrices.set('a', { wei: 20_000_000n, at: now });
  expect(await journey.run()).toEqual({ ok: true });
  company.gasPrices.set('b', { wei: 21_000_000n, at: now - 3600 });
  expect(await journey.run()).toEqual({ ok: true });
  company.gasPrices.set('b', { wei: 21_000_000n, at: now });
  expect(await journey.run()).toEqual({ ok: false, step: 'gas_price', reason: 'out_of_range' });
  backend.methods.eth_gasPrice = () => `0x${(21_000_000n * 9n).toString(16)}`;
  expect(await journey.run()).toEqual({ ok: true });
});

test('a Controller that names another RoundsManager', async () => {
  const { backend, journey } = await start();
  backend.contracts.RoundsManager = livepeerDefaults.Minter;
  expect(await journey.run()).toEqual({ ok: false, step: 'contracts', reason: 'contract_differs' });
});

test('the boot list asks all that a starting process asks, and any of it fails it', async () => {
  const { backend, journey, methods, slow } = await start();
  expect(await journey.boot?.()).toEqual({ ok: true });
  expect(methods().filter((method) => method === 'eth_call')).toHaveLength(18);
  expect(linesOf(await slow(), 'headwatch_journey_steps_total', 'step="boot"', 'outcome="ok"')).toHaveLength(1);

  backend.methods.eth_call = ([call]) => {
    const { to } = call as { to: string };
    if (to === livepeerDefaults.PriceFeed) throw new RpcError(3);
    return undefined;
  };
  expect(await journey.boot?.()).toEqual({ ok: false, step: 'boot', reason: 'rpc_error' });
  // The steady journey does not need the price feed.
  expect(await journey.run()).toEqual({ ok: true });
  delete backend.methods.eth_call;

  // An upgrade replaces the Minter; that is no fault of an endpoint. A missing one is.
  backend.contracts.Minter = livepeerDefaults.LivepeerToken;
  expect(await journey.boot?.()).toEqual({ ok: true });
  backend.contracts.Minter = `0x${'0'.repeat(40)}`;
  expect(await journey.boot?.()).toEqual({ ok: false, step: 'boot', reason: 'contract_differs' });
});
