/**
 * A subscription to new heads over WebSocket that stays open: it connects again after a loss, at once the first time
 * and then ever more slowly. What goes wrong is a closed reason; texts of errors, which may hold the address, stay here.
 */
import type { FailureReason } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import { reasonOfRpcError } from './classify.ts';
import { connectTimeout, openConnection, type SocketAddress, socketAddress } from './connection.ts';
import { parseJson } from './jsonRpc.ts';
import { hexNumber, isRecord } from './parse.ts';

export interface HeadFeedState {
  /** Why there is no subscription: how the last attempt ended; undefined while it stands or the first one is made. */
  readonly reason: FailureReason | undefined;
  /** When the present subscription and the first one ever were confirmed: `performance.now()`, undefined without. */
  readonly subscribedAt: number | undefined;
  readonly firstSubscribedAt: number | undefined;
  /** The newest head by subscription and when it came, `performance.now()`; it stays over reconnections. */
  readonly head: { readonly number: number; readonly at: number } | undefined;
}

export interface HeadFeed {
  readonly state: () => HeadFeedState;
  /** Gives up what there is, connection or wait, and makes a new attempt now, whose end alone then counts. */
  readonly resubscribe: (why?: FailureReason) => void;
  /** Resolves when the state is as asked for, after so many milliseconds at the latest, and when the feed is closed. */
  readonly until: (holds: (state: HeadFeedState) => boolean, ms: number) => Promise<void>;
  readonly close: () => void;
}

export interface HeadFeedOptions {
  /** @param hash undefined where none came @param at wall clock, Unix seconds */
  readonly onHead?: (head: { readonly number: number; readonly hash: string | undefined; readonly at: number }) => void;
  /** A connection ended, or none came about. */
  readonly onEnd?: (reason: FailureReason) => void;
  /** Milliseconds between two attempts at most; by default those of a member. */
  readonly longestDelay?: number;
  /** Waits are spread by up to a quarter, so that those whom one outage cut off do not all come back in one instant. */
  readonly jitter?: boolean;
}

/** Milliseconds before an attempt after a failed one: the pace of a member's own retries. */
const firstDelay = 500;
const usualLongestDelay = 5_000;
/** A connection that lasted less than this did not serve anybody. Milliseconds. */
const usefulFor = 2_000;
/** A header is about a kilobyte. Bytes. */
const maxMessage = 256 * 1024;

const hashShape = /^0x[0-9a-fA-F]{64}$/;
const subscribe = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] });

interface AttemptEvents {
  readonly onSubscribed: () => void;
  readonly onHead: (number: number, hash: string | undefined) => void;
  /** Once. */
  readonly onEnd: (reason: FailureReason) => void;
}

/** One connection with its subscription, from the first packet to its end. */
const attempt = (
  address: SocketAddress,
  deadline: number,
  { onSubscribed, onHead, onEnd }: AttemptEvents,
): { readonly end: (reason: FailureReason) => void } => {
  let subscription: string | undefined;
  const { send, end } = openConnection(address, maxMessage, {
    onOpen: () => send(subscribe),
    onText: (text) => {
      const parsed = parseJson(text);
      if ('reason' in parsed) end(parsed.reason);
      else read(parsed.value);
    },
    onEnd: (reason) => {
      clearTimeout(timer);
      onEnd(reason);
    },
  });
  const timer = setTimeout(() => end('timeout'), connectTimeout + deadline * 1000);

  const read = (message: unknown): void => {
    if (!isRecord(message)) return;
    if (message.id === 1) {
      const { result, error } = message;
      if (typeof result !== 'string') {
        end(isRecord(error) ? reasonOfRpcError(error.code) : 'bad_shape');
        return;
      }
      subscription = result;
      clearTimeout(timer);
      onSubscribed();
      return;
    }
    const { params } = message;
    if (!isRecord(params) || params.subscription !== subscription || !isRecord(params.result)) return;
    const { number: height, hash } = params.result;
    const number = hexNumber(height);
    if (number !== undefined) onHead(number, typeof hash === 'string' && hashShape.test(hash) ? hash : undefined);
  };

  return { end };
};

/** What is known beside a subscription, and how patient whoever asks is. */
export interface Silence {
  /** Height by HTTP now, and when the subscription had told nothing yet. */
  readonly height: number;
  readonly heightBefore: number;
  /** `performance.now()`. */
  readonly now: number;
  /** Seconds after which a head is old, and that the first head after subscribing may take. */
  readonly stale: number;
  readonly firstHead: number;
}

/** Whether a live subscription has told nothing for too long while HTTP has a higher head. */
export const looksSilent = (
  { subscribedAt, firstSubscribedAt, head }: HeadFeedState,
  { height, heightBefore, now, stale, firstHead }: Silence,
): boolean => {
  if (subscribedAt === undefined || firstSubscribedAt === undefined) return false;
  if (now - subscribedAt < firstHead * 1000) return false;
  const old = now - (head?.at ?? firstSubscribedAt) > stale * 1000;
  return old && height > (head?.number ?? heightBefore);
};

/**
 * @param endpoint `wss://` or `ws://` (the same with http), with the headers of the handshake
 * @param deadline seconds for the answer to `eth_subscribe` once connected
 */
export const openHeadFeed = (endpoint: Endpoint, deadline: number, options: HeadFeedOptions = {}): HeadFeed => {
  const { longestDelay = usualLongestDelay, jitter = false } = options;
  const address = socketAddress(endpoint);
  let reason: FailureReason | undefined;
  let subscribedAt: number | undefined;
  let firstSubscribedAt: number | undefined;
  let head: HeadFeedState['head'];
  let delay = firstDelay;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let present: { readonly end: (reason: FailureReason) => void } | undefined;
  const waiting = new Set<() => void>();

  const state = (): HeadFeedState => ({ reason, subscribedAt, firstSubscribedAt, head });
  const changed = (): void => {
    for (const look of waiting) look();
  };

  const connect = (): void => {
    present = attempt(address, deadline, {
      onSubscribed: () => {
        reason = undefined;
        subscribedAt = performance.now();
        firstSubscribedAt ??= subscribedAt;
        changed();
      },
      onHead: (number, hash) => {
        delay = firstDelay;
        head = { number, at: performance.now() };
        options.onHead?.({ number, hash, at: Date.now() / 1000 });
        changed();
      },
      onEnd: (why) => {
        // A connection that had served is made anew at once, as a member's would: its loss alone is no failure.
        const served = subscribedAt !== undefined && performance.now() - subscribedAt >= usefulFor;
        subscribedAt = undefined;
        if (closed) return;
        options.onEnd?.(why);
        if (!served) reason = why;
        const spread = jitter ? 0.75 + Math.random() / 2 : 1;
        timer = setTimeout(connect, served ? 0 : delay * spread);
        if (!served) delay = Math.min(longestDelay, delay * 2);
        changed();
      },
    });
  };
  connect();

  return {
    state,
    resubscribe: (why = 'cancelled') => {
      if (closed) return;
      present?.end(why);
      clearTimeout(timer);
      reason = undefined;
      connect();
    },
    until: (holds, ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(late);
          waiting.delete(look);
          resolve();
        };
        const look = (): void => {
          if (closed || holds(state())) done();
        };
        const late = setTimeout(done, ms);
        waiting.add(look);
        look();
      }),
    close: () => {
      closed = true;
      clearTimeout(timer);
      present?.end('cancelled');
      changed();
    },
  };
};
