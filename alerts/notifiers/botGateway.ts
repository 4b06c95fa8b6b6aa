/**
 * The outbound socket over which Discord tells what people press and type. discord.js reconnects and resumes by itself;
 * only a login that failed is tried again from here. Events are read raw: without the guild's roles in a cache, the
 * library's own view of a member knows fewer roles than Discord sent.
 */
import { Client, Events, GatewayDispatchEvents, SimpleShardingStrategy } from 'discord.js';
import type { Secret } from '../../collector/config/secret.ts';

export interface GatewayOptions {
  readonly token: Secret;
  readonly api?: string | undefined;
  readonly timeoutMs?: number;
  /** First pause after a failed login, seconds; doubles up to five minutes. */
  readonly retryAfter?: number;
  /** Must not throw. */
  readonly onInteraction: (interaction: unknown) => void;
  readonly onState: (connected: boolean) => void;
}

export interface Gateway {
  start(): void;
  connected(): boolean;
  /** Ends for good, and leaves nothing behind that would keep the process alive. */
  stop(): Promise<void>;
}

const longestPause = 300;

const within = (promise: Promise<unknown> | undefined, ms: number): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  const settled = Promise.resolve(promise).catch(() => undefined);
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
};

const never = new Promise<never>(() => undefined);

interface Socket {
  on(event: 'error', listener: () => void): unknown;
  terminate(): void;
}
const isSocket = (value: unknown): value is Socket =>
  typeof value === 'object' && value !== null && 'terminate' in value && 'on' in value;

/**
 * Ends a client for good. discord.js alone does not: a shard that waits between two attempts survives its end and
 * connects after all, and a socket that is being opened loses its listener, so that its failure ends the process. The
 * library offers neither to anyone, hence the reflection: a connection waits for its session first, which never comes.
 */
const endClient = async (client: Client, strategy: SimpleShardingStrategy | undefined): Promise<void> => {
  const waiting = { sessionInfo: { get: () => never, set: () => undefined } };
  for (const [id, shard] of client.ws.shards) client.ws.shards.set(id, Object.create(shard, waiting));
  const shards: unknown = strategy && Reflect.get(strategy, 'shards');
  const inner: unknown[] = shards instanceof Map ? [...shards.values()] : [];
  const sockets = inner.map((shard) => Reflect.get(Object(shard), 'connection')).filter(isSocket);
  for (const socket of sockets) socket.on('error', () => undefined);
  await within(client.destroy(), 2000);
  for (const socket of sockets) socket.terminate();
};

export const createGateway = (options: GatewayOptions): Gateway => {
  const { token, onInteraction, onState, retryAfter = 5 } = options;
  let stopped = false;
  let isConnected = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let current: { readonly client: Client; readonly end: () => Promise<void> } | undefined;

  const turn = (connected: boolean): void => {
    if (connected) failures = 0;
    if (connected === isConnected) return;
    isConnected = connected;
    onState(connected);
  };
  const again = (): void => {
    if (stopped) return;
    const pause = Math.min(longestPause, retryAfter * 2 ** failures);
    failures += 1;
    clearTimeout(retry);
    retry = setTimeout(open, pause * 1000);
  };

  const open = (): void => {
    let strategy: SimpleShardingStrategy | undefined;
    const client = new Client({
      intents: [],
      rest: { ...(options.api ? { api: options.api } : {}), timeout: options.timeoutMs ?? 5000, retries: 0 },
      ws: {
        buildStrategy: (manager) => {
          strategy = new SimpleShardingStrategy(manager);
          return strategy;
        },
      },
    });
    const end = (): Promise<void> => endClient(client, strategy);
    const mine = { client, end };
    current = mine;
    const isMine = (): boolean => current === mine && !stopped;
    // An 'error' without a listener would end the process.
    client.on(Events.Error, () => undefined);
    client.on(Events.ShardReady, () => isMine() && turn(true));
    client.on(Events.ShardResume, () => isMine() && turn(true));
    client.on(Events.ShardReconnecting, () => isMine() && turn(false));
    client.on(Events.ShardDisconnect, () => {
      if (!isMine()) return;
      turn(false);
      void end();
      again();
    });
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: unknown) => {
      if (isMine()) onInteraction(interaction);
    });
    client.login(token.reveal()).catch(() => {
      void end();
      if (!isMine()) return;
      turn(false);
      again();
    });
  };

  return {
    start: open,
    connected: () => isConnected,
    stop: async () => {
      stopped = true;
      clearTimeout(retry);
      await current?.end();
    },
  };
};
