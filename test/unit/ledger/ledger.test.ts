import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLedger, recomputeMonth } from '../../../alerts/ledger/index.ts';
import type { RawSource, SpanEntry } from '../../../alerts/ledger/model.ts';
import { ledgerDir } from '../../../alerts/ledger/store.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { temporaryHome } from '../router/fleet.ts';
import { ledgerFleet } from './fleet.ts';
import { codes, type Extra, type MemorySource, memorySource, randomFrom, scrapesOf, type Truth } from './world.ts';

const begin = Date.UTC(2026, 9, 3, 12) / 1000;
const hours = (count: number): number => count * 3600;

type Stretch = readonly [number, number, number];

/** Good but for the stretches [first second, last second exclusive, code], counted from `begin`. */
const truthOf = (length: number, stretches: readonly Stretch[], from = begin): Truth => {
  const list: number[] = Array.from({ length }, () => codes.good);
  for (const [first, end, code] of stretches) list.fill(code, first, end);
  return { from, codes: list };
};

interface Scene {
  readonly eu: Truth;
  readonly us?: Truth;
  readonly heard?: { readonly eu?: (at: number) => boolean; readonly us?: (at: number) => boolean };
  readonly extra?: readonly Extra[];
}

const built = new Map<Scene, MemorySource>();

/** The same scene is simulated once. */
const sourceOf = (scene: Scene): MemorySource => {
  const source = built.get(scene) ?? simulated(scene);
  built.set(scene, source);
  return source;
};

const simulated = ({ eu, us, heard, extra = [] }: Scene): MemorySource => {
  const told = (vantage: string, truth: Truth, hears: (at: number) => boolean) => ({
    edge: 'arb',
    region: vantage,
    vantage,
    scrapes: scrapesOf(truth, {
      vantage,
      lives: [{ start: truth.from, end: truth.from + truth.codes.length }],
      delay: (() => {
        const random = randomFrom(vantage === 'eu' ? 1 : 2);
        return () => random.between(0.1, 0.4);
      })(),
      scrapeEvery: () => 1,
      heard: hears,
    }),
  });
  const yes = (): boolean => true;
  return memorySource([told('eu', eu, heard?.eu ?? yes), ...(us ? [told('us', us, heard?.us ?? yes)] : [])], extra);
};

/** Nobody has samples of the future. */
const upTo = (source: MemorySource, clock: { readonly now: number }): RawSource => ({
  first: async () => begin - hours(1),
  samples: async (metric, match, from, to) =>
    (await source.samples(metric, match, from, to)).flatMap(({ labels, samples }) => {
      const seen = samples.filter(([at]) => at <= clock.now * 1000);
      return seen.length > 0 ? [{ labels, samples: seen }] : [];
    }),
});

const ledgerAt = (fleet: Fleet, source: MemorySource, clock: { now: number }, memory = new Map<string, string>()) => {
  const registry = createRegistry(['router']);
  const ledger = createLedger({
    ...{ fleet, source: upTo(source, clock), now: () => clock.now, recorder: registry },
    memory: { read: (key) => memory.get(key), write: (key, value) => void memory.set(key, value) },
  });
  return { ledger, registry, memory };
};

const filesOf = (home: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(ledgerDir(home))
      .sort()
      .map((name) => [name, readFileSync(join(ledgerDir(home), name), 'utf8')]),
  );

const spansIn = (home: string): readonly SpanEntry[] =>
  Object.values(filesOf(home))
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .map((line): SpanEntry => JSON.parse(line));

const eventful: Scene = {
  eu: truthOf(hours(5), [
    [5000, 5030, codes.noHttp],
    [5030, 5045, codes.stale],
    [9000, 9001, codes.noHttp],
    [12_000, 12_100, codes.halted],
  ]),
  us: truthOf(hours(5), [
    [5020, 5060, codes.stale],
    [12_000, 12_100, codes.halted],
    [15_000, 15_005, codes.unknown],
  ]),
};

describe('settling', () => {
  test('writes each second once: spans of a region touch, and their seconds add up', async () => {
    const home = temporaryHome();
    const clock = { now: begin + hours(5) };
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(eventful), clock);
    await ledger.run();
    const spans = spansIn(home);
    for (const region of ['eu', 'us']) {
      const own = spans.filter((span) => span.region === region);
      expect(own.length).toBeGreaterThan(3);
      own.forEach((span, index) => {
        if (index > 0) expect(span.from).toBe(own[index - 1]?.to);
        const { good, bad, halted, unknown } = span.seconds;
        expect(good + bad + halted + unknown).toBe(span.to - span.from);
        expect(span.faults.no_http + span.faults.bad_answer + span.faults.stale + span.faults.journey).toBe(bad);
        for (const interval of span.intervals) expect(interval.to - interval.from).toBe(interval.seconds);
      });
    }
  });

  test('exact intervals with their faults; figures over regions in whole seconds', async () => {
    const home = temporaryHome();
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(eventful), { now: begin + hours(5) });
    await ledger.run();
    const figures = ledger.month('arb', '2026-10');
    const told = figures.intervals.map(({ id, to, seconds, faults }) => [
      id,
      to - begin,
      seconds,
      faults.no_http,
      faults.stale,
    ]);
    expect(told).toEqual([
      [`arb/eu/bad/${begin + 5000}`, 5045, 45, 30, 15],
      [`arb/us/bad/${begin + 5020}`, 5060, 40, 0, 40],
      [`arb/eu/bad/${begin + 9000}`, 9001, 1, 1, 0],
      [`arb/eu/halted/${begin + 12_000}`, 12_100, 100, 0, 0],
      [`arb/us/halted/${begin + 12_000}`, 12_100, 100, 0, 0],
      [`arb/us/unknown/${begin + 15_000}`, 15_005, 5, 0, 0],
    ]);
    expect(figures.intervals[0]?.faultRuns).toEqual([
      ['no_http', 30],
      ['stale', 15],
    ]);
    expect(figures.any.seconds).toMatchObject({ bad: 61, halted: 100, unknown: 5 });
    expect(figures.any.faults).toEqual({ no_http: 31, bad_answer: 0, stale: 30, journey: 0 });
    expect(figures.all.seconds).toMatchObject({ bad: 25, halted: 100, unknown: 0 });
    expect(figures.any.upstream).toBe(100);
    expect(figures.intervals.map(({ counts }) => counts)).toEqual([
      ...['unattributed', 'unattributed', 'unattributed', 'upstream_chain', 'upstream_chain', 'monitor'],
    ]);
    expect(figures.budgetSeconds).toBeCloseTo(535.68, 6);
  });

  test('twice is once: another run, a restart, and a ledger written anew have the same bytes', async () => {
    const home = temporaryHome();
    const fleet = ledgerFleet(home);
    const source = sourceOf(eventful);
    // As it happens: a run each few minutes, and the router is killed in between.
    const clock = { now: begin + 30 };
    for (; clock.now < begin + hours(5); clock.now += 1037) await ledgerAt(fleet, source, clock).ledger.run();
    clock.now = begin + hours(5);
    await ledgerAt(fleet, source, clock).ledger.run();
    const grown = filesOf(home);
    const { ledger } = ledgerAt(fleet, source, clock);
    await ledger.run();
    await ledger.run();
    expect(filesOf(home)).toEqual(grown);

    const other = temporaryHome();
    await ledgerAt(ledgerFleet(other), source, clock).ledger.run();
    const plain = (spans: readonly SpanEntry[]) => spans.map((span) => JSON.stringify({ ...span, at: 0 })).sort();
    expect(plain(spansIn(other))).toEqual(plain(spansIn(home)));
  });

  test('an interval that goes on is not written, but counted for the time being', async () => {
    const home = temporaryHome();
    const scene = { eu: truthOf(hours(3), [[5000, hours(3), codes.noHttp]]), us: truthOf(hours(3), []) };
    const clock = { now: begin + 5100 };
    const source = sourceOf(scene);
    const { ledger } = ledgerAt(ledgerFleet(home), source, clock);
    await ledger.run();
    expect(ledger.month('arb', '2026-10').any.seconds.bad).toBe(90);
    clock.now = begin + 9000;
    await ledger.run();
    const eu = spansIn(home).filter(({ region }) => region === 'eu');
    expect(eu.flatMap(({ intervals }) => intervals)).toEqual([]);
    expect(eu.at(-1)?.to).toBeLessThanOrEqual(begin + 5000);
    const figures = ledger.month('arb', '2026-10');
    expect(figures.any.seconds.bad).toBe(3990);
    expect(figures.settledTo).toBe(eu.at(-1)?.to);
    expect(figures.knownTo).toBe(begin + 8990);
  });

  test('at the end of a month an interval is split, and belongs to both', async () => {
    const home = temporaryHome();
    const from = Date.UTC(2026, 10, 1) / 1000 - 7200;
    const scene = {
      eu: truthOf(hours(4), [[7100, 7300, codes.stale]], from),
      us: truthOf(hours(4), [], from),
    };
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(scene), { now: from + hours(4) });
    await ledger.run();
    expect(Object.keys(filesOf(home))).toEqual(['2026-10.jsonl', '2026-11.jsonl']);
    expect(ledger.month('arb', '2026-10').any.seconds.bad).toBe(100);
    expect(ledger.month('arb', '2026-11').any.seconds.bad).toBe(100);
  });

  test('seconds before the first sample are no seconds of any figure', async () => {
    const home = temporaryHome();
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf({ eu: truthOf(4000, []) }), { now: begin + 4000 });
    await ledger.run();
    const figures = ledger.month('arb', '2026-10');
    const total = Object.values(figures.regions[0]?.seconds ?? {}).reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeGreaterThan(3980);
    expect(total).toBeLessThanOrEqual(4000);
    // Nobody has ever heard the other vantage.
    expect(figures.regions[1]?.seconds).toEqual({ good: 0, bad: 0, halted: 0, unknown: 0 });
    expect(figures.any.seconds.unknown).toBe(0);
  });
});

describe('gaps', () => {
  const silence =
    (from: number, to: number) =>
    (at: number): boolean =>
      at < begin + from || at > begin + to;

  test('the central host is off for ten minutes: no unknown second once it is back', async () => {
    const home = temporaryHome();
    const scene: Scene = {
      ...{ eu: truthOf(hours(3), []), us: truthOf(hours(3), [[4000, 4030, codes.noHttp]]) },
      heard: { us: silence(3900, 4500) },
    };
    const clock = { now: begin + 4400 };
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(scene), clock);
    await ledger.run();
    expect(ledger.month('arb', '2026-10').regions[1]?.seconds.unknown).toBeGreaterThan(450);
    clock.now = begin + hours(3);
    await ledger.run();
    const us = ledger.month('arb', '2026-10').regions[1];
    expect(us?.seconds).toMatchObject({ unknown: 0, bad: 30 });
    const [gap] = ledger.month('arb', '2026-10').intervals;
    expect(gap?.seconds).toBe(30);
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeGreaterThan(590);
  });

  test('who is scraped settles soon after a gap; who ships is waited for', async () => {
    const settledIn = async (scrape: string | undefined): Promise<number> => {
      const home = temporaryHome();
      const scene: Scene = {
        ...{ eu: truthOf(hours(3), []), us: truthOf(hours(3), []) },
        heard: { us: silence(3900, 4500) },
      };
      const fleet = ledgerFleet(home, { vantages: [{ name: 'us', region: 'us', scrape }] });
      await ledgerAt(fleet, sourceOf(scene), { now: begin + hours(3) }).ledger.run();
      return (spansIn(home).findLast(({ region }) => region === 'us')?.to ?? 0) - begin;
    };
    expect(await settledIn('10.8.0.12:9760')).toBe(hours(2));
    expect(await settledIn(undefined)).toBe(hours(1));
  });

  test('a vantage that is gone for good is unknown up to the end of the month, and no further line waits for it', async () => {
    const home = temporaryHome();
    const from = Date.UTC(2026, 10, 1) / 1000 - hours(6);
    const scene: Scene = {
      ...{ eu: truthOf(hours(30), [], from), us: truthOf(hours(30), [], from) },
      heard: { us: (at) => at < from + hours(2) },
    };
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(scene), { now: from + hours(30) });
    await ledger.run();
    const us = spansIn(home).filter(({ region }) => region === 'us');
    expect(us.at(-1)?.to).toBe(from + hours(6));
    const [silent] = us.at(-1)?.intervals ?? [];
    expect(silent).toMatchObject({ state: 'unknown', to: from + hours(6), cause: 'monitor' });
    expect(ledger.month('arb', '2026-11').any.seconds.unknown).toBeGreaterThan(hours(23));
  });

  test('Prometheus does not answer: an error, and nothing is written or lost', async () => {
    const home = temporaryHome();
    const source = sourceOf(eventful);
    const clock = { now: begin + hours(2) };
    let broken = false;
    const flaky: MemorySource = {
      ...source,
      samples: (...question) => (broken ? Promise.reject(new Error('down')) : source.samples(...question)),
    };
    const { ledger } = ledgerAt(ledgerFleet(home), flaky, clock);
    await ledger.run();
    const before = filesOf(home);
    broken = true;
    clock.now = begin + hours(4);
    await expect(ledger.run()).rejects.toThrow('down');
    expect(filesOf(home)).toEqual(before);
    broken = false;
    clock.now = begin + hours(5);
    await ledger.run();
    expect(ledger.month('arb', '2026-10').any.seconds).toMatchObject({ bad: 61, unknown: 5 });
  });
});

describe('causes', () => {
  const each = (from: number, to: number): readonly (readonly [number, number])[] =>
    Array.from({ length: to - from }, (_, at) => [(begin + from + at) * 1000 + 900, 1] as const);
  const said = (cause: string, from: number, to: number, vantage = 'eu'): Extra => ({
    metric: metrics.cause.name,
    labels: { scope: 'edge:arb', region: 'eu', vantage, cause },
    samples: each(from, to),
  });
  const causeOf = async (extra: readonly Extra[]) => {
    const home = temporaryHome();
    const scene = { ...eventful, extra };
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(scene), { now: begin + hours(5) });
    await ledger.run();
    return ledger.month('arb', '2026-10').intervals[0];
  };

  test('what the central collector named longest, with the evidence beside it', async () => {
    const verdict = (name: string): Extra => ({
      metric: metrics.nodeVerdict.name,
      labels: { target: 'arb-eu', role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu', verdict: name },
      samples: name === 'ok' ? each(5030, 5045) : each(5000, 5030),
    });
    const interval = await causeOf([
      said('unattributed', 5000, 5003),
      said('own_node', 5003, 5030),
      said('edge', 5030, 5045),
      said('network', 5000, 5045, 'zz'),
      verdict('ok'),
      verdict('unreachable'),
      {
        metric: metrics.headSuccess.name,
        labels: { target: 'offchain', role: 'reference', chain: 'arbitrum-one', region: 'none', vantage: 'eu' },
        samples: each(5000, 5045),
      },
    ]);
    expect(interval?.cause).toBe('own_node');
    expect(interval?.evidence).toMatchObject({
      causes: { own_node: 27, edge: 15, unattributed: 3 },
      nodes: { 'arb-eu': { verdict: 'unreachable', seconds: 30 } },
      references: { answered: 1, asked: 1 },
      otherRegions: { us: 25 },
    });
  });

  test('unattributed is no name; without any the nodes speak, and without nodes nobody does', async () => {
    expect((await causeOf([said('unattributed', 5000, 5045)]))?.cause).toBe('unattributed');
    const down: Extra = {
      metric: metrics.nodeVerdict.name,
      labels: {
        target: 'arb-eu',
        role: 'node',
        chain: 'arbitrum-one',
        region: 'eu',
        vantage: 'eu',
        verdict: 'stalled',
      },
      samples: each(5000, 5045),
    };
    expect((await causeOf([down]))?.cause).toBe('own_node');
    expect((await causeOf([]))?.cause).toBe('unattributed');
  });
});

describe('what people write', () => {
  const prepared = async () => {
    const home = temporaryHome();
    const clock = { now: begin + hours(5) };
    const memory = new Map<string, string>();
    const source = sourceOf(eventful);
    const { ledger, registry } = ledgerAt(ledgerFleet(home), source, clock, memory);
    await ledger.run();
    return { home, clock, ledger, registry, memory, source };
  };

  test('a reclassification is a new line, the last one counts, and a restart knows it', async () => {
    const { home, clock, ledger, source } = await prepared();
    const before = filesOf(home)['2026-10.jsonl'] ?? '';
    const of = `arb/eu/bad/${begin + 9000}`;
    for (const cause of ['client', 'upstream_chain'] as const)
      expect(ledger.reclassify({ of, cause, author: 'ana', reason: 'we looked' }).ok).toBe(true);
    expect(filesOf(home)['2026-10.jsonl']?.startsWith(before)).toBe(true);
    const { ledger: again } = ledgerAt(ledgerFleet(home), source, clock);
    const interval = again.month('arb', '2026-10').intervals.find(({ id }) => id === of);
    expect(interval).toMatchObject({ cause: 'unattributed', counts: 'upstream_chain' });
    expect(interval?.reclassified.map(({ cause }) => cause)).toEqual(['client', 'upstream_chain']);
    expect(again.month('arb', '2026-10').regions[0]?.upstream).toBe(101);
    expect(again.month('arb', '2026-10').any.seconds.bad).toBe(61);
    expect(ledger.reclassify({ of: 'arb/eu/bad/1', cause: 'client', author: 'ana', reason: 'x' })).toMatchObject({
      ok: false,
      faults: [{ path: 'of', found: 'arb/eu/bad/1' }],
    });
  });

  test('only an edge window that was announced in time leaves the adjusted figure; every one lists its bad seconds', async () => {
    const home = temporaryHome();
    const clock = { now: begin - hours(72) };
    const source = sourceOf(eventful);
    const { ledger } = ledgerAt(ledgerFleet(home), source, clock);
    const announce = (scope: string, regions: string[], from: number, to: number) =>
      ledger.announce({ scope, regions, from: begin + from, to: begin + to, reason: 'we move', author: 'ana' });
    expect(announce('edge:arb', ['eu'], 5010, 5020).ok).toBe(true);
    expect(announce('node:arb-eu', [], 5000, 5040).ok).toBe(true);
    clock.now = begin - hours(40);
    expect(announce('edge:arb', [], 5020, 5060).ok).toBe(true);
    clock.now = begin + hours(5);
    await ledger.run();
    const { regions, any, maintenance, intervals } = ledger.month('arb', '2026-10');
    expect(regions.map((each) => each.maintenance)).toEqual([10, 0]);
    expect(any.maintenance).toBe(10);
    expect(maintenance.map(({ counts, badSeconds }) => [counts, badSeconds])).toEqual([
      [true, 10],
      [false, 40],
      [false, 40],
    ]);
    expect(intervals[0]?.cause).toBe('maintenance');
    expect(any.seconds.bad).toBe(61);
  });

  test('what is added to a window later leaves no figure, and is told', async () => {
    const clock = { now: begin - hours(50) };
    const { ledger } = ledgerAt(ledgerFleet(temporaryHome()), sourceOf(eventful), clock);
    const window = { scope: 'edge:arb', regions: ['eu'], reason: 'we move', author: 'ana' };
    const announced = ledger.announce({ ...window, from: begin + 5010, to: begin + 5020 });
    if (!announced.ok) throw new Error('refused');
    const { id } = announced.value;
    clock.now = begin + 5000;
    expect(ledger.extendMaintenance({ id, to: begin + 5040, author: 'bo' })).toMatchObject({
      value: { to: begin + 5040, ended: begin + 5040, countsTo: begin + 5020 },
    });
    clock.now = begin + hours(5);
    await ledger.run();
    const { regions, any, maintenance } = ledger.month('arb', '2026-10');
    expect([regions.map((each) => each.maintenance), any.maintenance]).toEqual([[10, 0], 10]);
    expect(maintenance).toMatchObject([{ to: begin + 5040, counts: true, badSeconds: 30 }]);
    expect(ledger.extendMaintenance({ id, to: begin + 9000, author: 'bo' })).toMatchObject({
      faults: [{ path: 'id', found: expect.stringContaining('over since') }],
    });
  });

  test('refusals say path, found and expected', async () => {
    const { ledger, clock } = await prepared();
    const base = {
      scope: 'edge:arb',
      regions: [],
      from: clock.now + 60,
      to: clock.now + 120,
      reason: 'r',
      author: 'a',
    };
    const faults = (more: object) => {
      const answer = ledger.announce({ ...base, ...more });
      return answer.ok ? [] : answer.faults.map(({ path }) => path);
    };
    expect(faults({ scope: 'edge:abr' })).toEqual(['scope']);
    expect(faults({ regions: ['mars', 'eu'] })).toEqual(['regions']);
    expect(faults({ scope: 'node:arb-eu', regions: ['eu'] })).toEqual(['regions']);
    expect(faults({ from: clock.now - 3600 })).toEqual(['from']);
    expect(faults({ to: base.from })).toEqual(['to']);
    expect(faults({ to: base.from + 8 * 86_400 })).toEqual(['to']);
    expect(faults({})).toEqual([]);
    expect(ledger.endMaintenance('m-nonsense', 'a')).toMatchObject({ ok: false, faults: [{ path: 'id' }] });
  });

  test('an end is a line too: a window ends early, or never was', async () => {
    const { ledger, clock } = await prepared();
    const base = { scope: 'edge:arb', regions: [], reason: 'r', author: 'a' };
    const open = ledger.announce({ ...base, from: clock.now, to: clock.now + 600 });
    const later = ledger.announce({ ...base, from: clock.now + 7200, to: clock.now + 7800 });
    if (!open.ok || !later.ok) throw new Error('refused');
    clock.now += 60;
    expect(ledger.endMaintenance(open.value.id, 'a')).toMatchObject({ ok: true, value: { ended: clock.now } });
    expect(ledger.maintenance()).toMatchObject({ about: 'Arbitrum RPC', from: later.value.from });
    expect(ledger.endMaintenance(later.value.id, 'a').ok).toBe(true);
    expect(ledger.maintenance()).toBeNull();
    const again = (id: string): string => JSON.stringify(ledger.endMaintenance(id, 'a'));
    expect(again(open.value.id)).toContain(`"found":"${open.value.id}, over since `);
    expect(again(later.value.id)).toContain(`"found":"${later.value.id}, called off"`);
    expect(again('m-nonsense')).toContain('no window is planned or open');
  });
});

describe('what the rest of the house sees', () => {
  test('gauges of months, budget, breach, settled time and open windows', async () => {
    const home = temporaryHome();
    const clock = { now: begin + hours(4) };
    const memory = new Map<string, string>();
    const scene = { eu: truthOf(hours(5), [[5000, 5600, codes.noHttp]]), us: truthOf(hours(5), []) };
    const source = sourceOf(scene);
    const { ledger, registry } = ledgerAt(ledgerFleet(home), source, clock, memory);
    expect(await registry.render('router')).not.toMatch(/^headwatch_ledger_last_success/m);
    await ledger.run();
    ledger.announce({
      scope: 'edge:arb',
      regions: ['eu'],
      from: clock.now,
      to: clock.now + 60,
      reason: 'r',
      author: 'a',
    });
    ledger.beforeScrape();
    const text = await registry.render('router');
    const value = (labels: string): string | undefined =>
      new RegExp(`^headwatch_${labels.replaceAll(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1];
    expect(value('sla_month_seconds{target="arb",region="any",month="2026-10",state="bad"}')).toBe('600');
    expect(value('sla_month_seconds{target="arb",region="us",month="2026-10",state="bad"}')).toBe('0');
    expect(value('sla_month_excluded_seconds{target="arb",region="any",month="2026-10",exclusion="upstream"}')).toBe(
      '0',
    );
    // One interval, under one cause; nothing is said of a region that had none.
    const cause = 'target="arb",region="eu",month="2026-10",cause="unattributed"';
    expect(value(`sla_month_cause_seconds{${cause}}`)).toBe('600');
    expect(value(`sla_month_intervals{${cause}}`)).toBe('1');
    expect(text.match(/^headwatch_sla_month_intervals\{/gm)).toHaveLength(1);
    expect(Number(value('sla_month_budget_seconds{month="2026-10"}'))).toBeCloseTo(535.68, 6);
    expect(value('sla_breach_timestamp_seconds{target="arb",month="2026-10"}')).toBe(String(clock.now));
    expect(value('maintenance_active{scope="edge:arb",region="eu"}')).toBe('1');
    expect(Number(value('ledger_settled_timestamp_seconds{target="arb",region="eu"}'))).toBeGreaterThan(begin);
    expect(Number(value('ledger_last_success_timestamp_seconds'))).toBe(clock.now);

    // A restart neither forgets nor repeats a breach.
    const noted = clock.now;
    clock.now += 3000;
    const { ledger: again, registry: fresh } = ledgerAt(ledgerFleet(home), source, clock, memory);
    await again.run();
    const later = await fresh.render('router');
    expect(later).toContain(`headwatch_sla_breach_timestamp_seconds{target="arb",month="2026-10"} ${noted}`);
    expect(later).not.toContain('headwatch_maintenance_active{');
  });

  test('the public figures: worst first, both ends of the range', async () => {
    const home = temporaryHome();
    const { ledger } = ledgerAt(ledgerFleet(home), sourceOf(eventful), { now: begin + hours(5) });
    expect(ledger.slaStatus()).toBeNull();
    await ledger.run();
    const status = ledger.slaStatus();
    expect(status).toMatchObject({ month: '2026-10', objectivePercent: 99.98 });
    const [edge] = status?.edges ?? [];
    expect(edge).toMatchObject({
      alias: 'Arbitrum RPC',
      any: { badSeconds: 61, haltedSeconds: 100, unknownSeconds: 5 },
    });
    expect(edge?.regions.map(({ region }) => region)).toEqual(['eu', 'us']);
    expect(edge?.any.worstPercent).toBeLessThan(edge?.any.goodPercent ?? 0);
  });

  test('a month again from the raw samples alone is the same month', async () => {
    const home = temporaryHome();
    const fleet = ledgerFleet(home);
    const source = sourceOf(eventful);
    // Long after: all of it is settled, and then nobody was heard.
    const { ledger } = ledgerAt(fleet, source, { now: begin + hours(5) });
    await ledger.run();
    const again = await recomputeMonth({
      fleet,
      source,
      month: '2026-10',
      written: ledger.entries('2026-10'),
      now: begin + hours(5),
    });
    const plain = (list: readonly object[]) => list.map((entry) => JSON.stringify({ ...entry, at: 0 })).sort();
    expect(plain(again)).toEqual(plain(ledger.entries('2026-10')));
  });
});

describe('files', () => {
  test('a torn last line is told, left, and written behind; the span that it was is written again', async () => {
    const home = temporaryHome();
    const fleet = ledgerFleet(home);
    const source = sourceOf(eventful);
    const clock = { now: begin + hours(5) };
    await ledgerAt(fleet, source, clock).ledger.run();
    const file = join(ledgerDir(home), '2026-10.jsonl');
    const whole = readFileSync(file, 'utf8');
    const lines = whole.split('\n').filter((line) => line !== '');
    const lastLine = lines.at(-1) ?? '';
    rmSync(file);
    appendFileSync(file, `${lines.slice(0, -1).join('\n')}\n${lastLine.slice(0, 40)}`);
    const { ledger } = ledgerAt(fleet, source, clock);
    expect(ledger.problems).toHaveLength(1);
    expect(ledger.problems[0]).toMatch(/not whole/);
    await ledger.run();
    expect(readFileSync(file, 'utf8')).toBe(
      `${lines.slice(0, -1).join('\n')}\n${lastLine.slice(0, 40)}\n${lastLine}\n`,
    );
    const { ledger: again } = ledgerAt(fleet, source, clock);
    await again.run();
    expect(again.month('arb', '2026-10')).toEqual(ledger.month('arb', '2026-10'));
  });

  test('a file that someone else has written to is read anew, and no second is written twice', async () => {
    const home = temporaryHome();
    const fleet = ledgerFleet(home);
    const source = sourceOf(eventful);
    const clock = { now: begin + hours(2) };
    const { ledger } = ledgerAt(fleet, source, clock);
    await ledger.run();
    clock.now = begin + hours(5);
    await ledgerAt(fleet, source, clock).ledger.run();
    const written = filesOf(home);
    await expect(ledger.run()).rejects.toThrow(/not as it was left/);
    await ledger.run();
    expect(filesOf(home)).toEqual(written);
  });
});
