/** The WebSocket variant against a real server that accepts, drops, keeps silent or refuses. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Secret } from '../../../collector/config/secret.ts';
import { openHeadFeed } from '../../../collector/rpc/socket.ts';
import { journeyKinds } from '../../../exporters/index.ts';
import { linesOf, pathTo, startBackend } from './backend.ts';

const startSocketServer = async () => {
  const seen: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  const open = new Set<WebSocket>();
  const server = { refuse: false, hold: false, ack: (): unknown => '0xsub' };
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    seen.push({ url: request.url, headers: request.headers });
    if (server.hold) return void socket.on('end', () => socket.destroy()).resume();
    if (server.refuse) {
      socket.end(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      open.add(client);
      client.on('close', () => open.delete(client));
      client.on('message', (data) => {
        const { id, method, params } = JSON.parse(String(data)) as { id: number; method: string; params: unknown };
        expect([method, params]).toEqual(['eth_subscribe', ['newHeads']]);
        const result = server.ack();
        client.send(
          JSON.stringify(
            result === undefined
              ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } }
              : { jsonrpc: '2.0', id, result },
          ),
        );
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    for (const client of open) client.terminate();
    await new Promise((resolve) => {
      http.close(resolve);
      http.closeAllConnections();
    });
  };
  onTestFinished(stop);
  const { port } = http.address() as AddressInfo;
  return Object.assign(server, {
    url: `ws://127.0.0.1:${port}/v2/pl4nted-key-in-the-path`,
    seen,
    open,
    stop,
    announce: (number: number): void => {
      const result = { number: `0x${number.toString(16)}`, hash: `0x${'1'.repeat(64)}`, timestamp: '0x1' };
      const message = { jsonrpc: '2.0', method: 'eth_subscription', params: { subscription: '0xsub', result } };
      for (const client of open) client.send(JSON.stringify(message));
    },
    drop: (): void => {
      for (const client of open) client.terminate();
    },
  });
};

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8_000, interval: 20 });

const feedTo = (url: string, headers: Record<string, Secret> = {}) => {
  const feed = openHeadFeed({ url: new Secret(url), headers, via: 'cloudflare' }, 1);
  onTestFinished(feed.close);
  return feed;
};

test('it subscribes with the headers and the login of the endpoint, and takes heads', async () => {
  const server = await startSocketServer();
  const feed = feedTo(server.url.replace('//', '//user:pass%40word@'), { 'X-Key': new Secret('pl4nted') });
  expect(feed.state()).toEqual({
    reason: undefined,
    subscribedAt: undefined,
    firstSubscribedAt: undefined,
    head: undefined,
  });
  await until(() => expect(feed.state().subscribedAt).toBeGreaterThan(0));
  const [{ url, headers } = { url: '', headers: {} }] = server.seen;
  expect(url).toBe('/v2/pl4nted-key-in-the-path');
  expect(headers['x-key']).toBe('pl4nted');
  expect(headers.authorization).toBe(`Basic ${Buffer.from('user:pass@word').toString('base64')}`);
  server.announce(77);
  await until(() => expect(feed.state().head?.number).toBe(77));
});

test('a refused handshake and a closed port have their reasons, nothing of the address shows, and it comes back', async () => {
  const server = await startSocketServer();
  server.refuse = true;
  const feed = feedTo(server.url);
  await until(() => expect(feed.state().reason).toBe('http_forbidden'));
  expect(inspect([feed, feed.state()], { depth: 9 })).not.toContain('pl4nted');
  server.refuse = false;
  await until(() => expect(feed.state()).toMatchObject({ reason: undefined, subscribedAt: expect.any(Number) }));

  await server.stop();
  await until(() => expect(feed.state().reason).toMatch(/^(refused|reset)$/));
});

test('a connection that had served and is lost is made anew at once, without a failure in between', async () => {
  const server = await startSocketServer();
  const feed = feedTo(server.url);
  await until(() => expect(feed.state().subscribedAt).toBeGreaterThan(0));
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 60_000);
  onTestFinished(() => void vi.restoreAllMocks());
  server.drop();
  const reasons = new Set<unknown>();
  await until(() => {
    reasons.add(feed.state().reason);
    expect(feed.state().subscribedAt).toBeGreaterThan(feed.state().firstSubscribedAt ?? Number.POSITIVE_INFINITY);
  });
  expect([...reasons]).toEqual([undefined]);
  expect(server.seen).toHaveLength(2);

  // One that is cut off as soon as it is made serves nobody.
  server.drop();
  await until(() => expect(feed.state().reason).toBe('reset'));
});

test('a server without subscriptions is unsupported', async () => {
  const server = await startSocketServer();
  server.ack = () => undefined;
  const feed = feedTo(server.url);
  await until(() => expect(feed.state().reason).toBe('rpc_unsupported'));
});

const start = async (ladder: { stale: number }) => {
  const backend = await startBackend();
  const server = await startSocketServer();
  const path = pathTo(backend.url, { socket: server.url, ladder });
  const journey = journeyKinds['livepeer-orchestrator'](path.context);
  onTestFinished(journey.stop);
  const up = async () =>
    linesOf(await path.slow(), 'headwatch_subscription_up{')[0]
      ?.split(' ')
      .at(-1);
  return { backend, server, journey, up, ...path };
};

test('the step: not run while it connects, good with heads, silent when they stop while HTTP goes on, good again', async () => {
  const { backend, server, journey, up, slow } = await start({ stale: 0.2 });
  expect(await journey.run()).toEqual({ ok: true });
  expect(await up()).toBeUndefined();
  await until(() => expect(server.open.size).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.announce(backend.head);
  expect(await journey.run()).toEqual({ ok: true });
  expect(await up()).toBe('1');
  // The first head after subscribing may take two blocks and a second; then the clock of `stale` counts.
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  expect(await journey.run()).toEqual({ ok: true });
  backend.head += 5;
  expect(await journey.run()).toEqual({ ok: false, step: 'subscription', reason: 'silent' });
  expect(await up()).toBe('0');
  expect(await journey.run()).toEqual({ ok: false, step: 'subscription', reason: 'silent' });
  // It has subscribed anew; only a head makes it good.
  await until(() => expect(server.seen).toHaveLength(2));
  await until(() => expect(server.open.size).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await journey.run()).toMatchObject({ reason: 'silent' });
  server.announce(backend.head);
  await vi.waitFor(async () => expect(await journey.run()).toEqual({ ok: true }));
  expect(linesOf(await slow(), 'headwatch_journey_steps_total', 'step="subscription"', 'outcome="silent"')[0]).toMatch(
    / [3-9]$/,
  );

  await journey.stop();
  expect(await up()).toBeUndefined();
  await until(() => expect(server.open.size).toBe(0));
});

test('the step: a refusal is a failure of its own, and its reason is closed', async () => {
  const { server, journey, up } = await start({ stale: 30 });
  server.refuse = true;
  await journey.run();
  await vi.waitFor(
    async () => expect(await journey.run()).toEqual({ ok: false, step: 'subscription', reason: 'http_forbidden' }),
    { timeout: 5_000 },
  );
  expect(await up()).toBe('0');
});

test('the step: what failed during an outage does not count after it; a server that keeps silent is a timeout', async () => {
  const { server, journey } = await start({ stale: 30 });
  server.refuse = true;
  await journey.run();
  // By now it waits for seconds before it would try again by itself.
  await until(() => expect(server.seen.length).toBeGreaterThanOrEqual(4));
  server.refuse = false;
  expect(await journey.run()).toEqual({ ok: true });
  expect(server.open.size).toBe(1);

  server.refuse = true;
  server.drop();
  await vi.waitFor(async () => expect(await journey.run()).toMatchObject({ reason: 'http_forbidden' }));
  server.hold = true;
  expect(await journey.run()).toEqual({ ok: false, step: 'subscription', reason: 'timeout' });
  server.hold = false;
  server.refuse = false;
  expect(await journey.run()).toEqual({ ok: true });
});

test('the step: HTTP may have the first block after a pause before the subscription tells it', async () => {
  const { backend, server, journey } = await start({ stale: 0.2 });
  await journey.run();
  await until(() => expect(server.open.size).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  backend.head += 5;
  const run = journey.run();
  await new Promise((resolve) => setTimeout(resolve, 300));
  server.announce(backend.head);
  expect(await run).toEqual({ ok: true });
});
