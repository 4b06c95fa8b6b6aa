/** Every query of every page on a real Prometheus: healthy, and where there is nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, ask, emptyOf } from '../../../demo/drill/panels/ask.ts';
import { lookOf } from '../../../demo/drill/panels/looks.ts';
import { openMetrics, type Scene } from './support/fixture.ts';
import { planted } from './support/fleets.ts';
import { fleetNames, fleets, type Page, pages } from './support/pages.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';

/** Inside one two-hour block of Prometheus. */
const start = 1_770_000_000 - (1_770_000_000 % 7200) + 600;
const healthy: Scene = { start, seconds: 600 };
const end = healthy.start + healthy.seconds;
/** Before anything was written. */
const nothing = start - 500;

const servers = new Map<string, TestPrometheus>();
beforeAll(async () => {
  const started = fleetNames.map(async (name) => {
    servers.set(name, await startPrometheus(openMetrics(fleets[name], [healthy])));
  });
  await Promise.all(started);
}, 120_000);
afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.stop()));
});

const serverOf = ({ fleet }: Page): TestPrometheus => {
  const server = servers.get(fleet);
  if (!server) throw new Error(`no Prometheus for ${fleet}`);
  return server;
};

const cases = fleetNames.flatMap((fleet) =>
  (['operator', 'public'] as const).map((profile) => ({
    title: `${fleet} fleet, ${profile} profile`,
    own: pages.filter((page) => page.fleet === fleet && page.profile === profile),
  })),
);

describe.each(cases)('$title', ({ own }) => {
  const each = async (at: number): Promise<readonly Asked[]> =>
    (await Promise.all(own.map((page) => ask(serverOf(page), page, at)))).flat();

  it('gets an answer with data for every query of every panel', async () => {
    const empty = emptyOf(await each(end));
    expect(empty.map(({ page, panel, expr }) => `${page.name}: ${panel.title}: ${expr}`)).toEqual([]);
  }, 60_000);

  it('gives every legend, every column and every link all the labels that they name', async () => {
    const missing: string[] = [];
    for (const { page, panel, target, samples } of await each(end)) {
      const texts = JSON.stringify([target.legendFormat ?? '', panel.fieldConfig.defaults.links ?? []]);
      const wanted = [...texts.matchAll(/\{\{(\w+)\}\}|__field\.labels\.(\w+)/g)].map(([, a, b]) => a ?? b ?? '');
      for (const { metric } of samples) {
        for (const label of wanted) if (!(label in metric)) missing.push(`${page.name}: ${panel.title}: no ${label}`);
      }
    }
    expect([...new Set(missing)]).toEqual([]);
  }, 60_000);

  it('draws no line beyond its limit where all is well', async () => {
    const beyond: string[] = [];
    for (const { page, panel, target, samples } of await each(end)) {
      if (panel.type !== 'timeseries') continue;
      for (const sample of samples) {
        if (!['orange', 'red'].includes(lookOf(panel, target, sample).color)) continue;
        beyond.push(`${page.name}: ${panel.title}: ${target.legendFormat} ${sample.value}`);
      }
    }
    expect([...new Set(beyond)]).toEqual([]);
  }, 60_000);

  it('shows nothing green where there is nothing', async () => {
    const green: string[] = [];
    for (const { page, panel, target, samples } of await each(nothing)) {
      for (const sample of samples.length > 0 ? samples : [undefined]) {
        const { text, color, stateful } = lookOf(panel, target, sample);
        const named = sample !== undefined || text.startsWith('?');
        if (!named || (stateful && color === 'green') || text.startsWith('✔')) {
          green.push(`${page.name}: ${panel.title}: ${sample?.value} looks ${color} ${text}`);
        }
      }
    }
    expect(green).toEqual([]);
  }, 60_000);
});

/** Labels that say where we are and what we call things; visitors are told aliases and regions. */
const ours = [
  'target',
  'vantage',
  'instance',
  'job',
  'host',
  'scope',
  'role',
  'heartbeat',
  'feed',
  'client',
  'version',
];

it('answers visitors without any name that was planted, nor any label that holds names of ours', async () => {
  const leaked: string[] = [];
  for (const page of pages.filter(({ fleet, profile }) => fleet === 'planted' && profile === 'public')) {
    for (const { panel, expr, samples } of await ask(serverOf(page), page, end)) {
      const answer = JSON.stringify(samples.map(({ metric }) => metric));
      const labels = new Set(samples.flatMap(({ metric }) => Object.keys(metric)));
      const said = [...planted.filter((secret) => answer.includes(secret)), ...ours.filter((name) => labels.has(name))];
      for (const what of said) leaked.push(`${page.name}: ${panel.title}: ${what}: ${expr}`);
    }
  }
  expect(leaked).toEqual([]);
}, 60_000);
