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
  readonly resubscribe: () => void;
  /** Resolves when the state is as asked for, after so many milliseconds at the latest, and when the feed is closed. */
  readonly until: (holds: (state: HeadFeedState) => boolean, ms: number) => Promise<void>;
  readonly close: () => void;
}

/** Milliseconds before an attempt after a failed one: the pace of a member's own retries. */
const firstDelay = 500;
const longestDelay = 5_000;
/** A connection that lasted less than this did not serve anybody. Milliseconds. */
const usefulFor = 2_000;
/** A header is about a kilobyte. Bytes. */
const maxMessage = 256 * 1024;

const subscribe = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] });

interface AttemptEvents {
  readonly onSubscribed: () => void;
  readonly onHead: (number: number) => void;
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
    const number = hexNumber(params.result.number);
    if (number !== undefined) onHead(number);
  };

  return { end };
};

/**
 * @param endpoint `wss://` or `ws://` (the same with http), with the headers of the handshake
 * @param deadline seconds for the answer to `eth_subscribe` once connected
 */
export const openHeadFeed = (endpoint: Endpoint, deadline: number): HeadFeed => {
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
      onHead: (number) => {
        delay = firstDelay;
        head = { number, at: performance.now() };
        changed();
      },
      onEnd: (why) => {
        // A connection that had served is made anew at once, as a member's would: its loss alone is no failure.
        const served = subscribedAt !== undefined && performance.now() - subscribedAt >= usefulFor;
        subscribedAt = undefined;
        if (closed) return;
        if (!served) reason = why;
        timer = setTimeout(connect, served ? 0 : delay);
        if (!served) delay = Math.min(longestDelay, delay * 2);
        changed();
      },
    });
  };
  connect();

  return {
    state,
    resubscribe: () => {
      if (closed) return;
      present?.end('cancelled');
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
