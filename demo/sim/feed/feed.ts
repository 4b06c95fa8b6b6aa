/** A broadcaster of a sequencer's feed on a port of its own (a relay's is 9642), in every mode. */
import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { NitroChain } from '../chain/nitroChain.ts';
import type { Active } from '../chain/view.ts';
import { sayNo } from '../edge/upgrade.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { wholeReply } from '../http/misbehave.ts';
import type { SimMode } from '../modes.ts';
import type { World } from '../world.ts';
import { confirmedFrame, feedHead, messagesFrame } from './messages.ts';

/** As often as Arbitrum One makes blocks. */
const lookMs = 250;
const pingMs = 5_000;
/** In `feed_gap` so many messages are left out, every so many seconds. */
const leftOut = 8;
const gapEvery = 15;
/** A segment of the backlog in one frame. */
const segment = 240;
/** A frame that nobody should read. Bytes. */
const hugeFrame = 32 * 1024 * 1024;

const spoiltFrame: Readonly<Partial<Record<SimMode, () => string>>> = {
  garbage: () => '{"version":1,"messages":[{"sequenceNumber":"soon"',
  huge: () => '0'.repeat(hugeFrame),
};

/** From where a client wants to be told; undefined: all that is not confirmed. */
const wanted = ({ headers }: IncomingMessage): number | undefined => {
  const asked = Number(headers['arbitrum-requested-sequence-number'] ?? 'none');
  return Number.isSafeInteger(asked) && asked > 0 ? asked : undefined;
};

const serve = (
  socket: WebSocket,
  { now }: World,
  chain: NitroChain,
  active: () => Active | undefined,
  from: number | undefined,
): void => {
  const start = feedHead(chain, now());
  let next = Math.max(from ?? 0, start.confirmed + 1);
  let confirmed: number | undefined;
  let gapAt: number | undefined;

  const look = (): void => {
    const mode = active()?.mode;
    if (mode === 'feed_silent') return;
    const spoilt = mode && spoiltFrame[mode]?.();
    if (spoilt !== undefined) {
      // Whoever takes long to read a huge one is not sent the next meanwhile.
      if (socket.bufferedAmount === 0) socket.send(spoilt);
      return;
    }
    const head = feedHead(chain, now());
    if (mode !== 'feed_gap') gapAt = undefined;
    else if (next <= head.sequence && now() >= (gapAt ?? 0)) {
      // Not sent, and never again.
      if (head.sequence - next < leftOut) return;
      next += leftOut;
      gapAt = now() + gapEvery;
    }
    for (; next <= head.sequence; next += segment) {
      const to = Math.min(next + segment - 1, head.sequence);
      socket.send(messagesFrame(chain, next, to));
    }
    next = head.sequence + 1;
    if (confirmed !== head.confirmed) socket.send(confirmedFrame(head.confirmed));
    confirmed = head.confirmed;
  };
  const timer = setInterval(look, lookMs);
  const pings = setInterval(() => socket.ping(), pingMs);
  look();
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(timer);
    clearInterval(pings);
  });
};

export const openFeed = async (world: World, name: string, chain: NitroChain): Promise<Endpoint> => {
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('headers', (headers) => {
    headers.push('Arbitrum-Feed-Server-Version: 2', `Arbitrum-Chain-Id: ${chain.id}`);
  });
  const active = (): Active | undefined => endpoint.active();
  const endpoint: Endpoint = await world.open(name, {
    // Any address that contains this word answers 200: the relay's liveness probe. Anything else wants a WebSocket.
    handle: ({ path }) =>
      path.includes('livenessprobe')
        ? { status: 200, type: 'text/plain', body: '' }
        : { status: 400, type: 'text/plain', body: 'handshake error: bad "Upgrade" header\n' },
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const mode = active()?.mode;
      if (mode === 'hang') return;
      const no = mode && mode !== 'garbage' ? wholeReply(mode, world.random, {}) : undefined;
      if (no) return sayNo(socket, no);
      world.counts.add(name, request, '');
      server.handleUpgrade(request, socket, head, (opened) => serve(opened, world, chain, active, wanted(request)));
    },
  });
  world.atStop(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return endpoint;
};
