/**
 * The working state: what has been counted, ahead of what is stored. Nothing is shown before it is stored, so that a
 * process that dies never takes back a number that someone has scraped.
 */
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import { cloudflareDatasets } from '../../collector/catalogue/cloudflareLabels.ts';
import type { Log, Recorder } from '../../collector/probe/cloudflare.ts';
import { add, forget, open } from './counters.ts';
import type { Dataset } from './datasets/model.ts';
import { foldAll, type NamesByKey } from './fold.ts';
import type { Cursor, Merged } from './merge.ts';
import { openingOf, openingOfOrigins } from './opening.ts';
import { createPublisher } from './publish.ts';
import { type RankPolicy, type Ranks, rankPolicies, review, score } from './ranks.ts';
import { keyOf } from './series.ts';
import { emptyZone, parseState, type State, type Store, stateText, type ZoneState } from './state.ts';

export interface BookOptions {
  readonly zones: readonly string[];
  readonly hosts: readonly string[];
  readonly store: Store;
  readonly recorder: Recorder;
  readonly log: Log;
}

export interface Book {
  readonly cursor: (zone: string, dataset: string) => Cursor | undefined;
  /** Adds what an answer brought. @param end settled minutes end before it: far behind it, a minute is refilled */
  readonly take: (zone: string, dataset: Dataset, merged: Merged, end: number, names: NamesByKey) => void;
  /** Counting goes on there; minutes before it are given up. */
  readonly skip: (zone: string, dataset: Dataset, next: number, minutes: number) => void;
  /** A dataset is not to be had: nothing is shown of its age. When it is again, counting goes on where it ended. */
  readonly drop: (zone: string, dataset: Dataset) => void;
  /** A dataset can be had. */
  readonly open: (zone: string, dataset: Dataset, minute: number) => void;
  /** Share of the budget that this is. */
  readonly budget: (left: number) => number;
  /** Stores what has changed, then shows it. */
  readonly commit: (minute: number) => Promise<void>;
}

/** Minutes behind the settled end from which a minute counts as refilled: budgets make us wait up to five. */
const inTime = 10;
const day = 24 * 60;
/** Minutes between two reviews of who is a member. */
const reviewEvery = 5;

const load = ({ store, zones, hosts, log }: BookOptions): State => {
  const fresh: State = { zones: new Map(), fullBudget: 0 };
  let text: string | undefined;
  try {
    text = store.read();
    const state = text === undefined ? fresh : parseState(text, zones, hosts);
    if (state) return state;
    store.putAside();
    log.error({}, 'the state of Cloudflare is damaged and has been put aside; its counters begin anew');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    log.error({ code }, 'the state of Cloudflare cannot be read; its counters begin anew');
    // What we cannot read somebody else may: it is not to be written over.
    try {
      store.putAside();
    } catch {
      // Said already.
    }
  }
  return fresh;
};

export const createBook = (options: BookOptions): Book => {
  const { hosts, recorder, log } = options;
  const state = load(options);
  const publish = createPublisher(recorder);
  /** `ZONE DATASET` of what is not to be had. */
  const dropped = new Set<string>();
  let dirty = false;
  let failing = false;
  let storing = Promise.resolve();

  const zoneOf = (name: string): ZoneState => {
    const found = state.zones.get(name) ?? emptyZone();
    state.zones.set(name, found);
    return found;
  };
  /** What is shown, as it is at this moment: counting goes on while it is being stored. */
  const snapshot = (): (() => void) => {
    const taken = [...state.zones].map(([name, { counts, cursors }]) => ({
      name,
      counts: new Map(counts),
      nexts: cloudflareDatasets.map((dataset) => [dataset, cursors.get(dataset)?.next] as const),
    }));
    return () => {
      for (const { name, counts, nexts } of taken) {
        publish(name, counts);
        for (const [dataset, next] of nexts) {
          if (next !== undefined && !dropped.has(`${name} ${dataset}`))
            recorder.set(cloudflareMetrics.cfLastBucket, { zone: name, dataset }, next * 60);
        }
      }
    };
  };
  snapshot()();

  const store = async (minute: number): Promise<void> => {
    if (!dirty) return;
    for (const [name, { counts, cursors }] of state.zones) {
      const lasting = new Set([
        ...[...cursors.keys()].flatMap((dataset) => openingOf(dataset, name, hosts)),
        ...openingOfOrigins(counts, minute - day),
      ]);
      forget(counts, minute, lasting);
    }
    const show = snapshot();
    dirty = false;
    try {
      await options.store.write(stateText(state, hosts));
      show();
      if (failing) log.info({}, 'the state of Cloudflare is stored again');
      failing = false;
    } catch (error) {
      dirty = true;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      if (!failing)
        log.error({ code }, 'the state of Cloudflare cannot be stored; its counters stand still until it is');
      failing = true;
    }
  };

  const rank = (
    zone: ZoneState,
    kind: keyof ZoneState['ranks'],
    prefix: string,
    merged: Merged,
    policy: RankPolicy,
  ): void => {
    const counts = new Map<string, number>();
    for (const [key, by] of merged.added) if (key.startsWith(prefix)) counts.set(key.slice(prefix.length), by);
    const scored: Ranks = score(zone.ranks[kind], counts, merged.counted.length * 60);
    const due = merged.cursor.next >= zone.ranked[kind] + reviewEvery;
    zone.ranks = { ...zone.ranks, [kind]: due ? review(scored, policy) : scored };
    if (due) zone.ranked = { ...zone.ranked, [kind]: merged.cursor.next };
  };

  return {
    cursor: (zone, dataset) => state.zones.get(zone)?.cursors.get(dataset),
    take: (name, dataset, merged, end, names) => {
      const zone = zoneOf(name);
      const { cursor, added, late, counted } = merged;
      const minute = cursor.next;
      if (dataset.name === 'colo') rank(zone, 'colo', keyOf('cfColoRequests', ''), merged, rankPolicies.colo);
      if (dataset.name === 'country')
        rank(zone, 'country', keyOf('cfCountryRequests', ''), merged, rankPolicies.country);
      for (const [key, by] of foldAll(added, { names, ranks: zone.ranks })) add(zone.counts, key, by, minute);
      for (const each of counted) {
        const kind = each < end - inTime ? 'refilled' : 'counted';
        add(zone.counts, keyOf('cfMinutes', dataset.name, kind), 1, minute);
      }
      const rows = [...late].filter(([key]) => key.startsWith(`${dataset.counts}\t`));
      const sum = rows.reduce((total, [, by]) => total + by, 0);
      if (sum > 0) add(zone.counts, keyOf('cfLate', dataset.name), sum, minute);
      zone.cursors.set(dataset.name, cursor);
      if (dataset.name === 'origin') open(zone.counts, openingOfOrigins(zone.counts, minute - day), minute);
      dirty = true;
    },
    skip: (name, dataset, next, minutes) => {
      const zone = zoneOf(name);
      zone.cursors.set(dataset.name, { next, recent: [] });
      if (minutes > 0) add(zone.counts, keyOf('cfMinutes', dataset.name, 'skipped'), minutes, next);
      dirty = true;
    },
    drop: (name, dataset) => {
      const place = `${name} ${dataset.name}`;
      if (dropped.has(place)) return;
      dropped.add(place);
      recorder.clear(cloudflareMetrics.cfLastBucket, { zone: name, dataset: dataset.name });
    },
    open: (name, dataset, minute) => {
      dropped.delete(`${name} ${dataset.name}`);
      const { counts } = zoneOf(name);
      const missing = openingOf(dataset.name, name, hosts).filter((key) => !counts.has(key));
      if (missing.length > 0) dirty = true;
      open(counts, missing, minute);
    },
    budget: (left) => {
      if (left > state.fullBudget) {
        state.fullBudget = left;
        dirty = true;
      }
      return state.fullBudget > 0 ? Math.min(1, left / state.fullBudget) : 1;
    },
    commit: (minute) => {
      storing = storing.then(() => store(minute));
      return storing;
    },
  };
};
