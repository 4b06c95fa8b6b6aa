/** Asks the stand-ins' process. Shapes are those of demo/standins; it is ours and of this version, so they are trusted. */
import type { Entry, Mode, Sink, StandinsState } from '../standins/main.ts';
import { getJson, postJson } from './http.ts';

export interface StandinsClient {
  /** What arrived after the request numbered `since`, oldest first. */
  log(since?: number): Promise<readonly Entry[]>;
  state(): Promise<StandinsState>;
  setMode(sink: Sink, mode: Mode): Promise<void>;
  /** Cloudflare's analytics and health follow the simulated fleet from now on. @param sim base URL of its control API */
  follow(sim: string): Promise<void>;
  /** Acknowledges as a person would on PagerDuty's page. */
  acknowledge(dedupKey: string): Promise<void>;
}

export const createStandinsClient = (url: string): StandinsClient => {
  const base = `${url.replace(/\/+$/, '')}/standins`;
  return {
    log: async (since = 0) => (await getJson(`${base}/log?since=${since}`)) as readonly Entry[],
    state: async () => (await getJson(`${base}/state`)) as StandinsState,
    follow: async (sim) => void (await postJson(`${base}/cloudflare/follow`, { url: sim })),
    setMode: async (sink, mode) => void (await postJson(`${base}/mode`, { sink, mode })),
    acknowledge: async (dedupKey) => void (await postJson(`${base}/pagerduty/ack`, { dedup_key: dedupKey })),
  };
};
