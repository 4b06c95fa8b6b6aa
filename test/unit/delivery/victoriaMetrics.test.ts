/**
 * VictoriaMetrics, Debian's, with the flags of docker-compose.yml: filled by remote write it has the ledger's samples one by
 * one, and holding the same as a Prometheus it answers every panel with the same series.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { prometheusSource } from '../../../alerts/ledger/prometheusSource.ts';
import { dashboardFiles } from '../../../dashboards/generate.ts';
import { type DashboardJson, filledIn, panelsOf } from '../../../demo/drill/panels/page.ts';
import { exampleFleet } from '../dashboards/support/fleets.ts';
import { healthyNow } from './support/now.ts';
import { instant, type Program, startProgram, startPrometheus } from './support/programs.ts';

const fileText = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${name}`, import.meta.url)), 'utf8');
const compose = parse(fileText('docker-compose.yml'));
const fleet = exampleFleet();
/** Holds the fixture, and a store that holds the same by import. */
let origin: Program;
let store: Program;
/** Copies one metric of it, and ships to a store of its own. */
let shipping: Program;
let shipped: Program;

const startStore = (): Promise<Program> => {
  const flags: readonly string[] = compose.services['victoria-metrics'].command;
  const kept = flags.filter((flag) => !/^-(storageDataPath|httpListenAddr)=/.test(flag));
  return startProgram({
    command: 'victoria-metrics',
    ready: '/health',
    args: ({ home, port }) => [...kept, `-storageDataPath=${home}/data`, `-httpListenAddr=127.0.0.1:${port}`],
  });
};

const metric = 'headwatch_edge_seconds_total';
const count = async (url: string): Promise<number> => Number((await instant(url, `count(${metric})`))[0]?.value ?? 0);

beforeAll(async () => {
  const holds = healthyNow(fleet, 1);
  [origin, store, shipped] = await Promise.all([startPrometheus({ holds }), startStore(), startStore()]);
  const body = holds
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/ (\d+(?:\.\d+)?)$/gm, (_, at: string) => ` ${Number(at) * 1000}`);
  const taken = await fetch(`${store.url}/api/v1/import/prometheus`, { method: 'POST', body });
  expect(taken.status).toBe(204);
  const [{ name, queue_config }] = parse(fileText('deploy/prometheus-scale.yml')).remote_write;
  shipping = await startPrometheus({
    config: stringify({
      scrape_configs: [
        {
          job_name: 'copy',
          scrape_interval: '1s',
          scrape_timeout: '1s',
          honor_labels: true,
          metrics_path: '/federate',
          params: { 'match[]': [metric] },
          static_configs: [{ targets: [new URL(origin.url).host] }],
        },
      ],
      remote_write: [{ name, queue_config, url: `${shipped.url}/api/v1/write` }],
    }),
  });
  // Ten seconds of it, and whatever was imported to be searchable.
  for (let tries = 0; tries < 100; tries += 1) {
    const [here, there, imported] = await Promise.all([shipping, shipped, store].map(({ url }) => count(url)));
    if (tries >= 20 && here && here === there && imported) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('nothing was shipped in 50 s');
}, 120_000);
afterAll(async () => {
  // It ships the rest first, as long as somebody takes it.
  await shipping?.stop();
  await Promise.all([origin?.stop(), store?.stop(), shipped?.stop()]);
}, 60_000);

it('answers every panel of both profiles for which Prometheus has an answer, with the same series', async () => {
  const pages: readonly DashboardJson[] = [...dashboardFiles(fleet)]
    .filter(([path]) => path.includes('/dashboards/') && path.endsWith('.json'))
    .map(([, text]) => JSON.parse(text));
  const exprs = pages
    .flatMap(panelsOf)
    .flatMap(({ targets }) => targets.map(({ expr, interval }) => filledIn(expr, {}, interval)));
  const at = Math.floor(Date.now() / 1000) - 3;
  const different: string[] = [];
  let answered = 0;
  for (const expr of new Set(exprs)) {
    const labelsOf = async (url: string): Promise<string> =>
      // A series of NaN is no value to a panel either; VictoriaMetrics leaves it out.
      (await instant(url, expr, at))
        .filter(({ value }) => value !== 'NaN')
        .map(({ metric }) => JSON.stringify(Object.entries(metric).toSorted()))
        .toSorted()
        .join('\n');
    const [ours, theirs] = [await labelsOf(origin.url), await labelsOf(store.url)];
    if (ours !== '') answered += 1;
    if (ours !== theirs) different.push(`${expr}\n  Prometheus: ${ours}\n  VictoriaMetrics: ${theirs}`);
  }
  expect(answered).toBeGreaterThan(50);
  expect(different).toEqual([]);
}, 60_000);

it('gives the ledger the same raw samples, second by second', async () => {
  const to = Math.floor(Date.now() / 1000) - 3;
  const raw = async (url: string) =>
    (await prometheusSource({ url }).samples(metric, { target: 'arb' }, to - 60, to)).map(({ labels, samples }) => ({
      labels,
      samples,
    }));
  const sorted = (all: Awaited<ReturnType<typeof raw>>) =>
    all.map((one) => JSON.stringify([Object.entries(one.labels).toSorted(), one.samples])).toSorted();
  const ours = sorted(await raw(shipping.url));
  expect(ours.length).toBeGreaterThan(3);
  expect(sorted(await raw(shipped.url))).toEqual(ours);
});
