/**
 * Debian's node_exporter of this machine, scraped by a real Prometheus with the shipped prometheus.yml and the generated
 * targets; and every expression of ours over what it tells.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { alertFiles } from '../../alerts/generate.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import { hostMetrics } from '../../collector/catalogue/foreign.ts';
import { dashboardFiles } from '../../dashboards/generate.ts';
import { filledIn, pagesOf, panelsOf } from '../../demo/drill/panels/page.ts';
import { metricNames } from '../../demo/drill/panels/promql.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { fleetOf } from './support/fleets.ts';
import { createServers } from './support/servers.ts';

const known = Object.values(hostMetrics).map(({ name }): string => name);
const configSchema = z.looseObject({
  scrape_configs: z.array(
    z.looseObject({
      job_name: z.string(),
      metric_relabel_configs: z.array(z.looseObject({ regex: z.string(), action: z.string() })).default([]),
    }),
  ),
});
const shipped = configSchema.parse(parse(readFileSync('prometheus.yml', 'utf8')));
const job = shipped.scrape_configs.find(({ job_name: name }) => name === 'host');

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

const home = mkdtempSync(join(tmpdir(), 'headwatch-hosts-'));
const servers = createServers();
let prometheus = '';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
/** @throws when Prometheus does not understand it */
const query = async (expr: string): Promise<readonly Sample[]> => {
  const answer = await fetch(`${prometheus}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expr }),
  });
  const { data } = vectorSchema.parse(await answer.json());
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
};
const one = async (expr: string): Promise<number | undefined> => (await query(expr))[0]?.value;

/** host-eu is this machine; nobody listens where host-us should be. */
const fleetAt = (exporter: number, nobody: number) =>
  fleetOf('example', {
    edit: [
      ['10.8.0.11:9100', `127.0.0.1:${exporter}`],
      ['10.8.0.12:9100', `127.0.0.1:${nobody}`],
    ],
  });
let fleet = fleetAt(1, 2);

beforeAll(async () => {
  const [exporter = 0, nobody = 0, own = 0] = await freePorts(3);
  fleet = fleetAt(exporter, nobody);
  const dir = join(home, 'generated/prometheus');
  mkdirSync(join(dir, 'targets'), { recursive: true });
  mkdirSync(join(dir, 'rules'));
  const files = alertFiles(fleet);
  // The rest of the fleet is not there, and nobody else's processes on this machine are asked.
  for (const path of ['targets/host.json', 'rules/slow.yml'])
    writeFileSync(join(dir, path), (files.get(`prometheus/${path}`) ?? '').replace('interval: 15s', 'interval: 1s'));
  const global = { scrape_interval: '500ms', scrape_timeout: '400ms', evaluation_interval: '1s' };
  writeFileSync(join(home, 'prometheus.yml'), stringify({ ...shipped, global }));
  prometheus = `http://127.0.0.1:${own}`;
  await servers.nodeExporter(exporter);
  await servers.prometheus(own, join(home, 'prometheus.yml'), join(home, 'data'));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (((await one('min(count_over_time(node_time_seconds[1h]))')) ?? 0) >= 6) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('node_exporter is not scraped');
}, 60_000);

afterAll(async () => {
  await servers.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('prometheus.yml', () => {
  test('keeps of node_exporter exactly the series that are known by name', () => {
    const [keep] = job?.metric_relabel_configs ?? [];
    expect(keep?.action).toBe('keep');
    expect(keep?.regex.split('|').toSorted()).toEqual(known.toSorted());
  });

  test('each of them is read by an alert or on the operators’ dashboard', () => {
    const rules = (ruleGroup(fleet, 'slow')?.rules ?? []).flatMap(({ expr }) => metricNames(expr));
    const shown = [...pagesOf('operator', fleet).values()]
      .flatMap(panelsOf)
      .flatMap(({ targets }) => targets.flatMap(({ expr }) => metricNames(filledIn(expr))));
    const read = new Set([...rules, ...shown]);
    expect(known.filter((name) => !read.has(name))).toEqual([]);
  });

  test('no name of a machine and no series of one is on the public dashboard', () => {
    const all = [...dashboardFiles(fleet)]
      .filter(([path]) => path.includes('/public/'))
      .map(([, text]) => text)
      .join('\n');
    expect(all).not.toMatch(/node_(time|filesystem|memory|cpu)|host-eu/);
  });
});

describe('a real node_exporter', () => {
  test('is scraped under the name of its machine; nothing else of it is kept, and no address is a label', async () => {
    const series = await query('{job="host",__name__=~"node_.*"}');
    expect([...new Set(series.map(({ labels }) => labels.__name__ ?? ''))].toSorted()).toEqual(known.toSorted());
    for (const { labels } of series) {
      expect(labels).toMatchObject({ job: 'host', host: 'host-eu', instance: 'host-eu', region: 'eu' });
      expect(JSON.stringify(labels)).not.toContain('127.0.0.1');
    }
    const up = await query('up{job="host"}');
    expect(Object.fromEntries(up.map(({ labels, value }) => [labels.host, value]))).toEqual({
      'host-eu': 1,
      'host-us': 0,
    });
  });

  test('tells what this machine says itself', async () => {
    const { bavail, bsize } = statfsSync('/');
    const root = (await one('max(node_filesystem_avail_bytes{mountpoint="/"})')) ?? 0;
    expect(Math.abs(root / (Number(bavail) * Number(bsize)) - 1)).toBeLessThan(0.05);
    const meminfo = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
    expect(await one('node_memory_MemTotal_bytes')).toBe(meminfo * 1024);
    const boot = Number(/btime (\d+)/.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    expect(Math.abs(((await one('node_boot_time_seconds')) ?? 0) - boot)).toBeLessThan(2);
    // The clock of the exporter is ours.
    expect(Math.abs((await one('timestamp(node_time_seconds) - node_time_seconds')) ?? 9)).toBeLessThan(1);
  });

  test('every alert about machines is understood, and says of this one only what is true', async () => {
    const rules = (ruleGroup(fleet, 'slow')?.rules ?? []).filter(({ alert }) => alert.startsWith('Host'));
    const found = new Map<string, readonly Sample[]>();
    for (const { alert, expr } of rules) found.set(alert, await query(expr));
    const hosts = (alert: string): readonly (string | undefined)[] =>
      (found.get(alert) ?? []).map(({ labels }) => labels.host);
    expect([...found.keys()]).toHaveLength(6);
    // Nobody answers for host-us, and that is all that is said of it.
    expect(hosts('HostDown')).toEqual(['host-us']);
    for (const alert of found.keys()) if (alert !== 'HostDown') expect(hosts(alert), alert).not.toContain('host-us');
    expect(hosts('HostRestarted')).toEqual([]);
    const short = ((await one('node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes')) ?? 0) < 0.1;
    expect(hosts('HostMemoryShort')).toEqual(short ? ['host-eu'] : []);
    const unset =
      (await one('node_timex_sync_status')) === 0 && ((await one('node_timex_maxerror_seconds')) ?? 0) >= 16;
    expect(hosts('HostClockOff')).toEqual(unset ? ['host-eu'] : []);
    const rounded = await query(
      'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1 unless node_filesystem_readonly == 1',
    );
    const full = rounded.filter(
      ({ labels }) => !/^(tmpfs|devtmpfs|ramfs|overlay|squashfs|iso9660)$/.test(labels.fstype ?? ''),
    );
    expect((found.get('HostDiskFilling') ?? []).map(({ labels }) => labels.mountpoint).toSorted()).toEqual(
      [...new Set(full.map(({ labels }) => labels.mountpoint))].toSorted(),
    );
  });

  test('Prometheus itself evaluates the generated rules without an error', async () => {
    const healthOf = async (): Promise<readonly string[]> =>
      [...(await (await fetch(`${prometheus}/api/v1/rules`)).text()).matchAll(/"health":"(\w+)"/g)].map(
        ([, health = '']) => health,
      );
    await vi.waitFor(async () => expect(await healthOf()).not.toContain('unknown'), { timeout: 5000, interval: 200 });
    const health = await healthOf();
    expect(health.length).toBe(ruleGroup(fleet, 'slow')?.rules.length);
    expect(new Set(health)).toEqual(new Set(['ok']));
  });

  test('every panel about machines has something to show of this one', async () => {
    const panels = [...pagesOf('operator', fleet).values()].flatMap(panelsOf);
    const about = panels.flatMap(({ title, targets }) =>
      targets
        .filter(({ expr }) => metricNames(filledIn(expr)).some((name) => known.includes(name)))
        .map(({ expr }) => [title, filledIn(expr)] as const),
    );
    expect(about.length).toBeGreaterThan(12);
    const empty: string[] = [];
    for (const [title, expr] of about) if ((await query(expr)).length === 0) empty.push(`${title}: ${expr}`);
    // A disk that does not fill has no day on which it is full.
    expect(empty.filter((line) => !line.includes('deriv('))).toEqual([]);
  });
});
