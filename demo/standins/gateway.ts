/**
 * Discord's gateway as far as a bot needs it that only listens for interactions: hello, identify, heartbeats, resume,
 * dispatches. It closes with the documented codes on what it does not take.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { botName, type Place } from './discordPlace.ts';

const heartbeatInterval = 41_250;
const op = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, invalidSession: 9, hello: 10, ack: 11 } as const;
const close = { unknownOpcode: 4001, decode: 4002, notAuthenticated: 4003, authentication: 4004 } as const;

interface Session {
  readonly id: string;
  sequence: number;
  socket: WebSocket | null;
}

export interface GatewayOptions {
  readonly place: Place;
  /** As the client reaches it: `ws://127.0.0.1:PORT/gateway`. */
  readonly url: () => string;
  readonly refusing: () => boolean;
  readonly onEvent: (reason: string, accepted: boolean) => void;
}

const parse = (data: unknown): { op?: unknown; d?: unknown } | null => {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
};
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

export const createGateway = (options: GatewayOptions) => {
  const { place, onEvent } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  let session: Session | null = null;

  const send = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));
  const dispatch = (to: Session, t: string, d: object): void => {
    to.sequence += 1;
    if (to.socket) send(to.socket, { op: op.dispatch, t, s: to.sequence, d });
  };
  const tokenFits = (d: unknown): boolean => field(d, 'token') === place.botToken && !options.refusing();

  const refuse = (socket: WebSocket, code: number, why: string, reason: string): void => {
    onEvent(why, false);
    socket.close(code, reason);
  };
  const refuseToken = (socket: WebSocket): void =>
    refuse(socket, close.authentication, 'a wrong token', 'Authentication failed.');
  const refuseBody = (socket: WebSocket): void =>
    refuse(socket, close.decode, 'a payload that cannot be read', 'Error while decoding payload.');

  const identify = (socket: WebSocket, d: unknown): void => {
    if (!tokenFits(d)) {
      refuseToken(socket);
      return;
    }
    if (typeof field(d, 'intents') !== 'number' || typeof field(d, 'properties') !== 'object') {
      refuseBody(socket);
      return;
    }
    session = { id: randomBytes(16).toString('hex'), sequence: 0, socket };
    onEvent('identify', true);
    const user = { id: place.botUserId, username: botName, discriminator: '0000', avatar: null, bot: true };
    dispatch(session, 'READY', {
      v: 10,
      user: { ...user, global_name: null, flags: 0, mfa_enabled: false, verified: true, email: null },
      guilds: [{ id: place.guildId, unavailable: true }],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: options.url(),
      shard: [0, 1],
      application: { id: place.applicationId, flags: 0 },
      user_settings: {},
      private_channels: [],
      relationships: [],
    });
  };

  const resume = (socket: WebSocket, d: unknown): void => {
    if (!tokenFits(d)) {
      refuseToken(socket);
      return;
    }
    if (!session || field(d, 'session_id') !== session.id) {
      onEvent('resume of an unknown session', false);
      send(socket, { op: op.invalidSession, d: false });
      return;
    }
    session.socket = socket;
    onEvent('resume', true);
    dispatch(session, 'RESUMED', {});
  };

  const connected = (socket: WebSocket): void => {
    send(socket, { op: op.hello, d: { heartbeat_interval: heartbeatInterval } });
    socket.on('message', (data) => {
      const message = parse(data);
      if (!message) refuseBody(socket);
      else if (message.op === op.heartbeat) send(socket, { op: op.ack });
      else if (message.op === op.identify) identify(socket, message.d);
      else if (message.op === op.resume) resume(socket, message.d);
      // Presence, voice, members: a listener for interactions asks none of it.
      else if (session?.socket === socket) refuse(socket, close.unknownOpcode, 'an unknown opcode', 'Unknown opcode.');
      else refuse(socket, close.notAuthenticated, 'not authenticated', 'Not authenticated.');
    });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null;
    });
    socket.on('error', () => socket.terminate());
  };

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (options.refusing()) {
        onEvent('connection refused: it was told to', false);
        // What stands before Discord's gateway answers this while it is away.
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, connected);
    },
    /** False when no bot listens: Discord says "The application did not respond" then. */
    interaction(payload: object): boolean {
      if (!session?.socket) return false;
      dispatch(session, 'INTERACTION_CREATE', payload);
      return true;
    },
    connected: (): boolean => session?.socket != null,
    /** Ends every connection without a word, as a network does. */
    drop(): void {
      for (const socket of server.clients) socket.terminate();
    },
    forget(): void {
      session = null;
      for (const socket of server.clients) socket.terminate();
    },
  };
};
export type Gateway = ReturnType<typeof createGateway>;
