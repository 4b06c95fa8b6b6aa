/**
 * One HTTP connection pool per endpoint, on undici's dispatch interface: a sixth of the CPU of fetch, a deadline over
 * the whole exchange, a size limit, and no retry that would hide a failure or lengthen a latency.
 */
import { type Dispatcher, Pool } from 'undici';
import type { FailureReason } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import { basicAuth } from './basicAuth.ts';
import { reasonOfError, reasonOfStatus } from './classify.ts';
import { failed, type Observation } from './observation.ts';
import { createRedactor } from './redact.ts';

/**
 * An honest answer is a few kB; the largest that is asked for is a header with its transaction hashes, 69 bytes each:
 * 15,000 of them fit. What is read must be parsed, and while it is parsed no other target is judged.
 */
export const maxBodyBytes = 1024 * 1024;

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  /** Appended to the endpoint's own path. */
  readonly path?: string;
  readonly body?: string;
  /** Seconds from send to last byte. */
  readonly deadline: number;
}

export interface EndpointPool {
  /** Sends one question; never throws and never takes longer than its deadline. */
  readonly exchange: (question: HttpQuestion) => Promise<Observation<string>>;
  readonly close: () => Promise<void>;
}

const headerText = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();

const websocketToHttp = (url: URL): URL => {
  if (url.protocol === 'ws:' || url.protocol === 'wss:') url.protocol = url.protocol === 'ws:' ? 'http:' : 'https:';
  return url;
};

export const createPool = (endpoint: Endpoint): EndpointPool => {
  const url = websocketToHttp(new URL(endpoint.url.reveal()));
  const basePath = url.pathname.replace(/\/$/, '');
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'headwatch',
  };
  for (const [name, value] of Object.entries(endpoint.headers)) headers[name.toLowerCase()] = value.reveal();
  const login = basicAuth(url);
  if (login) headers.authorization = `Basic ${login}`;
  const redact = createRedactor(endpoint);
  // Eight sockets let a hanging endpoint keep a few questions without starving the next tick's.
  const pool = new Pool(url.origin, { connections: 8, pipelining: 1, keepAliveTimeout: 30_000, connectTimeout: 5_000 });

  const exchange = (question: HttpQuestion): Promise<Observation<string>> =>
    new Promise((resolve) => {
      let sentWall = Date.now();
      let sentMono = performance.now();
      let controller: Dispatcher.DispatchController | undefined;
      let status = 0;
      let started = false;
      let done = false;
      let size = 0;
      let statusReason: FailureReason | undefined;
      const chunks: Buffer[] = [];

      const finish = (reason: FailureReason | undefined): void => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        const timing = { sentWall, sentMono, receivedMono: performance.now() };
        if (reason) resolve(failed(reason, timing));
        else resolve({ ok: true, value: redact(Buffer.concat(chunks).toString('utf8')), ...timing });
      };
      const giveUp = (reason: FailureReason): void => {
        finish(reason);
        controller?.abort(new Error(reason));
      };
      const timer = setTimeout(() => giveUp('timeout'), question.deadline * 1000);

      const path = `${basePath}${question.path ?? ''}` || '/';
      pool.dispatch(
        {
          method: question.method,
          path: path + (question.path ? '' : url.search),
          headers,
          body: question.body ?? null,
        },
        {
          onRequestStart: (given) => {
            controller = given;
            if (done) return given.abort(new Error('timeout'));
            // Restamped here: until now the question may have waited for a connection.
            sentWall = Date.now();
            sentMono = performance.now();
          },
          onResponseStart: (_given, code, head) => {
            // 103 Early Hints and 102 Processing (RFC 8297, RFC 2518): the answer itself is yet to come.
            if (code < 200) return;
            started = true;
            status = code;
            statusReason = reasonOfStatus(status, headerText(head.server), headerText(head['content-type']));
            // The body of a failure is of no use to us and may be anything.
            if (statusReason) giveUp(statusReason);
          },
          onResponseData: (_given, chunk) => {
            size += chunk.length;
            if (size > maxBodyBytes) giveUp('too_large');
            else chunks.push(chunk);
          },
          onResponseEnd: () => finish(statusReason),
          onResponseError: (_given, error) => finish(reasonOfError(error, started)),
        },
      );
    });

  return { exchange, close: () => pool.destroy() };
};
