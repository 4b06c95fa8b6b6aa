/**
 * Cloudflare's GraphQL in memory, small: one row of every dataset for each minute and zone, with figures that can be added
 * up again. What a question is answered instead can be said for each. One injected clock for it and for the exporter.
 */
import pino from 'pino';
import type { Recorder } from '../../../../../collector/registry/registry.ts';
import type { ApiAnswer, ApiQuestion } from '../../../../../collector/rpc/apiPool.ts';
import { type Analytics, createAnalytics } from '../../../../../exporters/cloudflare/analytics.ts';
import { createClient } from '../../../../../exporters/cloudflare/client.ts';
import { createRecorded, type Recorded } from '../../../cloudflare/rest/support/recording.ts';

/** What is asked, as far as the fake and the tests read it. */
export interface Asked {
  /** Name of the document: Edge, Colo, Settings. */
  readonly name: string;
  readonly text: string;
  readonly zones: readonly string[];
  /** Minutes, [from, to); NaN where there are none. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly halves: readonly Readonly<Record<string, string>>[];
}

export interface Row {
  readonly count: number;
  readonly avg: { readonly sampleInterval: number };
  readonly sum: Readonly<Record<string, number>>;
  readonly dimensions: Readonly<Record<string, string | number>>;
}

/** undefined: as usual. */
export type Trouble = (asked: Asked) => ApiAnswer | undefined;

export interface Fake {
  /** Unix minutes; moves on by itself only when told. */
  minute: number;
  budget: number;
  trouble: Trouble;
  /** Rows of a minute, beside what is usual. */
  rows: (asked: Asked, zone: string, minute: number) => readonly Row[];
  settings: (zone: string) => Readonly<Record<string, unknown>>;
  zones: ReadonlyMap<string, string>;
  readonly asked: Asked[];
  readonly recorded: Recorded;
  readonly log: readonly string[];
  /** One minute passes, then a tick. */
  readonly step: (minutes?: number) => Promise<void>;
  readonly tick: () => Promise<void>;
  readonly restart: () => void;
  readonly stored: () => string | undefined;
}

export const host = 'rpc.example.org';
export const countAt = (minute: number): number => 10 + (minute % 7);

export const answer = (body: unknown, status = 200, more: { html?: boolean; retryAfter?: number } = {}): ApiAnswer => ({
  ok: true,
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  html: more.html ?? false,
  retryAfter: more.retryAfter,
  date: undefined,
});
export const refusal = (message: string, extra: object = {}, status = 200): ApiAnswer =>
  answer({ data: null, errors: [{ message, path: null, extensions: { timestamp: 'x' }, ...extra }] }, status);

const usual = (minute: number): Row => ({
  count: countAt(minute),
  avg: { sampleInterval: 1 },
  sum: { edgeResponseBytes: 100, edgeTimeToFirstByteMs: 7, originResponseDurationMs: 5 },
  dimensions: {
    datetimeMinute: `${new Date(minute * 60_000).toISOString().slice(0, 19)}Z`,
    ...{ clientRequestHTTPHost: host, edgeResponseStatus: 200, originResponseStatus: 200, cacheStatus: 'dynamic' },
    ...{ originIP: '192.0.2.1', coloCode: 'AMS', clientCountryName: 'DE', action: 'block', source: 'waf' },
    ...{ lbName: host, selectedPoolName: 'eu', selectedPoolId: 'p1', region: 'WEU', errorType: '' },
    ...{ healthCheckName: 'rpc', healthStatus: 'Healthy' },
  },
});

export const allowed = {
  enabled: true,
  maxDuration: 86_400,
  notOlderThan: 86_400,
  maxPageSize: 10_000,
  maxNumberOfFields: 30,
};
const nodes = [
  'httpRequestsAdaptiveGroups',
  'firewallEventsAdaptiveGroups',
  'loadBalancingRequestsAdaptiveGroups',
  'healthCheckEventsAdaptiveGroups',
];
export const everything = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(nodes.map((node) => [node, allowed]));

const isIn = (row: Row, halves: Asked['halves']): boolean =>
  halves.every((half) =>
    Object.entries(half).every(([name, pivot]) => {
      const [dimension = '', side] = name.split(/_(?=lt$|geq$)/);
      const value = row.dimensions[dimension] ?? '';
      return side === 'lt' ? value < pivot : value >= pivot;
    }),
  );

const read = (question: ApiQuestion): Asked => {
  // What our own client writes.
  const { query, variables } = JSON.parse(question.body ?? '{}') as {
    query: string;
    variables: { zones: string[]; limit?: number; filter?: Record<string, unknown>; hosts?: Record<string, unknown> };
  };
  const { datetime_geq: from, datetime_lt: to, AND: halves } = variables.filter ?? variables.hosts ?? {};
  return {
    name: /query (\w+)/.exec(query)?.[1] ?? '',
    text: query,
    zones: variables.zones,
    from: Date.parse(String(from)) / 60_000,
    to: Date.parse(String(to)) / 60_000,
    limit: variables.limit ?? 0,
    // As our own filter has it.
    halves: (halves ?? []) as Asked['halves'],
  };
};

export interface FakeOptions {
  readonly zones?: readonly string[];
  readonly refill?: number;
}

export const createFake = ({ zones = ['example.org'], refill = 21_600 }: FakeOptions = {}): Fake => {
  const recorded = createRecorded();
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  let stored: string | undefined;
  let analytics: Analytics;

  const fake: Fake = {
    minute: 30_000_000,
    budget: 300,
    trouble: () => undefined,
    rows: () => [],
    settings: everything,
    zones: new Map(zones.map((name) => [name, `id-${name}`])),
    asked: [],
    recorded,
    log: lines,
    stored: () => stored,
    tick: () => analytics.tick(),
    step: async (minutes = 1) => {
      fake.minute += minutes;
      await analytics.tick();
    },
    restart: () => {
      for (const key of recorded.series.keys()) recorded.series.delete(key);
      analytics = start();
    },
  };

  const dataOf = (asked: Asked, zone: string): object => {
    if (asked.name === 'Settings') return { settings: fake.settings(zone) };
    if (asked.name === 'Latency') return { hosts: [], origins: [] };
    const rows: Row[] = [];
    for (let minute = asked.from; minute < asked.to; minute += 1) {
      const all = [usual(minute), ...fake.rows(asked, zone, minute)];
      rows.push(...all.filter((row) => isIn(row, asked.halves)));
    }
    return { rows: rows.slice(0, asked.limit) };
  };

  const ask = async (question: ApiQuestion): Promise<ApiAnswer> => {
    const asked = read(question);
    fake.asked.push(asked);
    const trouble = fake.trouble(asked);
    if (trouble) return trouble;
    const known = new Set(fake.zones.values());
    const shown = asked.zones
      .filter((zone) => known.has(zone))
      .map((zone) => ({ zoneTag: zone, ...dataOf(asked, zone) }));
    return answer({ data: { viewer: { budget: fake.budget, zones: shown } }, errors: null });
  };

  const start = (): Analytics => {
    const clock = { wall: () => fake.minute * 60_000, mono: () => fake.minute * 60_000 };
    return createAnalytics({
      fleet: { zones, hosts: [host], delay: 300, refill },
      client: createClient({ ask, clock }),
      directory: {
        zones: () => fake.zones,
        originNames: () => new Map([['192.0.2.1', { pool: 'eu', origin: 'a' }]]),
      },
      store: {
        read: () => stored,
        write: (text) => {
          stored = text;
        },
        putAside: () => undefined,
      },
      // It removes series of any kind.
      recorder: { ...recorded, clear: recorded.clear as Recorder['clear'], observe: () => undefined },
      log,
      clock,
    });
  };
  analytics = start();
  return fake;
};
