import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { askRpc, parseEnvelope } from '../../../collector/rpc/jsonRpc.ts';
import { createPool, type EndpointPool } from '../../../collector/rpc/pool.ts';
import { createRedactor } from '../../../collector/rpc/redact.ts';
import { createEvmLight } from '../../../exporters/evmLight.ts';
import { type FakeNode, type Handler, headerOf, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';

const chain = { name: 'dev', id: 7, blockTime: 1, quiet: false };
const labels = { target: 'n', role: 'node', chain: 'dev', region: 'r', vantage: 'r' } as const;
const now = (): number => Math.floor(Date.now() / 1000);

let node: FakeNode | undefined;
let pool: EndpointPool | undefined;
afterEach(async () => {
  await pool?.close();
  await node?.stop();
});

const ask = async (answer: Handler, deadline = 1) => {
  node = await startFakeNode(answer);
  pool = createPool({ url: new Secret(`${node.url}/key-in-path`), headers: {}, via: 'direct' });
  const registry = createRegistry(['fast', 'slow']);
  const seen = await createEvmLight(chain).ask(createAsker(pool, labels, registry), deadline);
  return { seen, text: await registry.render('slow') };
};

const json =
  (payload: unknown): Handler =>
  (_body, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(typeof payload === 'string' ? payload : JSON.stringify(payload));
  };
const result = (value: unknown): Handler => json({ jsonrpc: '2.0', id: 1, result: value });
const status =
  (code: number, headers: Record<string, string> = {}, body = 'x'): Handler =>
  (_body, response) => {
    response.writeHead(code, headers);
    response.end(body);
  };
const block = { number: 5, timestamp: now() };

const cases: Record<string, { answer: Handler; reason: string }> = {
  'a web page with 200': { answer: json('<!doctype html><title>hi</title>'), reason: 'not_json' },
  'bytes that are no text': {
    answer: (_b, response) => response.end(Buffer.from([0xff, 0xfe, 0, 1, 2])),
    reason: 'not_json',
  },
  'an empty body': { answer: json(''), reason: 'not_json' },
  'JSON cut in the middle': { answer: json('{"jsonrpc":"2.0","id":1,"result":{"num'), reason: 'truncated' },
  'a connection closed inside the body': {
    answer: (_b, response) => {
      response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' });
      response.write('{"jsonrpc"');
      setTimeout(() => response.socket?.destroy(), 20);
    },
    reason: 'truncated',
  },
  'a connection reset before any answer': { answer: (_b, response) => response.socket?.destroy(), reason: 'reset' },
  'a JSON-RPC error inside 200': {
    answer: json({ jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'secret' } }),
    reason: 'rpc_error',
  },
  'an error that is a string': { answer: json({ jsonrpc: '2.0', id: 1, error: 'no' }), reason: 'rpc_error' },
  'an envelope without result': { answer: json({ jsonrpc: '2.0', id: 1 }), reason: 'bad_shape' },
  'a list': { answer: json([]), reason: 'bad_shape' },
  'a null block': { answer: result(null), reason: 'null_result' },
  'numbers where hex belongs': { answer: result({ ...headerOf(block), number: 5, timestamp: 7 }), reason: 'bad_shape' },
  'a height beyond all numbers': {
    answer: result({ ...headerOf(block), number: `0x${'f'.repeat(40)}` }),
    reason: 'bad_shape',
  },
  'a hash that is none': { answer: result({ ...headerOf(block), hash: '0x12' }), reason: 'bad_shape' },
  'a string': { answer: result('0x5'), reason: 'bad_shape' },
  'a redirect': { answer: status(302, { location: 'http://127.0.0.1:1/' }), reason: 'http_other' },
  '401': { answer: status(401), reason: 'http_forbidden' },
  '403': { answer: status(403, { 'content-type': 'application/json' }), reason: 'http_forbidden' },
  'a web page of another server with 403': {
    answer: status(403, { server: 'nginx', 'content-type': 'text/html' }),
    reason: 'http_forbidden',
  },
  '404': { answer: status(404), reason: 'http_4xx' },
  '429': { answer: status(429, {}, 'Too many requests'), reason: 'http_429' },
  'error 1015 of Cloudflare, its rate limit': {
    answer: status(429, { server: 'cloudflare', 'content-type': 'text/html; charset=UTF-8' }, 'error code: 1015'),
    reason: 'http_429',
  },
  '503': { answer: status(503), reason: 'http_5xx' },
  'a 503 of the node through Cloudflare': {
    answer: status(503, { server: 'cloudflare', 'content-type': 'application/json' }),
    reason: 'http_5xx',
  },
  'a 520 of Cloudflare': { answer: status(520, { server: 'cloudflare' }), reason: 'edge_error' },
  'a 522 of Cloudflare': {
    answer: status(522, { server: 'cloudflare', 'content-type': 'text/html' }),
    reason: 'edge_error',
  },
  'a 530 of Cloudflare': { answer: status(530), reason: 'edge_error' },
  'a 502 page of Cloudflare': {
    answer: status(502, { server: 'cloudflare', 'content-type': 'text/html' }),
    reason: 'edge_error',
  },
  'a challenge page of Cloudflare': {
    answer: status(403, { server: 'cloudflare', 'content-type': 'text/html; charset=UTF-8' }),
    reason: 'edge_challenge',
  },
  'a challenge that says so': {
    answer: status(403, { 'cf-mitigated': 'challenge', 'content-type': 'text/html' }),
    reason: 'edge_challenge',
  },
  'a challenge with 503': {
    answer: status(503, { server: 'cloudflare', 'cf-mitigated': 'challenge', 'content-type': 'text/html' }),
    reason: 'edge_challenge',
  },
  'nothing, for ever': { answer: () => undefined, reason: 'timeout' },
  'a body that drips': {
    answer: (_b, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 30);
      response.on('close', () => clearInterval(drip));
    },
    reason: 'timeout',
  },
  'lists in lists in lists': {
    answer: json(`{"jsonrpc":"2.0","id":1,"result":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
    reason: 'bad_shape',
  },
  'another chain': { answer: wellBehaved(8, () => block), reason: 'wrong_chain' },
};

describe('a node that answers badly ends in a closed reason', () => {
  for (const [name, { answer, reason }] of Object.entries(cases)) {
    it(`${name} is ${reason}`, async () => {
      const { seen, text } = await ask(answer, 0.4);
      expect(seen).toMatchObject({ ok: false, reason });
      expect(text).toContain(`outcome="${reason}"`);
      expect(text).not.toContain('secret');
      expect(text).not.toContain('key-in-path');
    });
  }

  it('100 MB are not read: the question ends at the size limit and memory stays bounded', async () => {
    let written = 0;
    const flood: Handler = (_body, response) => {
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      const pour = (): void => {
        while (written < 100_000_000 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pour);
            return;
          }
        }
      };
      pour();
    };
    const { seen } = await ask(flood, 5);
    expect(seen).toMatchObject({ ok: false, reason: 'too_large' });
    expect(written).toBeLessThan(40_000_000);
  });

  it('a question whose answer may be larger says so, and is held to that', async () => {
    node = await startFakeNode(result('0'.repeat(2 * 1024 * 1024)));
    pool = createPool({ url: new Secret(node.url), headers: {}, via: 'direct' });
    const asker = createAsker(pool, labels, createRegistry(['fast', 'slow']));
    const sized = (limit?: number) =>
      asker.rpc('eth_getLogs', [], 5, (text) => ({ value: typeof text === 'string' ? text.length : 0 }), limit);
    expect(await sized()).toMatchObject({ ok: false, reason: 'too_large' });
    expect(await sized(1_500_000)).toMatchObject({ ok: false, reason: 'too_large' });
    expect(await sized(3 * 1024 * 1024)).toMatchObject({ ok: true, value: 2 * 1024 * 1024 });
  });

  it('what nests too deep is refused without being parsed, so that no other target waits', async () => {
    const text = `{"result":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
    const started = performance.now();
    expect(parseEnvelope(text)).toEqual({ reason: 'bad_shape' });
    // JSON.parse takes a hundred milliseconds and more for it.
    expect(performance.now() - started).toBeLessThan(50);
    const wide = { note: '[{"\\'.repeat(2000), list: Array.from({ length: 5000 }, () => [{}]) };
    expect(parseEnvelope(JSON.stringify({ result: wide }))).toEqual({ value: wide });
  });

  it('early hints are not the answer', async () => {
    const honest = wellBehaved(7, () => ({ number: 9, timestamp: now() }));
    const { seen } = await ask((body, response, request) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      setTimeout(() => honest(body, response, request), 20);
    });
    expect(seen).toMatchObject({ ok: true, value: { number: 9 } });
  });

  it('a target that quotes what it was asked with shows nothing of it', async () => {
    let login: string | undefined;
    node = await startFakeNode((_body, response, request) => {
      login = request.headers.authorization;
      const quoted = [request.url, request.headers, decodeURIComponent(request.url ?? '')];
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { quoted, client: 'geth/v1.16' } }));
    });
    const url = node.url.replace('//', '//someone:planted-p%40ssword@');
    pool = createPool({
      url: new Secret(`${url}/v2/planted-path-key-0123?key=planted-query-k%C3%A9y-0123`),
      headers: { 'x-key': new Secret('planted-header'), 'x-token': new Secret('Bearer planted-bearer-0123456') },
      via: 'direct',
    });
    const seen = await askRpc(pool, '{}', 1);
    expect(login).toBe(`Basic ${btoa('someone:planted-p@ssword')}`);
    const shown = JSON.stringify(seen);
    expect(shown).toContain('geth/v1.16');
    expect(shown).toContain('[redacted]');
    for (const planted of ['planted', new URL(node.url).host, btoa('someone:planted-p@ssword')])
      expect(shown).not.toContain(planted);
  });

  it('a bare host name that is also the client’s stays in its answers', () => {
    const redact = createRedactor({ url: new Secret('http://geth/'), headers: {}, via: 'direct' });
    expect(redact('"geth/v1.16.4"')).toBe('"geth/v1.16.4"');
  });

  it('a closed port is refused', async () => {
    node = await startFakeNode(result(null));
    const { url } = node;
    await node.stop();
    pool = createPool({ url: new Secret(url), headers: {}, via: 'direct' });
    const seen = await pool.exchange({ method: 'POST', body: '{}', deadline: 1 });
    expect(seen).toMatchObject({ ok: false, reason: 'refused' });
  });

  it('a good answer after all of that is good again, on the same pool', async () => {
    const { seen: bad } = await ask(status(500));
    expect(bad.ok).toBe(false);
    if (!node || !pool) throw new Error('set up above');
    node.answer = wellBehaved(7, () => ({ number: 9, timestamp: now() }));
    const seen = await createEvmLight(chain).ask(createAsker(pool, labels, createRegistry(['fast', 'slow'])), 1);
    expect(seen).toMatchObject({ ok: true, value: { number: 9 } });
  });
});

describe('the chain id guard', () => {
  it('runs at first sight and when the height jumps, not with every header', async () => {
    let head = { number: 100, timestamp: now() };
    node = await startFakeNode(wellBehaved(7, () => head));
    pool = createPool({ url: new Secret(node.url), headers: {}, via: 'direct' });
    const light = createEvmLight(chain);
    const asker = createAsker(pool, labels, createRegistry(['fast', 'slow']));
    for (let i = 0; i < 5; i++) expect((await light.ask(asker, 1)).ok).toBe(true);
    const asked = (): number => (node?.requests ?? []).filter((body) => body.includes('eth_chainId')).length;
    expect(asked()).toBe(1);
    head = { number: 100_000, timestamp: now() };
    node.answer = wellBehaved(8, () => head);
    expect(await light.ask(asker, 1)).toMatchObject({ ok: false, reason: 'wrong_chain' });
    expect(await light.ask(asker, 1)).toMatchObject({ ok: false, reason: 'wrong_chain' });
    node.answer = wellBehaved(7, () => head);
    expect((await light.ask(asker, 1)).ok).toBe(true);
  });
});
