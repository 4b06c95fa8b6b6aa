/** The source over a real Prometheus with a backfilled store, and over one that misbehaves. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldMonth } from '../../../alerts/ledger/figures.ts';
import { recomputeMonth } from '../../../alerts/ledger/index.ts';
import { prometheusSource } from '../../../alerts/ledger/prometheusSource.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { edgeFaults, edgeStates } from '../../../collector/catalogue/labels.ts';
import { ledgerFleet } from '../../unit/ledger/fleet.ts';
import { codes, randomFrom, type Scrape, scrapesOf, type Truth } from '../../unit/ledger/world.ts';
import { freePort, standin } from '../router/world.ts';

const begin = Date.UTC(2026, 9, 3, 12) / 1000;

/** Forty minutes with one outage; nobody was heard for five of them. */
const truth: Truth = {
  from: begin,
  codes: Array.from({ length: 2400 }, (_, at) => (at >= 600 && at < 637 ? codes.stale : codes.good)),
};

const text = (scrapes: readonly Scrape[]): string => {
  const lines: string[] = [];
  const family = (
    name: string,
    type: string,
    series: readonly (readonly [string, (scrape: Scrape) => number])[],
  ): void => {
    lines.push(`# TYPE ${name} ${type}`);
    const suffix = type === 'counter' ? '_total' : '';
    for (const [labels, value] of series)
      for (const scrape of scrapes) lines.push(`${name}${suffix}{${labels}} ${value(scrape)} ${scrape.at}`);
  };
  const labels = 'target="arb",role="edge",chain="arbitrum-one",region="eu",vantage="eu"';
  family(
    'headwatch_edge_seconds',
    'counter',
    edgeStates.map((state, index) => [`${labels},state="${state}"`, ({ states }) => states[index] ?? 0]),
  );
  family(
    'headwatch_edge_fault_seconds',
    'counter',
    edgeFaults.map((fault, index) => [`${labels},fault="${fault}"`, ({ faults }) => faults[index] ?? 0]),
  );
  family('headwatch_collector_start_timestamp_seconds', 'gauge', [['vantage="eu"', ({ start }) => start]]);
  return `${lines.join('\n')}\n# EOF\n`;
};

const random = randomFrom(11);
const scrapes = scrapesOf(truth, {
  vantage: 'eu',
  lives: [{ start: begin, end: begin + 2405 }],
  delay: () => random.between(0.1, 0.4),
  scrapeEvery: () => 1,
  heard: (at) => at < begin + 1200 || at > begin + 1500,
});

const dir = mkdtempSync(join(tmpdir(), 'headwatch-source-'));
let url = '';
let stop = async (): Promise<void> => undefined;

beforeAll(async () => {
  writeFileSync(join(dir, 'series.om'), text(scrapes));
  writeFileSync(join(dir, 'prometheus.yml'), 'global: {}\n');
  const store = join(dir, 'store');
  await promisify(execFile)('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(dir, 'series.om'), store]);
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${store}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  stop = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('prometheus is not ready after 15 s');
}, 60_000);

afterAll(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a real Prometheus', () => {
  const of = { role: 'edge', target: 'arb', state: 'good' };

  test('gives each sample once, as it was scraped, and nothing into a gap', async () => {
    const source = prometheusSource({ url });
    const hour = begin;
    const [series] = await source.samples(metrics.edgeSeconds.name, of, hour, hour + 3600);
    const expected = scrapes.map(({ at, states }) => [Math.round(at * 1000), states[edgeStates.indexOf('good')]]);
    expect(series?.samples).toEqual(expected);
    expect(series?.labels).toMatchObject({ target: 'arb', region: 'eu', vantage: 'eu', state: 'good' });
  });

  test('a sample on the border belongs to the range that ends with it, on every version', async () => {
    const source = prometheusSource({ url });
    const at = scrapes[700]?.at ?? 0;
    const times = async (from: number, to: number) =>
      (await source.samples(metrics.edgeSeconds.name, of, from, to)).flatMap(({ samples }) =>
        samples.map(([time]) => time),
      );
    expect(await times(at - 1, at)).toEqual([at * 1000]);
    expect(await times(at, at + 1)).toEqual([(at + 1) * 1000]);
  });

  test('an hour without samples is empty; the first sample is found from afar', async () => {
    const source = prometheusSource({ url });
    expect(await source.samples(metrics.edgeSeconds.name, of, begin - 7200, begin - 3600)).toEqual([]);
    const first = await source.first(metrics.edgeSeconds.name, of, begin - 80 * 86_400, begin + 86_400);
    expect(first).toBeLessThanOrEqual(scrapes[0]?.at ?? 0);
    expect(first).toBeGreaterThan(begin - 900);
    expect(await source.first(metrics.edgeSeconds.name, of, begin - 86_400, begin - 3600)).toBeUndefined();
    // A service that has just begun: no step of five minutes has seen it.
    const young = await source.first(metrics.edgeSeconds.name, of, begin - 86_400, begin + 40);
    expect(young).toBeLessThanOrEqual(begin + 1);
    expect(young).toBeGreaterThan(begin - 900);
  });

  test('a month from it: exact where samples are, and known in sum where they are not', async () => {
    const fleet = ledgerFleet(dir, { vantages: [] });
    const entries = await recomputeMonth({
      ...{ fleet, source: prometheusSource({ url }), month: '2026-10', written: [] },
      now: begin + 2400,
    });
    const { any, intervals, notMeasured } = foldMonth(fleet, 'arb', '2026-10', entries);
    expect(any.seconds).toEqual({ good: 2353, bad: 37, halted: 0, unknown: 0 });
    expect(intervals.map(({ from, to, seconds }) => [from - begin, to - begin, seconds])).toEqual([[600, 637, 37]]);
    expect(notMeasured).toEqual(['us']);
  });
});

describe('an error is an error, never an empty hour', () => {
  const good = { status: 'success', data: { resultType: 'matrix', result: [] } };
  const answers: readonly (readonly [string, { readonly status: number; readonly body?: unknown }])[] = [
    ['HTTP 503', { status: 503, body: good }],
    ['HTTP 422', { status: 422, body: { status: 'error', error: 'x' } }],
    ['a body that is no answer', { status: 200, body: 'oops' }],
    [
      'another kind of answer',
      { status: 200, body: { status: 'success', data: { resultType: 'vector', result: [] } } },
    ],
    ['half an answer', { status: 200, body: { ...good, warnings: ['remote read failed'] } }],
  ];
  test.each(answers)('%s', async (_title, answer) => {
    const server = await standin(() => answer);
    const source = prometheusSource({ url: server.url });
    await expect(source.samples('headwatch_edge_seconds_total', {}, 0, 3600)).rejects.toThrow(/Prometheus/);
  });

  test('nobody there, nobody who answers, and a range that is too long', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://ana:planted@127.0.0.1:1']) {
      const asked = prometheusSource({ url }).samples('headwatch_edge_seconds_total', {}, 0, 3600);
      await expect(asked).rejects.toThrow(/^Prometheus does not answer$/);
    }
    const hanging = await standin(() => 'hang');
    const source = prometheusSource({ url: hanging.url, timeoutMs: 100 });
    await expect(source.samples('headwatch_edge_seconds_total', {}, 0, 3600)).rejects.toThrow();
    await expect(source.samples('headwatch_edge_seconds_total', {}, 0, 3601)).rejects.toThrow(/at most 3600 s/);
  });
});
