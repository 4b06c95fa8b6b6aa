/**
 * Quantiles of the last whole five minutes: gauges, for quantiles of two times or two zones do not add up. Few requests
 * have no quantiles worth showing.
 */
import { z } from 'zod';
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import { quantiles } from '../../collector/catalogue/cloudflareLabels.ts';
import type { Recorder } from '../../collector/probe/cloudflare.ts';
import type { AnalyticsOptions } from './analyticsOptions.ts';
import { type Asked, capabilityOf, grouped, signatureOf } from './capability.ts';
import { paged } from './datasets/model.ts';
import { addressKey } from './datasets/origin.ts';
import { LatencyDocument } from './documents/documents.ts';
import type { CloudflareError } from './errors.ts';
import { readAnswer } from './fetchPages.ts';
import { filterOf } from './filters.ts';
import { type NamesByKey, namesByKey } from './fold.ts';
import { fieldsOf, prune } from './prune.ts';
import type { Settings } from './settings.ts';
import type { Standings } from './standing.ts';

export interface LatencyOptions extends AnalyticsOptions {
  readonly settings: Settings;
  readonly standings: Standings;
  readonly onBudget: (budget: number) => void;
  readonly onError: (error: CloudflareError) => void;
  readonly signal: AbortSignal;
}

/** Minutes. */
const bucket = 5;
/** Figures that are older are taken away. */
const holds = 20;
const fewest = 20;
const mostRows = 1_000;
/** Origins of a zone that are shown, the busiest: the budget of their counters is the same. */
const mostOrigins = 50;

const figures = z.record(z.string(), z.number()).nullish();
const hostRows = z.array(
  z.object({
    count: z.number(),
    avg: z.object({ sampleInterval: z.number() }).partial().nullish(),
    quantiles: figures,
    dimensions: z.object({ clientRequestHTTPHost: z.string() }).partial().nullish(),
  }),
);
const originRows = z.array(
  z.object({
    count: z.number(),
    quantiles: figures,
    dimensions: z.object({ originIP: z.string() }).partial().nullish(),
  }),
);

const ends = { '0.5': 'P50', '0.95': 'P95', '0.99': 'P99' } as const;

/** What the hosts are asked about, and what the origins are. */
export const latencyAsked: Asked = {
  // Two filters instead of one.
  document: paged(LatencyDocument as never),
  node: 'httpRequestsAdaptiveGroups',
  needs: ['dimensions_clientRequestHTTPHost'],
  only: { requestSource: { field: 'dimensions_requestSource', value: 'eyeball' } },
};
const originsOnly: Pick<Asked, 'only'> = {
  only: {
    cacheStatus_notin: { field: 'dimensions_cacheStatus', value: ['hit'] },
    originIP_neq: { field: 'dimensions_originIP', value: '' },
  },
};
export const latencyFields = fieldsOf(latencyAsked.document, latencyAsked.node);

type Clear = () => void;

/** Seconds by rank and name of series, of one zone. */
const show = (
  recorder: Recorder,
  zone: string,
  fields: Readonly<Record<string, unknown>>,
  hosts: readonly string[],
  names: NamesByKey,
): readonly Clear[] => {
  const clears: Clear[] = [];
  const seconds = (of: z.output<typeof figures>, name: string): number | undefined => {
    const ms = of?.[name];
    return ms === undefined || ms < 0 ? undefined : ms / 1000;
  };
  for (const row of hostRows.safeParse(fields.hosts).data ?? []) {
    const host = row.dimensions?.clientRequestHTTPHost ?? '';
    if (row.count < fewest || !hosts.includes(host)) continue;
    for (const rank of quantiles) {
      const value = seconds(row.quantiles, `edgeTimeToFirstByteMs${ends[rank]}`);
      const labels = { zone, host, rank };
      if (value === undefined) continue;
      recorder.set(cloudflareMetrics.cfEdgeTtfb, labels, value);
      clears.push(() => recorder.clear(cloudflareMetrics.cfEdgeTtfb, labels));
    }
  }
  const told = new Set<string>();
  for (const row of originRows.safeParse(fields.origins).data ?? []) {
    const name = names.get(addressKey(row.dimensions?.originIP ?? ''));
    // The busiest address of an origin stands for it; rows come in that order.
    if (!name || row.count < fewest || told.size >= mostOrigins || told.has(`${name.pool}\t${name.origin}`)) continue;
    told.add(`${name.pool}\t${name.origin}`);
    for (const rank of quantiles) {
      const value = seconds(row.quantiles, `originResponseDurationMs${ends[rank]}`);
      const labels = { zone, pool: name.pool, origin: name.origin, rank };
      if (value === undefined) continue;
      recorder.set(cloudflareMetrics.cfOriginLatency, labels, value);
      clears.push(() => recorder.clear(cloudflareMetrics.cfOriginLatency, labels));
    }
  }
  return clears;
};

export const createLatency = (options: LatencyOptions) => {
  const { fleet, client, directory, recorder, settings, standings, onBudget, onError, signal } = options;
  /** By zone: until which minute it is shown, and how to take it away. */
  const shown = new Map<string, { readonly to: number; readonly clears: readonly Clear[] }>();

  const ask = async (
    group: readonly { readonly name: string; readonly id: string }[],
    capability: ReturnType<typeof capabilityOf>,
    to: number,
    names: NamesByKey,
  ): Promise<void> => {
    const window = { from: to - bucket, to };
    const document = prune(LatencyDocument, latencyAsked.node, capability.denied);
    // The origins' own conditions are gone with their fields.
    const origins = capabilityOf({ ...latencyAsked, ...originsOnly, needs: [] }, { enabled: true }, capability.denied);
    const variables = {
      zones: group.map(({ id }) => id),
      hosts: { ...filterOf(latencyAsked, capability, window), clientRequestHTTPHost_in: fleet.hosts },
      origins: filterOf(originsOnly, origins, window),
      limit: Math.min(mostRows, capability.rows),
    };
    const { data, errors } = await client.graphql(document, variables, signal);
    if (signal.aborted) return;
    for (const error of errors) onError(error);
    const answer = readAnswer(data, errors);
    if (answer.budget !== undefined) onBudget(answer.budget);
    for (const { name, id } of group) {
      const own = answer.zones.get(id);
      const error = answer.error ?? (own ? own.error : ({ kind: 'auth' } as const));
      if (error) {
        standings.failed(name, 'latency', error, latencyFields);
        continue;
      }
      standings.succeeded(name, 'latency');
      const fields = own?.fields ?? {};
      for (const clear of shown.get(name)?.clears ?? []) clear();
      const clears = [...show(recorder, name, fields, fleet.hosts, names)];
      shown.set(name, { to, clears });
      recorder.set(cloudflareMetrics.cfLastBucket, { zone: name, dataset: 'latency' }, to * 60);
      const interval = Math.max(
        0,
        ...(hostRows.safeParse(fields.hosts).data ?? []).map(({ avg }) => avg?.sampleInterval ?? 0),
      );
      const place = { zone: name, dataset: 'latency' } as const;
      if (interval > 0) {
        recorder.set(cloudflareMetrics.cfSampleInterval, place, interval);
        clears.push(() => recorder.clear(cloudflareMetrics.cfSampleInterval, place));
      }
    }
  };

  /** Asks for the zones whose last whole five minutes are not shown yet. @param end settled minutes end before it */
  const look = async (zones: ReadonlyMap<string, string>, end: number): Promise<void> => {
    const to = Math.floor(end / bucket) * bucket;
    const names = namesByKey(directory.originNames());
    const items = [...zones].flatMap(([name, id]) => {
      const known = settings.of(id);
      const own = known?.byNode[latencyAsked.node];
      const before = shown.get(name);
      if (before && before.to < end - holds) {
        for (const clear of before.clears) clear();
        shown.set(name, { ...before, clears: [] });
      }
      if (!own) {
        const kind = known?.error?.kind;
        standings.tell(name, 'latency', kind === 'auth' || kind === 'rate_limited' ? kind : kind ? 'error' : 'unknown');
        return [];
      }
      const capability = capabilityOf(latencyAsked, own, standings.learned(name, 'latency'));
      recorder.set(cloudflareMetrics.cfFieldDenied, { zone: name, dataset: 'latency' }, capability.denied.size);
      const figured = latencyFields.some((field) => field.startsWith('quantiles_') && !capability.denied.has(field));
      if (!capability.enabled || !figured) {
        standings.tell(name, 'latency', 'plan');
        return [];
      }
      if ((before && before.to >= to) || !standings.may(name, 'latency')) return [];
      return [{ name, id, capability }];
    });
    await Promise.all(
      grouped(items, ({ capability }) => signatureOf(capability)).map(async (group) => {
        const [first] = group;
        if (first) await ask(group, first.capability, to, names);
      }),
    );
  };
  return { look };
};
