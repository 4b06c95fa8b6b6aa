/** `headwatch journey` as a member runs it: the real command against nodes of ours. Nothing it was given shows. */
import { expect, onTestFinished, test } from 'vitest';
import { startFakeNode } from '../../support/fakeNode.ts';
import { headwatchProcess } from '../../unit/config/command.ts';
import { type Backend, startBackend } from '../journey/backend.ts';

/** Part of everything that is secret here and of nothing else. */
const planted = 'pl4nted';
const keyed = ({ url }: { readonly url: string }): string =>
  `${url}/v2/${planted}-key-in-the-path?token=${planted}-token`;
const shared = { timeout: 60_000 };

const statusPage = async (regions: readonly unknown[]): Promise<string> => {
  const fake = await startFakeNode((_body, response, request) => {
    const known = request.url?.startsWith('/status.json');
    const status = {
      version: 1,
      validUntil: Date.now() / 1000 + 60,
      edges: [{ chain: 'arbitrum-one', regions }],
      chains: [{ chain: 'arbitrum-one', verdict: 'live' }],
    };
    response.end(known ? JSON.stringify(status) : 'not here');
  });
  onTestFinished(fake.stop);
  return fake.url;
};

/** Three equal nodes: one is the member's, two are references. */
const fleet = async (): Promise<readonly [Backend, Backend, Backend]> => {
  const timestamp = Math.floor(Date.now() / 1000);
  const start = () => startBackend(42_161, { timestamp });
  return Promise.all([start(), start(), start()]);
};

const run = async (args: readonly string[]) => {
  const ran = await headwatchProcess(['journey', ...args]);
  expect(ran.out + ran.err).not.toContain(planted);
  expect(ran.out + ran.err).not.toContain('127.0.0.1');
  return { ...ran, last: ran.out.trimEnd().split('\n').at(-1) };
};

test('all is well: a table of the steps, the verdict last, exit 0', shared, async () => {
  const [own, a, b] = await fleet();
  const { code, out, err, last } = await run(['--rpc', keyed(own), '--reference', keyed(a), keyed(b), '--runs', '2']);
  expect(code).toBe(0);
  expect(last).toMatch(
    /^All well from here: 8 steps right, newest block [\d.]+ s old, level with 2 public endpoints\.$/,
  );
  expect(out).toMatch(/^livepeer-orchestrator on arbitrum-one \(chain id 42161\)/);
  expect(out).toMatch(/\n {2}gas_price +2 of 2 +\d+ ms +\d+ ms +ok\n/);
  expect(out).toMatch(/\n {2}boot +1 of 1 +\d+ ms +\d+ ms +ok\n/);
  expect(err).toContain('Run 2 of 2');
});

test('a fault of the endpoint that the service knows: JSON alone on standard output, exit 1', shared, async () => {
  const [own, a, b] = await fleet();
  own.methods.eth_getLogs = () => {
    throw new Error(keyed(own));
  };
  const status = await statusPage([
    { region: 'eu', state: 'bad', since: Date.now() / 1000 - 5, measured: true },
    { region: 'us', state: 'good', since: 5, measured: true },
  ]);
  const { code, out } = await run([
    ...['--rpc', keyed(own), '--reference', keyed(a), keyed(b), '--runs', '1'],
    ...['--status', `${status}/?${planted}`, '--region', 'eu', '--json'],
  ]);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    verdict: 'known_outage',
    line: expect.stringMatching(/^It is not you: eu is degraded, known since [\d: -]+UTC\.$/),
    chain: 'arbitrum-one',
    chainId: 42_161,
    runs: 1,
    failure: { step: 'logs', reason: 'rpc_error' },
    steps: [
      { step: 'chain_id', good: 1, failed: 0, reason: null },
      { step: 'head' },
      { step: 'logs', good: 0, failed: 1 },
    ],
    head: { number: 50_000, lagSeconds: 0 },
    references: { asked: 2, answered: 2, halted: false },
    status: { kind: 'read', regions: [{ region: 'eu', state: 'bad' }] },
  });
});

test('a stale endpoint, a refused key, a chain that stands still: one line each', shared, async () => {
  const [own, a, b] = await fleet();
  const refused = await startBackend(42_161, { status: 403 });
  const others = ['--reference', keyed(a), keyed(b), '--runs', '1'];
  own.timestamp -= 95;
  const [stale, key] = await Promise.all([
    run(['--rpc', keyed(own), ...others]),
    run(['--rpc', keyed(refused), ...others]),
  ]);
  expect([stale.code, stale.last]).toEqual([
    1,
    'It is the endpoint: its newest block is 95 s behind 2 public endpoints.',
  ]);
  expect([key.code, key.last]).toEqual([1, 'Your key is refused (HTTP 401 or 403).']);
  for (const each of [a, b]) each.timestamp -= 95;
  const still = await run(['--rpc', keyed(own), ...others]);
  expect(still.code).toBe(1);
  expect(still.last).toMatch(/^The chain itself stands still, the newest block is \d+ s old: it is neither/);
});

test('another chain gets the journey of any client; no network at all is the network', shared, async () => {
  const other = await startBackend(7_777);
  const dead = 'http://127.0.0.1:9';
  const [generic, alone] = await Promise.all([
    run(['--rpc', keyed(other), '--no-references', '--runs', '1']),
    run(['--rpc', `${dead}/${planted}`, '--reference', dead, '--status', dead, '--runs', '1']),
  ]);
  expect(generic.code).toBe(0);
  expect(generic.out).toMatch(/^evm-generic on chain-7777/);
  expect(alone.code).toBe(1);
  expect(alone.last).toBe(
    'It is your network: it reaches neither your endpoint (connection refused) nor 1 public endpoint.',
  );
});

test('bad usage is named without what was given, exit 2', shared, async () => {
  for (const args of [
    ['--rpc', `ftp://${planted}`],
    ['--rpc', planted],
    ['--rpc', 'http://a', '--status', `x:${planted}`],
    ['--rpc', 'http://a', '--runs', '0'],
    [],
  ]) {
    const { code, out, err } = await run(args);
    expect([code, out], args[0]).toEqual([2, '']);
    expect(err).not.toBe('');
  }
});
