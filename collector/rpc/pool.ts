/**
 * One HTTP connection pool per endpoint, on undici's dispatch interface: a sixth of the CPU of fetch, a deadline over
 * the whole exchange, a size limit, and no retry that would hide a failure or lengthen a latency.
 */
import { Pool } from 'undici';
import type { Endpoint } from '../config/fleet.ts';
import { basicAuth } from './basicAuth.ts';
import { type ClockReading, createDateClock } from './dateClock.ts';
import { Exchange, type Explain } from './exchange.ts';
import type { Observation } from './observation.ts';
import { createRedactor } from './redact.ts';
import { keepHeadersYoung } from './youngHeaders.ts';

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  /** Appended to the endpoint's own path. */
  readonly path?: string;
  readonly body?: string;
  /** Seconds from send to last byte. */
  readonly deadline: number;
  /** Bytes that the answer may have, where it may be larger than any other: a page of metrics. */
  readonly limit?: number;
  /** Reads the words of a refusal, where they say more than its status. */
  readonly explain?: Explain;
}

export interface EndpointPool {
  /** Sends one question; never throws and never takes longer than its deadline. */
  readonly exchange: (question: HttpQuestion) => Promise<Observation<string>>;
  /** How our clock stands to that of the endpoint, by the answers of the last minutes; undefined without any. */
  readonly clock: () => ClockReading | undefined;
  readonly close: () => Promise<void>;
}

const websocketToHttp = (url: URL): URL => {
  if (url.protocol === 'ws:' || url.protocol === 'wss:') url.protocol = url.protocol === 'ws:' ? 'http:' : 'https:';
  return url;
};

export const createPool = (endpoint: Endpoint): EndpointPool => {
  const url = websocketToHttp(new URL(endpoint.url.reveal()));
  const basePath = url.pathname.replace(/\/$/, '');
  const ownPath = (basePath || '/') + url.search;
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'headwatch',
  };
  for (const [name, value] of Object.entries(endpoint.headers)) headers[name.toLowerCase()] = value.reveal();
  const login = basicAuth(url);
  if (login) headers.authorization = `Basic ${login}`;
  const redact = createRedactor(endpoint);
  keepHeadersYoung();
  // Eight sockets let a hanging endpoint keep a few questions without starving the next tick's.
  const pool = new Pool(url.origin, { connections: 8, pipelining: 1, keepAliveTimeout: 30_000, connectTimeout: 5_000 });

  const dates = createDateClock();

  const exchange = (question: HttpQuestion): Promise<Observation<string>> =>
    new Promise((resolve) => {
      const path = question.path === undefined ? ownPath : basePath + question.path;
      pool.dispatch(
        { method: question.method, path, headers, body: question.body ?? null },
        new Exchange(question.deadline, redact, resolve, question.limit, question.explain, dates.take),
      );
    });

  return { exchange, clock: () => dates.reading(Date.now()), close: () => pool.destroy() };
};
