/** A source of the feed that comes back after hours: its numbers are far beyond what was last heard, and they are true. */
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { Secret } from '../../../collector/config/secret.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { feedKind } from '../../../exporters/feed/index.ts';
import { until } from '../sim/client.ts';

const chain = knownChains['arbitrum-one'];
const first = 440_000_000;
const later = first + 8 * 3600 * 4;

const frame = (sequenceNumber: number): string => {
  const header = { kind: 3, sender: '0x', blockNumber: 1, timestamp: Math.floor(Date.now() / 1000) };
  const message = { message: { header, l2Msg: '' }, delayedMessagesRead: 1 };
  return JSON.stringify({ version: 1, messages: [{ sequenceNumber, message, signatureV2: null }] });
};

it('is heard again within seconds, and its delay is told again', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    const again = connections > 1;
    let number = again ? later : first;
    const timer = setInterval(() => {
      socket.send(frame(number));
      number += 1;
      if (!again && number > first + 3) socket.terminate();
    }, 50);
    socket.on('close', () => clearInterval(timer));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  // A TCP server's address is an AddressInfo, never a pipe name.
  const { port } = server.address() as AddressInfo;
  const endpoint = { url: new Secret(`ws://127.0.0.1:${port}`), headers: {}, via: 'direct' } as const;
  const labels = { feed: 'relay', chain: chain.name, vantage: 'eu' };
  const recorder = createRegistry(['slow']);
  const feed = feedKind({ feed: { name: 'relay', chain: chain.name, endpoint }, chain, labels, recorder });
  onTestFinished(() => {
    feed.stop();
    server.close();
  });
  const facts = () => feed.facts(Date.now() / 1000);
  await until(async () => facts().connected && (facts().latest ?? 0) > later + 4, 15_000);
  expect(facts().delay).toBeLessThan(2);
  expect(connections).toBe(3);
}, 20_000);
