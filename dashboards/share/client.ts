/** The few calls of Grafana's HTTP API that publishing needs. Answers are values; what cannot be gone on from is thrown. */
import type { Secret } from '../../collector/config/secret.ts';

export interface Reply {
  readonly status: number;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface GrafanaClient {
  /** As `admin`. */
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
  /** As a visitor, without any login. */
  visitor(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** One that a person can act on: printed as it is. */
export class ShareError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ShareError';
  }
}

/** Grafana's own words, cut: `message` of its JSON. */
export const wordsOf = ({ status, body }: Reply): string => {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof message === 'string' && message !== ''
    ? `HTTP ${status}, "${message.slice(0, 200)}"`
    : `HTTP ${status}`;
};

/** @param deadline milliseconds for one answer */
export const grafanaClient = (url: string, password: Secret, deadline = 15_000): GrafanaClient => {
  const base = url.replace(/\/+$/, '');
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply> => {
    const response = await fetch(base + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      // A redirect would carry the password to somewhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) };
    } catch {
      return { status: response.status, body: undefined };
    }
  };
  const authorization = `Basic ${Buffer.from(`admin:${password.reveal()}`).toString('base64')}`;
  return {
    admin: (method, path, body) => call(method, path, body, { authorization }),
    visitor: (method, path, body) => call(method, path, body, {}),
  };
};
