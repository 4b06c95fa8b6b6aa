/**
 * Connections to a web API whose refusals have words that matter: status, headers and body of whatever it answers. For
 * questions that are asked some times a minute; the fast lane has a path of its own (pool.ts).
 */
import { Pool } from 'undici';
import type { FailureReason } from '../catalogue/labels.ts';
import type { Secret } from '../config/secret.ts';
import { reasonOfError } from './classify.ts';

export interface ApiQuestion {
  readonly method: 'GET' | 'POST';
  /** Appended to the base URL, with its query. */
  readonly path: string;
  readonly body?: string;
  /** Seconds from send to last byte. */
  readonly deadline: number;
  /** Ends the question early; it then failed with `timeout`. */
  readonly signal?: AbortSignal | undefined;
}

export type ApiAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: string;
      readonly html: boolean;
      /** Seconds, of a `retry-after` header (RFC 9110 section 10.2.3). */
      readonly retryAfter: number | undefined;
      /** The answer's own clock, Unix ms. */
      readonly date: number | undefined;
    }
  | { readonly ok: false; readonly reason: FailureReason };

export interface ApiPool {
  /** Never throws. The token is taken out of what comes back. */
  readonly ask: (question: ApiQuestion) => Promise<ApiAnswer>;
  readonly close: () => Promise<void>;
}

/** Ten zones of 10,000 rows of some 300 bytes. */
const maxBodyBytes = 32 * 1024 * 1024;

const first = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '');

/** @param now Unix ms by the clock of who wrote the header: ours may be wrong */
const secondsOf = (header: string, now: number): number | undefined => {
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
};

class TooLarge extends Error {}

/** @param base URL without a slash at its end @param token sent as a bearer */
export const createApiPool = (base: string, token: Secret): ApiPool => {
  const url = new URL(base);
  const pool = new Pool(url.origin, {
    connections: 4,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connectTimeout: 10_000,
  });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'headwatch',
    authorization: `Bearer ${token.reveal()}`,
  };

  const ask = async ({ method, path, body, deadline, signal }: ApiQuestion): Promise<ApiAnswer> => {
    const timeout = AbortSignal.timeout(deadline * 1000);
    let started = false;
    try {
      const answer = await pool.request({
        method,
        path: url.pathname.replace(/\/$/, '') + path,
        headers,
        body: body ?? null,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      started = true;
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body) {
        // undici's bodies yield buffers; its types say any.
        const bytes = chunk as Buffer;
        size += bytes.length;
        if (size > maxBodyBytes) throw new TooLarge();
        chunks.push(bytes);
      }
      const date = Date.parse(first(answer.headers.date));
      return {
        ok: true,
        status: answer.statusCode,
        body: Buffer.concat(chunks).toString('utf8').replaceAll(token.reveal(), '[redacted]'),
        html: first(answer.headers['content-type']).includes('text/html'),
        retryAfter: secondsOf(first(answer.headers['retry-after']), Number.isNaN(date) ? Date.now() : date),
        date: Number.isNaN(date) ? undefined : date,
      };
    } catch (error) {
      if (timeout.aborted || signal?.aborted) return { ok: false, reason: 'timeout' };
      return { ok: false, reason: error instanceof TooLarge ? 'too_large' : reasonOfError(error, started) };
    }
  };
  return { ask, close: () => pool.destroy() };
};
