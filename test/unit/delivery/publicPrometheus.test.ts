/** The public Prometheus for real: filled by federation from one that holds everything, then asked and searched. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { exprsIn, publicFiles } from '../../../dashboards/provisioning/publicFiles.ts';
import { publicNames } from '../../../dashboards/provisioning/publicFleet.ts';
import { namesRead } from '../../../dashboards/provisioning/selectors.ts';
import { filledIn } from '../../../demo/drill/panels/page.ts';
import { metricNames } from '../../../demo/drill/panels/promql.ts';
import { exampleFleet, minimalFleet, planted, plantedFleet } from '../dashboards/support/fleets.ts';
import { hashedBy } from './support/hashed.ts';
import { healthyNow } from './support/now.ts';
import { instant, type Program, rangeCount, startPrometheus } from './support/programs.ts';

const configOf = (fleet: Fleet): string => publicFiles(fleet).get('prometheus-public/prometheus.yml') ?? '';
const pagesOf = (fleet: Fleet): readonly string[] =>
  [...publicFiles(fleet)].flatMap(([path, text]) => (path.endsWith('.json') ? [text] : []));
const asked = (fleet: Fleet): readonly string[] => [...new Set(pagesOf(fleet).flatMap(exprsIn))];

/** As docker-compose.yml limits it. */
const limits = ['--query.timeout=10s', '--query.max-samples=2000000', '--query.lookback-delta=2m'];

interface Pair {
  readonly fleet: Fleet;
  readonly ours: Program;
  readonly theirs: Program;
}

const startPair = async (fleet: Fleet): Promise<Pair> => {
  const ours = await startPrometheus({ holds: healthyNow(fleet) });
  const config = configOf({ ...fleet, prometheus: { ...fleet.prometheus, url: ours.url } });
  const theirs = await startPrometheus({ config, flags: limits });
  return { fleet, ours, theirs };
};

const pairs: Record<string, Pair> = {};
const fleets = { example: exampleFleet, minimal: minimalFleet, planted: plantedFleet };

beforeAll(async () => {
  await Promise.all(
    Object.entries(fleets).map(async ([name, fleet]) => {
      pairs[name] = await startPair(fleet());
    }),
  );
  // Two samples of everything, so that rates have something to go by: also of what is recorded twice a minute here.
  const least = async (url: string, range: string): Promise<number> =>
    Number((await instant(url, `min(count_over_time(${range}))`))[0]?.value ?? 0);
  const copied = async ({ fleet, theirs }: Pair): Promise<boolean> =>
    (await least(theirs.url, 'up[5m]')) >= 3 &&
    (!asked(fleet).some((expr) => expr.includes(':copy1m')) ||
      (await least(theirs.url, '{__name__=~".+:copy1m"}[5m]')) >= 2);
  for (let tries = 0; tries < 140; tries += 1) {
    if ((await Promise.all(Object.values(pairs).map(copied))).every(Boolean)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('too little was federated in 70 s');
}, 120_000);
afterAll(async () => {
  await Promise.all(Object.values(pairs).flatMap(({ ours, theirs }) => [ours.stop(), theirs.stop()]));
});

const pairOf = (name: string): Pair => {
  const pair = pairs[name];
  if (!pair) throw new Error(`no pair ${name}`);
  return pair;
};

describe.each(Object.keys(fleets))('the public Prometheus of the %s fleet', (name) => {
  it('answers every query of every public page with a number', async () => {
    const { fleet, theirs } = pairOf(name);
    const now = Date.now() / 1000;
    const queries = asked(fleet);
    expect(queries.length).toBeGreaterThan(5);
    const empty: string[] = [];
    for (const query of queries.map((expr) => filledIn(expr, {}, '1m'))) {
      // What asks for no number where there is nothing yet says so itself: the same of a day before.
      const may = (value: string): boolean => Number.isFinite(Number(value)) || query.includes('or NaN *');
      const numbers = (await instant(theirs.url, query)).filter(({ value }) => may(value));
      const found = numbers.length + (await rangeCount(theirs.url, query, now - 10, now, 5));
      if (found === 0) empty.push(query);
    }
    expect(empty).toEqual([]);
  }, 60_000);

  it('keeps the bounds of recorded buckets', async () => {
    const { theirs } = pairOf(name);
    const [last] = await instant(theirs.url, 'count({le="+Inf", __name__=~".+buckets:rate1m"})');
    expect(Number(last?.value)).toBeGreaterThan(0);
  });

  it('shows no hash to anyone', async () => {
    const { fleet, theirs } = pairOf(name);
    const { labels } = hashedBy(configOf(fleet));
    const series = await instant(theirs.url, '{__name__!=""}');
    const hashes = new Set(series.flatMap(({ metric }) => labels.flatMap((label) => metric[label] ?? [])));
    expect(hashes.size > 0 || name === 'minimal').toBe(true);
    const shown: string[] = [];
    for (const query of asked(fleet).map((expr) => filledIn(expr, {}, '1m'))) {
      const values = (await instant(theirs.url, query)).flatMap(({ metric }) => Object.values(metric));
      if (values.some((value) => [...hashes].some((hash) => value.includes(hash)))) shown.push(query);
    }
    expect(shown).toEqual([]);
  }, 60_000);

  it('names the incident and the planned work in words', async () => {
    const { theirs } = pairOf(name);
    for (const [metric, label] of [
      ['headwatch_incident_shown_timestamp_seconds', 'title'],
      ['headwatch_maintenance_shown_timestamp_seconds', 'about'],
    ] as const) {
      const words = (await instant(theirs.url, metric)).map((each) => each.metric[label] ?? '');
      expect(words.length, metric).toBeGreaterThan(0);
      for (const word of words) expect(word).not.toMatch(/^\d*$|\d{6}/);
    }
  });

  it('loses no sample on the way, and takes none for another', async () => {
    const { theirs } = pairOf(name);
    const page = await (await fetch(`${theirs.url}/metrics`)).text();
    const told = (metric: string): number => Number(new RegExp(`^${metric} (.+)$`, 'm').exec(page)?.[1]);
    expect(told('prometheus_target_scrapes_sample_duplicate_timestamp_total')).toBe(0);
    expect(told('prometheus_target_scrapes_exceeded_sample_limit_total')).toBe(0);
    const [kept] = await instant(theirs.url, 'scrape_samples_post_metric_relabeling');
    expect(Number(kept?.value)).toBeGreaterThan(10);
    // Nothing is copied only to be thrown away: the selectors are as narrow as the pages.
    expect((await instant(theirs.url, 'scrape_samples_scraped'))[0]?.value).toBe(kept?.value);
  });

  it('holds nothing but what the pages ask', async () => {
    const { fleet, theirs } = pairOf(name);
    const own = /^(up|scrape_\w+)$/;
    const held = (await instant(theirs.url, 'count by (__name__) ({__name__!=""})'))
      .map(({ metric }) => metric.__name__ ?? '')
      .filter((metric) => !own.test(metric));
    expect(held.toSorted()).toEqual([...new Set(asked(fleet).flatMap(metricNames))].toSorted());
  });

  it('holds no name, address or host of ours', async () => {
    const { fleet, ours, theirs } = pairOf(name);
    const series = await instant(theirs.url, '{__name__!=""}');
    const { targets, feeds } = publicNames(fleet);
    const values = new Set(series.flatMap(({ metric }) => Object.values(metric)));
    for (const secret of [...targets.keys(), ...feeds.keys()]) expect([...values], secret).not.toContain(secret);
    const text = [...values].join('\n');
    const forbidden = [...planted, new URL(ours.url).host, '127.0.0.1', '10.8.0.', 'host-eu', '://', 'arb-snapshot'];
    for (const word of forbidden) expect(text, word).not.toContain(word);
    expect(text).not.toMatch(/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/);
    // Chains and regions look alike in every fleet; of targets only aliases may be left.
    const left = new Set(series.flatMap(({ metric }) => (metric.target === undefined ? [] : [metric.target])));
    for (const target of left) expect([...targets.values()]).toContain(target);
    const labels = new Set(series.flatMap(({ metric }) => Object.keys(metric)));
    for (const label of ['host', 'zone', 'version', 'client', 'heartbeat', 'origin', 'tunnel'])
      for (const { metric } of series) expect(metric[label] ?? '0', label).toMatch(/^\d+$/);
    expect(labels.has('vantage') || name === 'minimal').toBe(true);
  });
});

it('reads from the pages what Prometheus’ own grammar reads', () => {
  for (const fleet of Object.values(fleets)) {
    for (const expr of asked(fleet())) {
      expect(namesRead([expr]), expr).toEqual([...new Set(metricNames(expr))].toSorted());
    }
  }
});

it('has a configuration that promtool takes, and that shows no secret', () => {
  for (const fleet of Object.values(fleets)) {
    const config = configOf(fleet());
    const file = join(pairOf('example').theirs.home, 'checked.yml');
    writeFileSync(file, config);
    expect(execFileSync('promtool', ['check', 'config', file], { encoding: 'utf8' })).toContain('SUCCESS');
    expect(config).not.toMatch(/key-planted|header-planted|host-planted/);
  }
});
