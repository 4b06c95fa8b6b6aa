/** Faults of the transport: what a listener does instead of answering. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimMode } from '../modes.ts';
import type { Random } from '../random.ts';
import { challengePage, cloudflarePage, rateLimited } from './cloudflare.ts';
import type { Reply } from './reply.ts';

/** As large as `huge` gets when nobody closes the connection. */
const hugeBytes = 100 * 1024 * 1024;
const filler = Buffer.alloc(64 * 1024, '0');
const webPage =
  '<!doctype html><html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>\n';

/** Modes in which the content never matters. */
export const transportModes: ReadonlySet<SimMode> = new Set([
  'refuse',
  'reset',
  'hang',
  'http_429',
  'http_502',
  'html',
  'garbage',
  'truncated',
  'huge',
  'http_522',
  'challenge',
  'rate_1015',
]);

export const send = (response: ServerResponse, reply: Reply): void => {
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-type': reply.type,
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
};

/** Half of a good answer under its full length, then the connection is gone. */
export const sendTruncated = (response: ServerResponse, reply: Reply): void => {
  if (response.destroyed) return;
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-type': reply.type, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
};

/** Starts as a good answer would and goes on; waits for the reader, so that nothing piles up here. */
const sendHuge = (response: ServerResponse, type: string, headers: Reply['headers']): void => {
  response.writeHead(200, { ...headers, 'content-type': type });
  let left = hugeBytes;
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= filler.length;
      if (!response.write(filler)) {
        response.once('drain', pump);
        return;
      }
    }
    if (!response.destroyed) response.end('"}');
  };
  response.write('{"jsonrpc":"2.0","id":1,"result":"0x');
  pump();
};

const garbage = (random: Random): string =>
  String.fromCharCode(...Array.from({ length: 200 }, () => 33 + Math.floor(random() * 90)));

export interface Misbehaviour {
  readonly mode: SimMode;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly random: Random;
  /** Headers that this listener puts on everything; Cloudflare's on an edge. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a listener in this mode answers to anything, where that is one whole reply. */
export const wholeReply = (
  mode: SimMode,
  random: Random,
  headers: Readonly<Record<string, string>>,
): Reply | undefined => {
  switch (mode) {
    case 'http_429':
      return { status: 429, type: 'text/plain; charset=utf-8', body: 'Too many requests\n', headers };
    case 'http_502':
      return cloudflarePage(502, 'Bad gateway', headers);
    case 'http_522':
      return cloudflarePage(522, 'Connection timed out', headers);
    case 'challenge':
      return challengePage(headers);
    case 'rate_1015':
      return rateLimited(headers);
    case 'html':
      return { status: 200, type: 'text/html', body: webPage, headers };
    case 'garbage':
      return { status: 200, type: 'application/json', body: `\u0000${garbage(random)}`, headers };
    default:
      return undefined;
  }
};

/** True when the mode has been acted upon; false when a proper answer is wanted after all. */
export const misbehave = ({ mode, request, response, random, headers }: Misbehaviour): boolean => {
  if (mode === 'reset' || mode === 'refuse') {
    request.socket.resetAndDestroy();
    return true;
  }
  if (mode === 'huge') {
    sendHuge(response, 'application/json', headers);
    return true;
  }
  const reply = wholeReply(mode, random, headers);
  if (reply) send(response, reply);
  return reply !== undefined;
};
