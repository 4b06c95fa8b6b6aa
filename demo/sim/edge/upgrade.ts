/** The WebSocket side of a listener, of an edge or a node: the handshake, in every mode, and what is behind it. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Active } from '../chain/view.ts';
import { wholeReply } from '../http/misbehave.ts';
import type { Reply } from '../http/reply.ts';
import type { Random } from '../random.ts';
import { type Backend, type LastTold, serveSocket } from './subscriptions.ts';

export interface UpgradeParts {
  readonly active: () => Active | undefined;
  /** What is said to whoever may not in; undefined for whoever may. */
  readonly refusal: (request: IncomingMessage) => Reply | undefined;
  readonly random: Random;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly backend: () => Backend;
}

const largestMessage = 1024 * 1024;

/** Refuses a handshake with a whole HTTP answer. */
export const sayNo = (socket: Duplex, { status, type, body, headers }: Reply): void => {
  const lines = Object.entries({ ...headers, 'content-type': type, 'content-length': String(Buffer.byteLength(body)) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${head}connection: close\r\n\r\n${body}`);
};

export interface Upgrades {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What each open subscription was last told. */
  readonly told: () => readonly NonNullable<ReturnType<LastTold>>[];
  readonly stop: () => void;
}

export const acceptUpgrades = (parts: UpgradeParts): Upgrades => {
  const server = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const open = new Set<LastTold>();
  return {
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const active = parts.active();
      // Never answered; the listener holds the connection until its mode changes or it closes.
      if (active?.mode === 'hang') return;
      const no = (active && wholeReply(active.mode, parts.random, parts.headers())) ?? parts.refusal(request);
      if (no) return sayNo(socket, no);
      server.handleUpgrade(request, socket, head, (opened) => {
        const told = serveSocket(opened, parts.backend());
        open.add(told);
        opened.on('close', () => open.delete(told));
      });
    },
    told: () => [...open].flatMap((told) => told() ?? []),
    stop: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
};
