/**
 * Debian's Prometheus and Alertmanager, scraped of themselves with the shipped prometheus.yml and the generated targets;
 * and the panels that show what they say.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { alertFiles } from '../../alerts/generate.ts';
import { stackMetrics } from '../../collector/catalogue/foreign.ts';
import { filledIn, pagesOf, panelsOf } from '../../demo/drill/panels/page.ts';
import { metricNames } from '../../demo/drill/panels/promql.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { fleetOf } from './support/fleets.ts';
import { createServers } from './support/servers.ts';

const known = Object.values(stackMetrics).map(({ name }): string => name);
const shipped = z
  .looseObject({
    scrape_configs: z.array(
      z.looseObject({
        job_name: z.string(),
        metric_relabel_configs: z.array(z.looseObject({ regex: z.string() })).default([]),
      }),
    ),
  })
  .parse(parse(readFileSync('prometheus.yml', 'utf8')));
const job = shipped.scrape_configs.find(({ job_name: name }) => name === 'stack');

const home = mkdtempSync(join(tmpdir(), 'headwatch-stack-'));
const servers = createServers();
let prometheus = '';

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});
/** Labels of the series. @throws when Prometheus does not understand it */
const labelsOf = async (query: string): Promise<readonly Readonly<Record<string, string>>[]> => {
  const answer = await fetch(`${prometheus}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
  return vectorSchema.parse(await answer.json()).data.result.map(({ metric }) => metric);
};

beforeAll(async () => {
  const [own = 0, alertmanager = 0] = await freePorts(2);
  prometheus = `http://127.0.0.1:${own}`;
  const fleet = {
    ...fleetOf('minimal'),
    prometheus: { url: prometheus, writeUrl: undefined },
    alertmanagers: [{ url: `http://127.0.0.1:${alertmanager}` }],
  };
  const dir = join(home, 'generated/prometheus');
  mkdirSync(join(dir, 'targets'), { recursive: true });
  mkdirSync(join(dir, 'rules'));
  const files = alertFiles(fleet);
  // The rest of the fleet is not there.
  for (const path of ['targets/stack.json', 'targets/alertmanager.json', 'rules/slow.yml'])
    writeFileSync(join(dir, path), (files.get(`prometheus/${path}`) ?? '').replace('interval: 15s', 'interval: 1s'));
  const global = { scrape_interval: '500ms', scrape_timeout: '400ms', evaluation_interval: '1s' };
  writeFileSync(join(home, 'prometheus.yml'), stringify({ ...shipped, global }));
  const receiver = { name: 'nobody' };
  writeFileSync(join(home, 'alertmanager.yml'), stringify({ route: { receiver: 'nobody' }, receivers: [receiver] }));
  await servers.alertmanager(alertmanager, join(home, 'alertmanager.yml'), join(home, 'alertmanager'));
  await servers.prometheus(own, join(home, 'prometheus.yml'), join(home, 'data'));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const counts = ['prometheus_rule_group_interval_seconds', 'alertmanager_alerts'].map(
      (name) => `count_over_time(${name}[1h]) >= 4`,
    );
    const found = await Promise.all(counts.map(labelsOf));
    if (found.every((series) => series.length > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Prometheus does not scrape itself');
}, 60_000);

afterAll(async () => {
  await servers.stop();
  rmSync(home, { recursive: true, force: true });
});

test('prometheus.yml keeps exactly the series that are known by name', () => {
  expect(job?.metric_relabel_configs[0]?.regex.split('|').toSorted()).toEqual(known.toSorted());
});

describe('real servers', () => {
  test('tell all of them, and nothing else is kept', async () => {
    const series = await labelsOf('{job=~"prometheus|alertmanager",__name__!~"up|scrape_.*"}');
    expect([...new Set(series.map(({ __name__: name }) => name ?? ''))].toSorted()).toEqual(known.toSorted());
  });

  test('have names instead of addresses, and groups of rules theirs instead of a file', async () => {
    const series = await labelsOf('{job=~"prometheus|alertmanager"}');
    expect([...new Set(series.map(({ instance }) => instance))].toSorted()).toEqual(['alertmanager', 'prometheus']);
    expect(JSON.stringify(series)).not.toContain('127.0.0.1');
    const groups = new Set((await labelsOf('prometheus_rule_group_interval_seconds')).map((each) => each.rule_group));
    expect([...groups]).toEqual(['headwatch-slow']);
  });

  test('fill every panel that reads them', async () => {
    const panels = [...pagesOf('operator', fleetOf('minimal')).values()].flatMap(panelsOf);
    const asked = panels.flatMap(({ title, targets }) =>
      targets
        .map(({ expr }) => ({ title, expr: filledIn(expr) }))
        .filter(({ expr }) => {
          const names = metricNames(expr);
          return names.length > 0 && names.every((name) => known.includes(name) || /^(up|scrape_\w+)$/.test(name));
        }),
    );
    expect(asked.length).toBeGreaterThan(12);
    const empty: string[] = [];
    // Where nothing was sent yet, nothing was tried.
    for (const { title, expr } of asked.filter(({ expr: each }) => !each.endsWith('> 0')))
      if ((await labelsOf(expr)).length === 0) empty.push(`${title}: ${expr}`);
    expect(empty).toEqual([]);
  });
});
