/** One listener of the fleet: takes requests, lives its mode, answers after its latency. Plain node:http, for speed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Active } from '../chain/view.ts';
import type { Random } from '../random.ts';
import { misbehave, send, sendTruncated } from './misbehave.ts';
import { openAnywhere, reopen } from './ports.ts';
import type { Reply } from './reply.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  /** Path and query as the handler has to see them. */
  readonly path: string;
  readonly response: ServerResponse;
  readonly body: string;
  /** The mode in force while this request is answered. */
  readonly active: Active | undefined;
}

export interface EndpointOptions {
  readonly random: Random;
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Headers on everything that this listener makes up itself. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** undefined when the handler answers on `response` itself. */
  readonly handle: (exchange: Exchange) => Promise<Reply | undefined> | Reply | undefined;
  /** Takes over a connection that asks for another protocol; without it such a request is like any other. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Path that its users call, where it is not the root. */
  readonly path?: string;
  /** Called once a request, before anything is done with it. */
  readonly count: (request: IncomingMessage, body: string) => void;
}

export interface Endpoint {
  readonly url: string;
  /** The mode in force now. */
  readonly active: () => Active | undefined;
  /** Puts a mode in force; resolves when the port really is as it should be. */
  readonly apply: (active: Active | undefined) => Promise<void>;
  /** Whether the way here is uneven. */
  readonly jitter: (on: boolean) => void;
  readonly stop: () => Promise<void>;
}

const largestBody = 1024 * 1024;
/** Requests that hang are held for ever, but not more than this many. */
const mostHanging = 512;

/** Milliseconds of an uneven way: mostly a little, one answer in a hundred a lot. */
const uneven = (random: Random): number => (random() < 0.01 ? 1_000 + random() * 1_000 : 10 + random() * 190);

/** Seconds by which a clock is fast, unless said. */
const defaultSkew = 30;
const skewOf = (active: Active | undefined): number => active?.seconds ?? defaultSkew;

const wait = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;

const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBody) chunks.push(chunk);
    });
    request.on('end', () => resolve(size <= largestBody ? Buffer.concat(chunks).toString('utf8') : undefined));
    request.on('error', () => resolve(undefined));
  });

export const openEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  const { random, latencyMs } = options;
  const sockets = new Set<Socket>();
  const hanging = new Set<Socket>();
  let active: Active | undefined;
  let open = true;
  let jittery = false;
  let lost = false;

  const latency = (): number => (jittery ? uneven(random) : latencyMs.min + random() * (latencyMs.max - latencyMs.min));
  /** Read and never answered. */
  const holdForEver = (socket: Socket): void => {
    hanging.add(socket);
    socket.once('close', () => hanging.delete(socket));
    const [oldest] = hanging;
    if (hanging.size > mostHanging) oldest?.destroy();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const half = latency() / 2;
    const body = await readBody(request);
    if (body === undefined) return send(response, { status: 413, type: 'text/plain', body: 'content too large\n' });
    options.count(request, body);
    await wait(half);
    const during = active;
    const mode = during?.mode;
    if (mode === 'hang' || (mode === 'lose_one' && !lost)) {
      lost = true;
      return holdForEver(request.socket);
    }
    if (mode && misbehave({ mode, request, response, random, headers: options.headers() })) return;
    const reply = await options.handle({ request, path: request.url ?? '/', response, body, active: during });
    await wait(half);
    if (!reply) return;
    // Only its own answers: what an edge passes on has been dated by whoever made it.
    if (mode === 'skew') response.setHeader('date', new Date(Date.now() + skewOf(during) * 1000).toUTCString());
    if (mode === 'truncated') sendTruncated(response, reply);
    else send(response, reply);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  if (options.upgrade) server.on('upgrade', options.upgrade);
  server.keepAliveTimeout = 65_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (active?.mode === 'reset') socket.resetAndDestroy();
  });
  const port = await openAnywhere(server);

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  const change = async (next: Active | undefined): Promise<void> => {
    active = next;
    lost = false;
    for (const socket of hanging) socket.destroy();
    if (next?.mode === 'refuse' && open) {
      open = false;
      await close();
    }
    if (next?.mode !== 'refuse' && !open) {
      await reopen(server, port);
      open = true;
    }
    if (next?.mode === 'reset') for (const socket of sockets) socket.resetAndDestroy();
    if (next?.mode === 'cut') for (const socket of sockets) socket.destroy();
  };

  // One change at a time: a port that is being closed cannot be reopened yet.
  let changing: Promise<void> = Promise.resolve();
  return {
    url: `http://127.0.0.1:${port}${options.path ?? ''}`,
    active: () => active,
    apply: (next) => {
      changing = changing.then(() => change(next));
      return changing;
    },
    jitter: (on) => {
      jittery = on;
    },
    stop: async () => {
      await changing;
      if (open) await close();
      open = false;
    },
  };
};
