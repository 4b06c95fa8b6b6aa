/** What the router asks its neighbours for all the time, and how old each answer may be. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import type { View } from '../../collector/view.ts';
import { clientAddress } from '../routing/addresses.ts';
import type { Evidence } from './desk.ts';
import { fetchJson } from './fetchJson.ts';
import type { HoldSources } from './hold.ts';
import { askCause, isFresh, type KnownCause, viewSchema } from './knowledge.ts';
import { alertmanagerStart, askAlertmanager, askPrometheus, type PrometheusView } from './neighbours.ts';
import { askElsewhere, type Elsewhere, withSince } from './regions.ts';
import { shared } from './shared.ts';

export interface Watch {
  /** Asks the collector, and keeps its view. */
  look(): Promise<void>;
  /** Asks Prometheus what the other vantages say, and keeps it. */
  lookElsewhere(): Promise<void>;
  evidence(): Promise<Evidence>;
  /** What Prometheus says now: never an answer to a question from before the call. */
  prometheus(): Promise<PrometheusView | undefined>;
  cause(scope: string, region: string): Promise<KnownCause | undefined>;
  /** The latest view, however old. */
  lastView(): View | undefined;
  /** The latest view, unless it is too old to say anything about now. */
  view(): View | undefined;
  elsewhere(): Elsewhere | undefined;
  readonly hold: HoldSources;
}

const patient = { timeoutMs: 2000 };
/** A card waits for its neighbours no longer than this: it is wanted within 300 ms of the webhook. */
const hurried = { timeoutMs: 150 };

/** What ends may wait a moment longer than what begins, but Alertmanager waits for our answer. */
const proof = { timeoutMs: 1500 };

const present = <T>(list: readonly (T | undefined)[]): readonly T[] => list.filter((each) => each !== undefined);

export const createWatch = (fleet: Fleet, scale: number, now: () => number): Watch => {
  let latest: View | undefined;
  let others: { readonly at: number; readonly told: Elsewhere } | undefined;
  const fresh = (at: number): boolean => isFresh(at, now());
  const view = (): View | undefined => (latest && fresh(latest.at) ? latest : undefined);
  const askAll = <T>(ask: (url: string) => Promise<T>): Promise<T[]> =>
    Promise.all(fleet.alertmanagers.map(({ url }) => ask(url)));

  return {
    look: async () => {
      const url = `http://${clientAddress(fleet.collector.listen)}/api/view`;
      latest = (await fetchJson(url, viewSchema, patient)) ?? latest;
    },
    lookElsewhere: async () => {
      const told = await askElsewhere(fleet, patient);
      if (!told) return;
      const before = others && fresh(others.at) ? others.told.readings : [];
      others = { at: now(), told: { ...told, readings: withSince(told.readings, before, now()) } };
    },
    evidence: async () => {
      const [alertmanagers, prometheus] = await Promise.all([
        askAll((url) => askAlertmanager(url, now(), patient)),
        askPrometheus(fleet.prometheus.url, patient),
      ]);
      return { alertmanagers, prometheus };
    },
    prometheus: shared(() => askPrometheus(fleet.prometheus.url, proof)),
    cause: (scope, region) => askCause(fleet, scope, region, view(), hurried),
    lastView: () => latest,
    view,
    elsewhere: () => (others && fresh(others.at) ? others.told : undefined),
    hold: {
      now,
      settled: scaled(limits.alertmanagerSettled, scale),
      starts: async () => present(await askAll((url) => alertmanagerStart(url, hurried))),
      views: async () => present(await askAll((url) => askAlertmanager(url, now(), patient))),
    },
  };
};
