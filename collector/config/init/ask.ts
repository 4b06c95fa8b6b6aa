/**
 * One HTTP question of `init`, with a deadline and a size limit. `init` runs once, by hand; the collector has a client
 * of its own. Errors say what happened, never the address.
 */
import type { Secret } from '../secret.ts';

export type Answer = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly reason: string };

export interface Limits {
  /** Milliseconds for a whole exchange. */
  readonly deadline: number;
  readonly maxBytes: number;
}

/** A distant public endpoint answers within a second; a block with 2,000 transaction hashes is 140 kB. */
const usual: Limits = { deadline: 5_000, maxBytes: 1_000_000 };

const readBody = async (response: Response, maxBytes: number): Promise<string | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return Buffer.concat(chunks).toString('utf8');
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
};

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
};

const reasonOf = (error: unknown, deadline: number): string => {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${deadline / 1000} s`;
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name does not resolve';
  return code === '' ? 'the exchange failed' : `the exchange failed (${code})`;
};

/** http for ws, for clients serve both on one port; user and password as a header, for fetch refuses them in a URL. */
const prepare = (endpoint: Secret, path: string): { readonly url: URL; readonly headers: Record<string, string> } => {
  const url = new URL(endpoint.reveal());
  if (url.protocol === 'ws:' || url.protocol === 'wss:') url.protocol = url.protocol === 'ws:' ? 'http:' : 'https:';
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  if (url.username !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  if (path !== '') url.pathname = url.pathname.replace(/\/$/, '') + path;
  return { url, headers };
};

/** Sends one question and reads its JSON. Never throws. Redirects are not followed: a node does not redirect. */
export const ask = async (
  endpoint: Secret,
  question: { readonly path?: string; readonly body?: string },
  { deadline, maxBytes }: Limits = usual,
): Promise<Answer> => {
  try {
    const { url, headers } = prepare(endpoint, question.path ?? '');
    const post = question.body === undefined ? { method: 'GET' } : { method: 'POST', body: question.body };
    const signal = AbortSignal.timeout(deadline);
    const response = await fetch(url, { ...post, headers, signal, redirect: 'manual' });
    const text = await readBody(response, maxBytes);
    if (text === undefined) return { ok: false, reason: `an answer of more than ${maxBytes / 1_000_000} MB` };
    try {
      const body: unknown = JSON.parse(text);
      // JSON-RPC errors come with 200 or with 4xx; what counts is the body.
      return { ok: true, body };
    } catch {
      return { ok: false, reason: response.ok ? 'an answer that is no JSON' : `HTTP status ${response.status}` };
    }
  } catch (error) {
    return { ok: false, reason: reasonOf(error, deadline) };
  }
};
