/** The edge's own door: keys, Cloudflare's pages, WebSockets. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SimMode } from '../../../demo/faults/index.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fetchRaw, latest, post, question, result, until } from './client.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
const sockets: WebSocket[] = [];
const edge = (region = 'eu'): string => sim.edges.arb[region] ?? '';
const on = (target: string, mode: SimMode): Promise<void> => sim.set({ target, mode }, true);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 }, drain: { intervalSeconds: 60, retries: 0 } });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await sim.clear();
});
afterAll(() => sim.stop());

describe('the key in the path', () => {
  const wrong = (url: string): string => url.replace(/[0-9a-f]{32}$/, (key) => [...key].reverse().join(''));

  it('opens the door; a wrong one, or none, is refused with 403 and JSON', async () => {
    expect(await result(edge(), 'eth_chainId')).toBe('0xa4b1');
    for (const url of [wrong(edge()), new URL('/', edge()).href, `${edge()}0`]) {
      const seen = await post(url, 'eth_chainId');
      expect(seen.status).toBe(403);
      expect(seen.type).toBe('application/json');
      expect(JSON.parse(seen.text).error.message).toBe('invalid API key');
      expect(seen.headers.server).toBe('cloudflare');
    }
    expect((await fetchRaw(`${wrong(sim.edges.eth.eu ?? '')}/eth/v1/node/version`)).status).toBe(403);
  });

  it('is the same for every region of an edge, another for another edge, and stays out of the counts', async () => {
    const keys = [edge('eu'), edge('us'), edge('ap'), sim.edges.eth.eu ?? ''].map((url) => new URL(url).pathname);
    expect(new Set(keys).size).toBe(2);
    await fetchRaw(`${sim.edges.eth.eu}/eth/v1/node/version`);
    expect(Object.keys(sim.requests()['edge:eth:eu'] ?? {})).toContain('GET /eth/v1/node/version');
    expect(JSON.stringify(sim.requests())).not.toContain(keys[3]?.slice(1));
  });

  it('does not matter while the edge is open, and members notice nothing', async () => {
    await on('edge:arb', 'open');
    expect(await result(wrong(edge('us')), 'eth_chainId')).toBe('0xa4b1');
    expect(await result(edge('us'), 'eth_chainId')).toBe('0xa4b1');
    expect((await result(edge('us'), 'eth_getBlockByNumber', ['latest', false])).number).toBeDefined();
    expect(sim.truth().edges.every(({ state }) => state === 'good')).toBe(true);
  });
});

describe("Cloudflare's own answers", () => {
  it.each([
    ['challenge', 403, 'text/html', /Just a moment/, 'cf-mitigated', 'challenge'],
    ['rate_1015', 429, 'text/plain', /^error code: 1015/, 'retry-after', '10'],
    ['http_522', 522, 'text/html', /Connection timed out/, 'server', 'cloudflare'],
  ] as const)('%s is %i, to any key', async (mode, status, type, text, header, value) => {
    await on('edge:arb:ap', mode);
    const seen = await post(edge('ap'), 'eth_chainId');
    expect(seen.status).toBe(status);
    expect(seen.type).toContain(type);
    expect(seen.text).toMatch(text);
    expect(seen.headers[header]).toBe(value);
    expect(seen.headers['cf-ray']).toMatch(/-SIN$/);
    expect((await post(edge('eu'), 'eth_chainId')).status).toBe(200);
  });
});

/** What arrives is parsed as it is; a field of another kind fails the assertions. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: string | boolean;
  readonly error?: { readonly code: number };
  readonly params?: { readonly result: Readonly<Record<string, unknown>> };
}

const open = (url: string): WebSocket => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  sockets.push(socket);
  return socket;
};

const subscribe = async (url: string): Promise<{ socket: WebSocket; messages: Message[] }> => {
  const socket = open(url);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(question('eth_subscribe', ['newHeads']));
  await until(async () => messages.length > 0);
  return { socket, messages };
};
const heads = (messages: readonly Message[]) =>
  messages.flatMap((message) =>
    message.method === 'eth_subscription' && message.params ? [message.params.result] : [],
  );
const handshake = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = open(url);
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => resolve(0));
  });

describe('a WebSocket', () => {
  it('tells every new head once, in order, as a header without a body, under the id that it gave', async () => {
    const { messages } = await subscribe(edge());
    await until(async () => heads(messages).length >= 5);
    const id = messages[0]?.result;
    expect(id).toMatch(/^0x[0-9a-f]{32}$/);
    expect(messages[1]).toMatchObject({ jsonrpc: '2.0', params: { subscription: id } });
    const numbers = heads(messages).map((head) => Number(head.number));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    const first = heads(messages)[0];
    const block = await result(edge(), 'eth_getBlockByNumber', [first?.number, false]);
    const { l1BlockNumber, sendCount, sendRoot, size, transactions, uncles, ...header } = block;
    expect([l1BlockNumber, sendCount, sendRoot, size, transactions, uncles]).not.toContain(undefined);
    expect(first).toEqual(header);
    expect(shapeOf(first)).toMatchObject({ hash: 'bytes32', number: 'quantity', timestamp: 'quantity' });
  });

  it('answers questions too, and stops when unsubscribed', async () => {
    const { socket, messages } = await subscribe(edge('us'));
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'eth_chainId' }));
    await until(async () => messages.some(({ id, result: answer }) => id === 7 && answer === '0xa4b1'));
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 8, method: 'eth_unsubscribe', params: [messages[0]?.result] }));
    await until(async () => messages.some(({ id, result: answer }) => id === 8 && answer === true));
    const told = heads(messages).length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(heads(messages).length).toBe(told);
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'eth_subscribe', params: ['gossip'] }));
    await until(async () => messages.some(({ id, error }) => id === 9 && error?.code === -32601));
  });

  it('is silent in ws_silent while HTTP is well, and delivers again afterwards', async () => {
    await on('edge:arb:eu', 'ws_silent');
    const { messages } = await subscribe(edge());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(messages).toHaveLength(1);
    expect(Date.now() / 1_000 - Number((await latest(edge())).timestamp)).toBeLessThan(2);
    await sim.clear();
    await until(async () => heads(messages).length > 0);
  });

  it('shows the head of its own node, or of a frozen edge', async () => {
    await on('arb-eu', 'freeze');
    const { messages } = await subscribe(edge());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(heads(messages)).toEqual([]);
    await sim.clear();
    await until(async () => heads(messages).length > 2);
    await on('edge:arb:eu', 'freeze');
    const told = heads(messages).length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(heads(messages).length).toBeLessThanOrEqual(told + 1);
  });

  it('is refused as HTTP is: a wrong key, Cloudflare’s pages, no port', async () => {
    expect(await handshake(`${new URL('/', edge()).href}nokey`)).toBe(403);
    for (const [mode, status] of [
      ['challenge', 403],
      ['rate_1015', 429],
      ['http_502', 502],
      ['html', 200],
      ['refuse', 0],
      ['reset', 0],
    ] as const) {
      await on('edge:arb:eu', mode);
      expect([mode, await handshake(edge())]).toEqual([mode, status]);
    }
    await on('edge:arb:eu', 'open');
    expect(await handshake(`${new URL('/', edge()).href}nokey`)).toBe(101);
  });

  it('breaks when its node is gone, and is steered to one that is there', async () => {
    const { socket } = await subscribe(sim.edges.eth.eu ?? '');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await on('eth-a', 'refuse');
    await closed;
    expect(await handshake(sim.edges.eth.eu ?? '')).toBe(101);
  });
});
