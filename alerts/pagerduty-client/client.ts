/**
 * A small client for PagerDuty's Events API v2. Ours, because the official package has had no release since 2021,
 * forces https, does not abort a slow request and keeps the process alive for 30 s after a failed one.
 *
 * It tries once and says how it went; when to try again is the outbox's business. Errors hold no secret: they are
 * built from the status and closed words, never from the request.
 */
import type { Secret } from '../../collector/config/secret.ts';
import { type PagerDutyEvent, wireBody } from './events.ts';

export type PagerDutyOutcome =
  /** PagerDuty took it (202). It works asynchronously, so this is no proof that a person was paged. */
  | { readonly kind: 'accepted' }
  /** It never will take this one; `detail` is its own first error, redacted. */
  | { readonly kind: 'rejected'; readonly status: number; readonly detail: string }
  | {
      readonly kind: 'retryable';
      readonly reason: 'rate_limited' | 'server_error' | 'network' | 'timeout';
      /** From Retry-After; undefined when PagerDuty named no time. */
      readonly afterMs: number | undefined;
    };

export interface PagerDutyClient {
  send(event: PagerDutyEvent): Promise<PagerDutyOutcome>;
}

export interface PagerDutyOptions {
  readonly routingKey: Secret;
  /** The enqueue URL, or the base before `/v2/enqueue` (EU accounts, stand-ins). */
  readonly url?: string;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

const defaultUrl = 'https://events.pagerduty.com/v2/enqueue';

const endpoints = (url: string): { alerts: string; changes: string } => {
  const base = url.replace(/\/+$/, '').replace(/\/v2\/(change\/)?enqueue$/, '');
  return { alerts: `${base}/v2/enqueue`, changes: `${base}/v2/change/enqueue` };
};

/** Seconds or an HTTP date (RFC 9110 §10.2.3); undefined when absent or nonsense. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
};

/** What PagerDuty answers is a few lines; of a proxy's page no more than this is read. */
const answerBytes = 4096;

const startOf = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= answerBytes) break;
    }
  } catch {
    // Cut off: what came is all there is.
  }
  return Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
};

/** The first error that a 400 names, cut and without the key, in case it is quoted back. */
const firstError = async (response: Response, secret: string): Promise<string> => {
  const text = await startOf(response);
  let found = '';
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'errors' in parsed && Array.isArray(parsed.errors)) {
      found = String(parsed.errors[0] ?? '');
    }
  } catch {
    // Not JSON: a proxy's page says nothing about the event.
  }
  return found.replaceAll(secret, '[redacted]').slice(0, 200) || `HTTP ${response.status}`;
};

export const createPagerDutyClient = (options: PagerDutyOptions): PagerDutyClient => {
  const { routingKey, timeoutMs = 5000, fetch: ask = fetch, now = Date.now } = options;
  const { alerts, changes } = endpoints(options.url ?? defaultUrl);

  return {
    send: async (event) => {
      let response: Response;
      try {
        response = await ask(event.action === 'change' ? changes : alerts, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: wireBody(event, routingKey.reveal()),
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch (error) {
        const timeout = error instanceof Error && error.name === 'TimeoutError';
        return { kind: 'retryable', reason: timeout ? 'timeout' : 'network', afterMs: undefined };
      }
      const afterMs = retryAfterMs(response.headers.get('retry-after'), now());
      const { status } = response;
      if (status === 202) {
        await response.body?.cancel();
        return { kind: 'accepted' };
      }
      // Another 2xx is a proxy's or a portal's page, 408 a proxy's patience: PagerDuty did not take it.
      if (response.ok || status === 408 || status === 429 || status >= 500) {
        await response.body?.cancel();
        return { kind: 'retryable', reason: status === 429 ? 'rate_limited' : 'server_error', afterMs };
      }
      return {
        kind: 'rejected',
        status: response.status,
        detail: await firstError(response, routingKey.reveal()),
      };
    },
  };
};
