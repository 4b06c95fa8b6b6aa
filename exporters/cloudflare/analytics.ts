/**
 * The minute's work: settle which minutes are due of which dataset, ask, add, store. A tick that comes late or not at all
 * loses nothing, for the next one goes on where the last one ended.
 */
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import { cloudflareDatasets } from '../../collector/catalogue/cloudflareLabels.ts';
import type { AnalyticsOptions } from './analyticsOptions.ts';
import { createBook } from './book.ts';
import { type Capability, capabilityOf, grouped, signatureOf } from './capability.ts';
import { datasets } from './datasets/index.ts';
import type { Dataset } from './datasets/model.ts';
import type { CloudflareError } from './errors.ts';
import { fetchPages } from './fetchPages.ts';
import { type NamesByKey, namesByKey } from './fold.ts';
import { createLatency } from './latency.ts';
import { merge } from './merge.ts';
import { minuteOf } from './minutes.ts';
import { nextWindow, resume } from './plan.ts';
import { fieldsOf } from './prune.ts';
import { sampleIntervalOf, seenOf } from './seen.ts';
import { createSettings } from './settings.ts';
import { createStandings } from './standing.ts';

export interface Analytics {
  /** Counts what is due. One at a time: while one is under way, another does nothing. Never throws. */
  readonly tick: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Minutes of one question while a gap is refilled: 60 × some hundred rows fit into a page. */
const longestSpan = 60;
/** Share of the budget below which we ask every five minutes only: the same minutes in a fifth of the questions. */
const lowBudget = 0.2;
const seldom = 5;

interface Item {
  readonly name: string;
  readonly id: string;
  readonly capability: Capability;
  readonly next: number;
}

export const createAnalytics = (options: AnalyticsOptions): Analytics => {
  const { fleet, client, directory, store, recorder, log, clock } = options;
  const ending = new AbortController();
  const hosts = new Set(fleet.hosts);
  const book = createBook({ ...fleet, store, recorder, log });
  const standings = createStandings(recorder, log, clock);
  const spans = new Map<string, number>();
  const fields = new Map(datasets.map((dataset) => [dataset.name, fieldsOf(dataset.document, dataset.node)]));
  let left = 1;
  let running: Promise<void> | undefined;

  const onBudget = (budget: number): void => {
    left = book.budget(budget);
    recorder.set(cloudflareMetrics.cfBudget, {}, left);
  };
  const counter =
    (about: Dataset['name'] | 'latency') =>
    (error: CloudflareError): void => {
      // What the client did not even ask, because it is silent, has been counted when it was refused.
      if (error.kind === 'rate_limited' && error.status === undefined) return;
      recorder.inc(cloudflareMetrics.cfErrors, { about, kind: error.kind });
    };
  const settings = createSettings(client, clock, { budget: onBudget, error: counter('edge') });
  const latency = createLatency({
    ...options,
    settings,
    standings,
    onBudget,
    onError: counter('latency'),
    signal: ending.signal,
  });

  const stopped = (): boolean => ending.signal.aborted || client.quiet();

  /** Zones for which a dataset is due, each with where it goes on. */
  const due = (dataset: Dataset, zones: ReadonlyMap<string, string>, end: number): readonly Item[] =>
    [...zones].flatMap(([name, id]): Item[] => {
      const known = settings.of(id);
      const own = known?.byNode[dataset.node];
      if (!own) {
        const kind = known?.error?.kind;
        standings.tell(
          name,
          dataset.name,
          kind === 'auth' ? 'auth' : kind === 'rate_limited' ? kind : kind ? 'error' : 'unknown',
        );
        return [];
      }
      const capability = capabilityOf(dataset, own, standings.learned(name, dataset.name));
      recorder.set(cloudflareMetrics.cfFieldDenied, { zone: name, dataset: dataset.name }, capability.denied.size);
      if (!capability.enabled) {
        standings.tell(name, dataset.name, 'plan');
        book.drop(name, dataset);
        recorder.clear(cloudflareMetrics.cfSampleInterval, { zone: name, dataset: dataset.name });
        return [];
      }
      if (!standings.may(name, dataset.name)) return [];
      book.open(name, dataset, end);
      const cursor = book.cursor(name, dataset.name);
      // The plan counts from now, and `end` is older by the delay.
      const kept = capability.kept - Math.ceil(fleet.delay / 60);
      const reach = { next: cursor?.next, end, refill: Math.floor(fleet.refill / 60), kept };
      const { next, skipped } = resume(reach);
      if (next !== cursor?.next) book.skip(name, dataset, next, skipped);
      return [{ name, id, capability, next }];
    });

  /** One group of zones, window after window until it has caught up. */
  const catchUp = async (dataset: Dataset, group: readonly Item[], end: number, names: NamesByKey): Promise<void> => {
    let items = group;
    let next = group[0]?.next ?? end;
    while (items.length > 0 && next < end && !stopped()) {
      const [first] = items;
      if (!first) return;
      const recent = items.flatMap(({ name }) => book.cursor(name, dataset.name)?.recent[0]?.minute ?? []);
      const span = Math.min(spans.get(dataset.name) ?? longestSpan, Math.max(1, first.capability.longest - 3));
      const window = nextWindow(next, end, span, Math.min(next, ...recent));
      if (!window) return;
      let expensive = false;
      const pages = await fetchPages(
        {
          client,
          dataset,
          capability: first.capability,
          signal: ending.signal,
          onBudget,
          onTruncated: () => recorder.inc(cloudflareMetrics.cfTruncated, { dataset: dataset.name }),
          onError: (error) => {
            expensive ||= error.kind === 'too_expensive';
            counter(dataset.name)(error);
          },
        },
        items.map(({ id }) => id),
        window,
      );
      spans.set(dataset.name, expensive ? Math.max(1, Math.floor(span / 2)) : Math.min(longestSpan, span * 2));
      if (ending.signal.aborted) return;
      items = items.filter((item) => {
        const page = pages.get(item.id);
        const cursor = book.cursor(item.name, dataset.name);
        if (!page || !cursor) return false;
        const { rows, to, error } = page;
        if (to > window.from)
          book.take(item.name, dataset, merge(cursor, to, seenOf(rows, dataset, hosts)), end, names);
        const interval = sampleIntervalOf(rows);
        const place = { zone: item.name, dataset: dataset.name };
        // Of minutes in which nobody came nothing was sampled; what an earlier one was is over.
        if (interval !== undefined) recorder.set(cloudflareMetrics.cfSampleInterval, place, interval);
        else if (!error) recorder.clear(cloudflareMetrics.cfSampleInterval, place);
        if (!error) {
          standings.succeeded(item.name, dataset.name);
          return true;
        }
        // What is no longer kept cannot be asked for any more; the window's first half is given up.
        if (error.tooOld) {
          const half = Math.max(1, Math.ceil((window.to - cursor.next) / 2));
          book.skip(item.name, dataset, cursor.next + half, half);
        }
        standings.failed(item.name, dataset.name, error, fields.get(dataset.name) ?? []);
        return false;
      });
      next = window.to;
      if (next < end) await book.commit(end);
      if (left < lowBudget) return;
    }
  };

  const run = async (): Promise<void> => {
    const zones = directory.zones();
    for (const name of fleet.zones) {
      if (zones.has(name)) continue;
      for (const dataset of cloudflareDatasets) standings.tell(name, dataset, 'unknown');
    }
    if (zones.size === 0) return;
    if (client.quiet()) {
      for (const name of zones.keys()) for (const dataset of cloudflareDatasets) standings.quiet(name, dataset);
      return;
    }
    if (left < lowBudget && minuteOf(client.now()) % seldom !== 0) return;

    const renewed = new Set(await settings.refresh([...zones.values()], ending.signal));
    for (const [name, id] of zones) if (renewed.has(id)) standings.renewed(name);
    const end = minuteOf(client.now() - fleet.delay * 1000);
    const names = namesByKey(directory.originNames());
    await Promise.all([
      ...datasets.flatMap((dataset) =>
        grouped(due(dataset, zones, end), ({ capability, next }) => `${next}|${signatureOf(capability)}`).map((group) =>
          catchUp(dataset, group, end, names),
        ),
      ),
      latency.look(zones, end),
    ]);
    await book.commit(end);
  };

  return {
    tick: () => {
      running ??= run()
        .catch((error: unknown) => {
          // A defect of ours must not end the process; that nothing is counted shows by its age.
          log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'reading Cloudflare failed');
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
};
