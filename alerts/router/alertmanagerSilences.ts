/** Silences in Alertmanager over its API v2. Undefined or false when it does not take one; never throws. */
import { z } from 'zod';
import { type Ask, fetchJson, urlOf } from './fetchJson.ts';
import { timeOf } from './webhook.ts';

/** What a silence covers. */
export interface Matched {
  /** Matched for equality; an empty value matches an alert without the label. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that an alert must not have so. */
  readonly not?: Readonly<Record<string, string>> | undefined;
}

export interface NewSilence extends Matched {
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
  readonly comment: string;
  /** Of a silence to renew: with the same labels it keeps its id. One that is not known any more is made anew. */
  readonly id?: string | undefined;
}

/** A silence as an Alertmanager holds it. */
export interface HeldSilence extends Matched {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly comment: string;
  readonly state: string;
}

const held = z.array(
  z.object({
    id: z.string(),
    status: z.object({ state: z.string() }),
    startsAt: z.string(),
    endsAt: z.string(),
    comment: z.string(),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().nullish() }),
    ),
  }),
);

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

/** Those of plain matchers, over ones included; undefined when it does not answer. */
export const listSilences = async (url: string, ask: Ask): Promise<readonly HeldSilence[] | undefined> => {
  const list = await fetchJson(urlOf(url, '/api/v2/silences'), held, ask);
  return list?.flatMap(({ id, status, startsAt, endsAt, comment, matchers }): readonly HeldSilence[] => {
    if (matchers.some(({ isRegex }) => isRegex)) return [];
    const side = (equal: boolean) =>
      Object.fromEntries(
        matchers.filter(({ isEqual }) => (isEqual ?? true) === equal).map(({ name, value }) => [name, value]),
      );
    const times = { from: timeOf(startsAt) ?? 0, to: timeOf(endsAt) ?? 0 };
    return [{ id, ...times, comment, state: status.state, labels: side(true), not: side(false) }];
  });
};

/** @returns its id */
export const postSilence = async (url: string, silence: NewSilence, ask: Ask): Promise<string | undefined> => {
  const { labels, not = {}, from, to, by, comment, id } = silence;
  const matcher =
    (isEqual: boolean) =>
    ([name, value]: readonly [string, string]) =>
      ({ name, value, isRegex: false, isEqual }) as const;
  const matchers = [...Object.entries(labels).map(matcher(true)), ...Object.entries(not).map(matcher(false))];
  const body = { ...(id ? { id } : {}), matchers, startsAt: iso(from), endsAt: iso(to), createdBy: by, comment };
  const headers = { 'content-type': 'application/json' };
  const address = urlOf(url, '/api/v2/silences');
  const response = await request(ask, address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response?.ok) {
    await response?.body?.cancel();
    const forgotten = id !== undefined && (response?.status === 404 || response?.status === 400);
    return forgotten ? postSilence(url, { ...silence, id: undefined }, ask) : undefined;
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
