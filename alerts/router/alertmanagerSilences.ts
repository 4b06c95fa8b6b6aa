/** Silences in Alertmanager over its API v2. Undefined or false when it does not take one; never throws. */
import { z } from 'zod';
import { type Ask, urlOf } from './fetchJson.ts';

export interface NewSilence {
  /** Matched for equality; an empty value matches an alert without the label. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
  readonly comment: string;
  /** Of a silence to renew: with the same labels it keeps its id. */
  readonly id?: string | undefined;
}

const taken = z.object({ silenceID: z.string().min(1) });
const iso = (at: number): string => new Date(at * 1000).toISOString();

const request = async (ask: Ask, url: string, init: RequestInit): Promise<Response | undefined> => {
  try {
    const signal = AbortSignal.timeout(ask.timeoutMs);
    return await (ask.fetch ?? fetch)(url, { ...init, signal, redirect: 'error' });
  } catch {
    return undefined;
  }
};

/** @returns its id */
export const postSilence = async (url: string, silence: NewSilence, ask: Ask): Promise<string | undefined> => {
  const { labels, from, to, by, comment, id } = silence;
  const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
  const body = { ...(id ? { id } : {}), matchers, startsAt: iso(from), endsAt: iso(to), createdBy: by, comment };
  const headers = { 'content-type': 'application/json' };
  const address = urlOf(url, '/api/v2/silences');
  const response = await request(ask, address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response?.ok) {
    await response?.body?.cancel();
    return undefined;
  }
  const parsed = taken.safeParse(await response.json().catch(() => undefined));
  return parsed.success ? parsed.data.silenceID : undefined;
};

/** True when it is over, by us or before. */
export const expireSilence = async (url: string, id: string, ask: Ask): Promise<boolean> => {
  const address = urlOf(url, `/api/v2/silence/${encodeURIComponent(id)}`);
  const response = await request(ask, address, { method: 'DELETE' });
  if (!response) return false;
  const text = await response.text().catch(() => '');
  // 404 for one that it has forgotten; 500 "already expired" for one that it still remembers.
  return response.ok || response.status === 404 || /already expired|not found/i.test(text);
};
