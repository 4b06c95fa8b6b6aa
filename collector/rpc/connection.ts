/**
 * One WebSocket connection, from its first packet to its end, with a closed reason for that end. Texts of errors, which
 * may hold the address, stay here.
 */
import type { Duplex } from 'node:stream';
import { Agent, type Dispatcher, WebSocket } from 'undici';
import type { FailureReason } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import { basicAuth } from './basicAuth.ts';
import { reasonOfError, reasonOfStatus } from './classify.ts';

/** Milliseconds for TCP and TLS. */
export const connectTimeout = 5_000;

const lower = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();

/** What passes below a WebSocket: undici tells its caller that the handshake failed and nothing more. */
interface Handshake {
  failure: FailureReason | undefined;
  socket: Duplex | undefined;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** RFC 6455 section 7.4.1: a message too big to process. */
const tooBig = 1009;

/** The code of a close frame of a client, whose payload is masked (RFC 6455 section 5.2); undefined for anything else. */
const closeCode = (frame: unknown): number | undefined => {
  if (!Buffer.isBuffer(frame) || frame.length < 8 || frame[0] !== 0x88) return undefined;
  return frame.readUInt16BE(6) ^ frame.readUInt16BE(2);
};

/** undici refuses a message by its length and tells the other side why, but not its caller: the frame that it sends does. */
const noteRefusal = (socket: Duplex, handshake: Handshake): void => {
  const write = socket.write.bind(socket);
  const watched = (...given: Parameters<typeof write>): boolean => {
    if (closeCode(given[0]) === tooBig) handshake.failure = 'too_large';
    return write(...given);
  };
  // `write` has two signatures; what is given goes on as it came.
  socket.write = watched as typeof socket.write;
};

const observed = (agent: Agent, handshake: Handshake): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => {
    const { onRequestUpgrade, onResponseStart, onResponseError } = handler;
    handler.onRequestUpgrade = (controller, status, headers, socket) => {
      handshake.socket = socket;
      noteRefusal(socket, handshake);
      handshake.headers = headers;
      onRequestUpgrade?.call(handler, controller, status, headers, socket);
    };
    handler.onResponseStart = (controller, status, headers, message) => {
      const speaker = {
        server: lower(headers.server),
        contentType: lower(headers['content-type']),
        mitigated: lower(headers['cf-mitigated']),
      };
      // 200 is a page where a switch of protocols belongs.
      if (status >= 200) handshake.failure = reasonOfStatus(status, speaker) ?? 'http_other';
      onResponseStart?.call(handler, controller, status, headers, message);
    };
    handler.onResponseError = (controller, error) => {
      handshake.failure ??= reasonOfError(error, false);
      onResponseError?.call(handler, controller, error);
    };
    return dispatch(options, handler);
  });

export interface SocketAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A URL as the constructor takes it, without its login, and the headers with it. */
export const socketAddress = (endpoint: Endpoint): SocketAddress => {
  const url = new URL(endpoint.url.reveal());
  if (url.protocol === 'http:' || url.protocol === 'https:') url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const headers: Record<string, string> = { 'user-agent': 'headwatch' };
  for (const [name, value] of Object.entries(endpoint.headers)) headers[name.toLowerCase()] = value.reveal();
  const login = basicAuth(url);
  if (login) headers.authorization = `Basic ${login}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url: url.href, headers };
};

export interface ConnectionEvents {
  /** The handshake is through. @param header one of its answer's headers, by its name in lower case; empty without it */
  readonly onOpen: (header: (name: string) => string) => void;
  readonly onText: (text: string) => void;
  /** Once, whatever ended it. */
  readonly onEnd: (reason: FailureReason) => void;
}

export interface Connection {
  readonly send: (text: string) => void;
  readonly end: (reason: FailureReason) => void;
}

/** @param maxMessage bytes; a larger message ends the connection as `too_large` */
export const openConnection = (
  { url, headers }: SocketAddress,
  maxMessage: number,
  { onOpen, onText, onEnd }: ConnectionEvents,
): Connection => {
  const handshake: Handshake = { failure: undefined, socket: undefined, headers: {} };
  const agent = new Agent({ connect: { timeout: connectTimeout }, webSocket: { maxPayloadSize: maxMessage } });
  const socket = new WebSocket(url, { headers, dispatcher: observed(agent, handshake) });
  let ended = false;

  const end = (reason: FailureReason): void => {
    if (ended) return;
    ended = true;
    socket.close();
    // The other side may never answer the closing handshake.
    handshake.socket?.destroy();
    void agent.destroy();
    onEnd(reason);
  };
  socket.addEventListener('open', () => {
    if (!ended) onOpen((name) => lower(handshake.headers[name]));
  });
  socket.addEventListener('message', ({ data }) => {
    if (ended) return;
    if (typeof data === 'string') onText(data);
    else end('not_json');
  });
  const lost = (): void => end(handshake.failure ?? 'reset');
  socket.addEventListener('error', lost);
  socket.addEventListener('close', lost);
  return { send: (text) => socket.send(text), end };
};
