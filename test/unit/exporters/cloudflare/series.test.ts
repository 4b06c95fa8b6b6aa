/** Who has a series: budgets, places, what is forgotten, what is kept. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import { cloudflareMetrics } from '../../../../collector/catalogue/cloudflare.ts';
import type { Recorder } from '../../../../collector/registry/registry.ts';
import { createBook } from '../../../../exporters/cloudflare/book.ts';
import { add, type Counts, forget, open, seriesBudgets } from '../../../../exporters/cloudflare/counters.ts';
import { addressKey, originClassOf } from '../../../../exporters/cloudflare/datasets/origin.ts';
import { fold, foldAll, namesByKey } from '../../../../exporters/cloudflare/fold.ts';
import { openingOf, openingOfOrigins } from '../../../../exporters/cloudflare/opening.ts';
import { type RankPolicy, type Ranks, rankPolicies, review, score } from '../../../../exporters/cloudflare/ranks.ts';
import {
  type CountedMetric,
  countedMetrics,
  keyOf,
  labelNames,
  labelText,
  overflowOf,
  seriesOf,
} from '../../../../exporters/cloudflare/series.ts';
import { createStore, emptyZone, parseState, stateText } from '../../../../exporters/cloudflare/state.ts';
import { createRecorded } from '../../cloudflare/rest/support/recording.ts';

const total = (counts: Counts): number => [...counts.values()].reduce((sum, [value]) => sum + value, 0);

describe('the budget of a metric', () => {
  const specOf = (metric: CountedMetric): Readonly<Record<string, 'open' | readonly string[]>> =>
    cloudflareMetrics[metric].labels;
  /** Every combination of the closed labels; open ones are called `name`. */
  const combinations = (metric: CountedMetric, name: string): readonly (readonly string[])[] =>
    labelNames(metric).reduce<readonly (readonly string[])[]>(
      (all, label) => {
        const values = specOf(metric)[label];
        return all.flatMap((before) => (Array.isArray(values) ? values : [name]).map((value) => [...before, value]));
      },
      [[]],
    );

  test.each(countedMetrics)('%s has no more series than that, and loses nothing', (metric) => {
    const counts: Counts = new Map();
    const one = combinations(metric, 'other').length;
    const open = labelNames(metric).some((label) => specOf(metric)[label] === 'open');
    const names = open ? Math.ceil(seriesBudgets[metric] / one) + 20 : 1;
    for (let place = 0; place < names; place += 1)
      for (const labels of combinations(metric, `name-${place}`)) add(counts, keyOf(metric, ...labels), 2, 0);
    // What is beyond it is there once for each combination of closed labels.
    expect(counts.size).toBeLessThanOrEqual(seriesBudgets[metric] + (open ? one : 0));
    expect(total(counts)).toBe(2 * names * one);
  });

  test('keeps closed labels apart in what is beyond it', () => {
    const series = seriesOf(keyOf('cfEdgeRequests', 'a.example.org', '5xx', 'no'));
    expect(series && overflowOf(series)).toBe(keyOf('cfEdgeRequests', 'other', '5xx', 'no'));
  });

  test('holds whatever opens: the most hosts that fleet.yaml allows', () => {
    const hosts = Array.from({ length: 50 }, (_, place) => `h${place}.example.org`);
    const counts: Counts = new Map();
    const opening = openingOf('edge', 'example.org', hosts);
    open(counts, opening, 0);
    expect(counts.size).toBe(new Set(opening).size);
    expect(opening).toContain(keyOf('cfEdgeStatus', 'h7.example.org', '429'));
    expect(opening).toContain(keyOf('cfEdgeStatus', 'other', '522'));
  });
});

test('a series that has not grown for a day goes, but for those that are always there', () => {
  const counts: Counts = new Map([
    ['old', [5, 0]],
    ['new', [5, 1000]],
    ['always', [0, 0]],
  ]);
  forget(counts, 24 * 60 + 1, new Set(['always']));
  expect([...counts.keys()]).toEqual(['new', 'always']);
});

test('an origin that has had traffic has its failures from then on', () => {
  const counts: Counts = new Map([[keyOf('cfOriginRequests', 'eu', 'a', 'ok'), [5, 100]]]);
  expect(openingOfOrigins(counts, 50)).toContain(keyOf('cfOriginStatus', 'eu', 'a', '522'));
  expect(openingOfOrigins(counts, 200)).toEqual([]);
});

describe('places', () => {
  const { country, colo } = rankPolicies;
  const members = (ranks: Ranks): readonly string[] =>
    Object.entries(ranks)
      .flatMap(([name, { member }]) => (member ? [name] : []))
      .sort();
  const hour = (counts: Record<string, number>, before: Ranks = {}, policy: RankPolicy = country): Ranks =>
    review(score(before, new Map(Object.entries(counts)), 3600), policy);

  test('with little traffic have no line of their own, however few places there are', () => {
    expect(members(hour({ DE: 100_000, US: 50_000, LI: 900 }))).toEqual(['DE', 'US']);
    expect(members(hour({ DE: 100_000, LI: 2_000 }))).toEqual(['DE']);
    expect(members(hour({ LI: 999 }))).toEqual([]);
  });

  test('no more than that many, the busiest', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, place) => [`C${place}`, 10_000 + place]));
    const ranks = hour(many, {}, colo);
    expect(members(ranks)).toHaveLength(colo.size);
    expect(members(ranks)).toContain('C39');
    expect(members(ranks)).not.toContain('C0');
  });

  test('do not come and go when two are alike', () => {
    let ranks = hour(Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`C${place}`, 10_000])));
    const before = members(ranks);
    expect(before).toHaveLength(country.size);
    for (let round = 0; round < 50; round += 1) {
      ranks = hour(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, place) => [`C${place}`, 9_000 + ((round * 37 + place * 101) % 2_000)]),
        ),
        ranks,
      );
      expect(members(ranks)).toEqual(before);
    }
  });

  test('give their place to one twice as busy, and leave when their traffic has', () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`C${place}`, 10_000]));
    expect(members(hour({ NEW: 50_000 }, hour(ten)))).toContain('NEW');
    let ranks = hour({ DE: 100_000, AT: 10_000 });
    expect(members(ranks)).toEqual(['AT', 'DE']);
    for (let round = 0; round < 48; round += 1) ranks = hour({ DE: 100_000 }, ranks);
    expect(members(ranks)).toEqual(['DE']);
  });

  test('are folded with their sums kept', () => {
    const ranks = { colo: { AMS: { score: 1, member: true } }, country: {} };
    const added = new Map([
      [keyOf('cfColoRequests', 'AMS'), 5],
      [keyOf('cfColoRequests', 'VIE'), 3],
      [keyOf('cfColoRequests', 'LNZ'), 2],
    ]);
    expect([...foldAll(added, { names: new Map(), ranks })]).toEqual([
      [keyOf('cfColoRequests', 'AMS'), 5],
      [keyOf('cfColoRequests', 'other'), 5],
    ]);
  });
});

describe('origins', () => {
  test('have their names for their addresses, in any spelling; an unknown one is `other`', () => {
    const names = namesByKey(new Map([['2001:db8::1', { pool: 'eu', origin: 'a' }]]));
    const context = { names, ranks: { colo: {}, country: {} } };
    const raw = (address: string): string => keyOf('cfOriginRequests', addressKey(address), '', 'origin_error');
    expect(fold(raw('2001:DB8:0:0::1'), context)).toBe(keyOf('cfOriginRequests', 'eu', 'a', 'origin_error'));
    expect(fold(raw('192.0.2.1'), context)).toBe(keyOf('cfOriginRequests', 'other', 'other', 'origin_error'));
    expect(raw('192.0.2.1')).not.toContain('192.0.2');
  });

  test.each([
    [522, 0, 'origin_unreachable'],
    [530, 0, 'origin_unreachable'],
    [521, undefined, 'origin_unreachable'],
    [520, 200, 'edge_error'],
    [502, 502, 'origin_error'],
    [200, 503, 'origin_error'],
    [503, 0, 'edge_error'],
    [429, 429, 'client_error'],
    [200, 200, 'ok'],
    [101, 101, 'ok'],
  ] as const)('edge %s, origin %s: %s', (edge, origin, expected) => {
    expect(originClassOf(edge, origin)).toBe(expected);
  });
});

test.each(['10.8.0.11', 'origin-10-8-0-11', '2001:db8::1', '', '\n'])('%j is no label', (text) => {
  expect(labelText(text)).toBe('other');
});

describe('the state', () => {
  const directory = mkdtempSync(join(tmpdir(), 'headwatch-cloudflare-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const zones = ['example.org'];
  const zone = emptyZone();
  zone.cursors.set('edge', { next: 100, recent: [{ minute: 99, exact: true, totals: { a: 1 } }] });
  zone.counts.set(keyOf('cfEdgeBytes', 'other'), [7, 99]);
  const text = stateText({ zones: new Map([['example.org', zone]]), fullBudget: 300 }, ['rpc.example.org']);

  test('comes back as it was, for the same hosts; for others without the totals that would not compare', () => {
    expect(parseState(text, zones, ['rpc.example.org'])?.zones.get('example.org')).toEqual(zone);
    const other = parseState(text, zones, ['ws.example.org'])?.zones.get('example.org');
    expect(other?.cursors.get('edge')).toEqual({ next: 100, recent: [] });
    expect(other?.counts).toEqual(zone.counts);
    expect(parseState(text, ['example.net'], ['rpc.example.org'])?.zones.size).toBe(0);
    for (const damaged of ['', '{', '{}', text.replace('"version":1', '"version":2'), text.slice(0, -5)])
      expect(parseState(damaged, zones, [])).toBeUndefined();
  });

  test.each([
    ['is damaged', () => '{"version":1'],
    [
      'cannot be read',
      () => {
        throw Object.assign(new Error('no'), { code: 'EACCES' });
      },
    ],
  ])('that %s is put aside before anything is written over it', (_, read) => {
    const aside: string[] = [];
    const store = { read, write: () => undefined, putAside: () => void aside.push('damaged') };
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const recorded = createRecorded();
    // It removes series of any kind.
    const recorder = { ...recorded, clear: recorded.clear as Recorder['clear'], observe: () => undefined };
    const book = createBook({ zones, hosts: [], store, recorder, log });
    expect(aside).toHaveLength(1);
    expect(lines.join()).toContain('its counters begin anew');
    expect(book.cursor('example.org', 'edge')).toBeUndefined();
  });

  test('is replaced as a whole, readable by its owner only; what another left half written is of no account', async () => {
    const path = join(directory, 'data', 'cloudflare.json');
    const store = createStore(path);
    expect(store.read()).toBeUndefined();
    await store.write('one');
    writeFileSync(`${path}.new`, 'half of a');
    await store.write('two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, 'data'))).toEqual(['cloudflare.json']);
    store.putAside();
    expect(store.read()).toBeUndefined();
  });
});
