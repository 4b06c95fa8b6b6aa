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

export const createGateway = (options: GatewayOptions): Gateway => {
  const { token, onInteraction, onState, retryAfter = 5 } = options;
  let stopped = false;
  let isConnected = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let current: { readonly client: Client; readonly end: () => Promise<unknown> } | undefined;

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
    const end = async (): Promise<unknown> => {
      await within(client.destroy(), 2000);
      // A shard that waits for its next attempt is idle just then, survives its end, and would connect after all.
      return within(strategy?.destroy({ code: 1000, reason: 'stopping' }), 500);
    };
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
      const wasConnected = isConnected;
      const end = current?.end;
      await end?.();
      // Half a second is discord.js's pause between two attempts.
      for (let round = 0; !wasConnected && end && round < 4; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await end();
      }
    },
  };
};
