/**
 * A stream of server-sent events that stays open: it connects again after a loss, at once where it had served and ever
 * more slowly where not. A stream on which nothing comes is given up: a live socket proves nothing. What goes wrong is a
 * closed reason; texts of errors, which may hold the address, stay here.
 */
import { Agent, request } from 'undici';
import type { FailureReason } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import { basicAuth } from './basicAuth.ts';
import { reasonOfError, reasonOfStatus } from './classify.ts';
import { createEventParser } from './eventParser.ts';
import { parseJson } from './jsonRpc.ts';
import { reasonOfRest } from './restErrors.ts';

export interface EventStreamState {
  /** Why there is no stream, or how the last one ended; undefined while it delivers or the first one is made. */
  readonly reason: FailureReason | undefined;
  /** Whether the stream is open and an event has come on it. */
  readonly delivers: boolean;
}

export interface EventStream {
  readonly state: () => EventStreamState;
  readonly close: () => Promise<void>;
}

export interface EventStreamOptions {
  readonly endpoint: Endpoint;
  /** Appended to the endpoint's own path, with its query. */
  readonly path: string;
  /** Seconds without any event after which the stream is given up as `silent`. */
  readonly silentAfter: number;
  /** @param at wall clock when its last byte came, Unix seconds */
  readonly onEvent: (name: string, data: unknown, at: number) => void;
  /** A connection ended, or none came about. */
  readonly onEnd?: (reason: FailureReason) => void;
}

/** Milliseconds. */
const firstDelay = 1_000;
const longestDelay = 60_000;
const connectTimeout = 5_000;
/** A connection that lasted less than this did not serve anybody. Milliseconds. */
const usefulFor = 2_000;
/** Characters of a refusal that are read for its words. */
const longestRefusal = 16 * 1024;

const single = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();

/** Ends an attempt with a reason of ours. */
class StreamEnd extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(reason);
    this.name = 'StreamEnd';
    this.reason = reason;
  }
}

const addressOf = ({ url: secret, headers: given }: Endpoint, path: string) => {
  const url = new URL(secret.reveal());
  const headers: Record<string, string> = { accept: 'text/event-stream', 'user-agent': 'headwatch' };
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value.reveal();
  const login = basicAuth(url);
  if (login) headers.authorization = `Basic ${login}`;
  return { url: url.origin + url.pathname.replace(/\/$/, '') + path, headers };
};

export const openEventStream = (options: EventStreamOptions): EventStream => {
  const { url, headers } = addressOf(options.endpoint, options.path);
  // No deadline of its own on the body: the watchdog knows better what silence is.
  const agent = new Agent({ connect: { timeout: connectTimeout }, headersTimeout: 10_000, bodyTimeout: 0 });
  let reason: FailureReason | undefined;
  let delivers = false;
  let delay = firstDelay;
  let timer: NodeJS.Timeout | undefined;
  let abort = new AbortController();
  let closed = false;

  const refuse = async (
    status: number,
    given: Record<string, string | string[] | undefined>,
    body: AsyncIterable<Buffer>,
  ) => {
    const why = reasonOfStatus(status, {
      server: single(given.server),
      contentType: single(given['content-type']),
      mitigated: single(given['cf-mitigated']),
    });
    if (why) {
      let text = '';
      for await (const chunk of body) {
        text += chunk.toString('utf8');
        if (text.length > longestRefusal) break;
      }
      throw new StreamEnd(reasonOfRest(status, text) ?? why);
    }
    if (!single(given['content-type']).startsWith('text/event-stream')) throw new StreamEnd('bad_shape');
  };

  /** One connection, from the first packet to its end; always ends by throwing. */
  const attempt = async (signal: AbortSignal, alive: () => void): Promise<never> => {
    const response = await request(url, { method: 'GET', headers, dispatcher: agent, signal });
    await refuse(response.statusCode, response.headers, response.body);
    const decoder = new TextDecoder();
    let broken = false;
    const parser = createEventParser((name, text) => {
      const parsed = parseJson(text);
      if ('reason' in parsed) {
        broken = true;
        return;
      }
      delivers = true;
      reason = undefined;
      alive();
      options.onEvent(name, parsed.value, Date.now() / 1000);
    });
    for await (const chunk of response.body) {
      if (!parser.take(decoder.decode(chunk, { stream: true }))) throw new StreamEnd('too_large');
      if (broken) throw new StreamEnd('not_json');
    }
    throw new StreamEnd('reset');
  };

  const connect = (): void => {
    abort = new AbortController();
    const { signal } = abort;
    const startedAt = performance.now();
    let silent = false;
    let watchdog: NodeJS.Timeout | undefined;
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        silent = true;
        abort.abort();
      }, options.silentAfter * 1000);
      watchdog.unref();
    };
    alive();
    attempt(signal, alive).catch((error: unknown) => {
      clearTimeout(watchdog);
      if (closed) return;
      const served = delivers && performance.now() - startedAt >= usefulFor;
      const started = delivers;
      delivers = false;
      if (silent) reason = 'silent';
      else reason = error instanceof StreamEnd ? error.reason : reasonOfError(error, started);
      options.onEnd?.(reason);
      // A loss of a stream that served is made good at once; one that is not offered is asked for but rarely.
      const wait = served ? 0 : reason === 'rpc_unsupported' ? longestDelay : delay;
      delay = served ? firstDelay : Math.min(longestDelay, delay * 2);
      timer = setTimeout(connect, wait);
      timer.unref();
    });
  };
  connect();

  return {
    state: () => ({ reason, delivers }),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      abort.abort();
      await agent.destroy();
    },
  };
};
