/**
 * A week of Cloudflare's analytics through the real exporter: its client, its schemas, its errors and its file, on an
 * injected clock, over the stand-in in the same process (graphql-js validates and executes every document). On its way
 * it is restarted, killed, kept away for hours, refused and told a wrong time; counters are held against what happened.
 */
import { demoHosts } from '../../demo/standins/cloudflare/account/demoAccount.ts';
import { demoClients } from '../../demo/standins/cloudflare/traffic/clients.ts';
import { createWorld } from '../../demo/standins/cloudflare/world.ts';
import { createRig } from '../support/cloudflareRig.ts';
import { shownOf, type TruthDataset, truthOf } from '../support/cloudflareTruth.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const zone = 'example.org';
const hosts = [demoHosts.arb, demoHosts.eth];
const delay = 300;
const datasets: readonly TruthDataset[] = [
  'edge',
  'origin',
  'load_balancing',
  'security',
  'colo',
  'country',
  'health_checks',
];

const sumOf = (text: string, name: string, labels = ''): number =>
  [...text.matchAll(new RegExp(`^headwatch_cloudflare_${name}_total\\{[^}]*${labels}[^}]*\\} (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

/** Adds up what scrapes show, as Prometheus would: a series that goes away after a day without growth has been counted. */
const createScraper = () => {
  const seen = new Map<string, { before: number; last: number }>();
  return {
    take(text: string): void {
      const lines = text.matchAll(/^(headwatch_cloudflare_\w+_total\{[^}]*\}) (\S+)$/gm);
      const shown = new Map([...lines].map(([, series = '', value]) => [series, Number(value)]));
      for (const series of new Set([...seen.keys(), ...shown.keys()])) {
        const { before, last } = seen.get(series) ?? { before: 0, last: 0 };
        const value = shown.get(series) ?? 0;
        seen.set(series, { before: value < last ? before + last : before, last: value });
      }
    },
    text: (): string => [...seen].map(([series, { before, last }]) => `${series} ${before + last}`).join('\n'),
  };
};

export const cloudflareBench = async (days: number, say: (line: string) => void) => {
  const started = performance.now();
  const begin = Date.UTC(2026, 9, 1, 0, 0, 7);
  let now = begin;
  const world = createWorld({
    ...{ token: 't', now: () => now, clients: demoClients.slice(0, 2) },
    troubles: { lag: 60, jitter: 200, lateShare: 0.05, lateBy: 270 },
  });
  const rig = createRig({ world, zones: [zone], hosts, delay, refill: 6 * 3600 });
  /** Questions of each minute. */
  const asked: number[] = [];
  let away = 0;
  const scraper = createScraper();
  const happens: Readonly<Record<number, () => Promise<void> | void>> = {
    5: () => rig.restart(),
    9: () => rig.die(3),
    14: () => world.conditions.set(now, { origins: { 'arb-eu': { status: 522, originStatus: 0 } } }),
    15: () => world.conditions.set(now, { origins: {} }),
    20: () => world.set({ faults: [{ kind: 'budget', on: 'graphql', times: 1 }] }),
    26: () => world.set({ faults: [{ kind: '503', on: 'graphql', times: 30 }] }),
    30: () => rig.misdate(2 * hourMs),
    33: () => rig.misdate(-26 * hourMs),
    36: () => rig.misdate(0),
    40: () => {
      away = now + 3.5 * hourMs;
    },
    // What a plan allows is asked for at the start of a process.
    50: () => {
      world.set({ limits: [{ dataset: 'httpRequestsAdaptiveGroups', set: { maxPageSize: 40 } }] });
      rig.restart();
    },
    53: () => {
      world.set({ limits: [] });
      rig.restart();
    },
    60: () => {
      away = now + 40 * minuteMs;
    },
    66: () => rig.disk(false),
    67: () => rig.disk(true),
    70: () => rig.die(1),
  };
  const total = days * 24 * 60;
  for (let minute = 0; minute < total; minute += 1) {
    // The last stragglers are to have come when it ends.
    if (minute === total - 15) world.set({ lateShare: 0 });
    now = begin + minute * minuteMs;
    if (minute % 60 === 0) await happens[(minute / 60) % 80]?.();
    if (now >= away) await rig.tick();
    asked.push(world.asked.splice(0).length);
    if (minute % 360 === 359) scraper.take(await rig.scrape());
    if (minute % 1440 === 1439)
      say(`day ${(minute + 1) / 1440}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  const rss = process.memoryUsage().rss;
  scraper.take(await rig.scrape());
  const text = scraper.text();
  const shown = shownOf(text, zone);
  let [missing, doubled, wrong, minutes, skipped] = [0, 0, 0, Number.POSITIVE_INFINITY, 0];
  const spans = datasets.map((dataset) => {
    const own = `dataset="${dataset}"`;
    const counted = sumOf(text, 'minutes', `${own},kind="counted"`) + sumOf(text, 'minutes', `${own},kind="refilled"`);
    const given = sumOf(text, 'minutes', `${own},kind="skipped"`);
    const next = rig.next(zone, dataset) ?? 0;
    minutes = Math.min(minutes, counted);
    skipped += given;
    return { dataset, from: next - (counted + given) * minuteMs, next };
  });
  // All datasets of some hours, then the next hours: the stand-in draws each minute once.
  const truth = new Map<string, number>();
  for (let from = Math.floor(begin / hourMs) * hourMs - hourMs; from < now; from += 4 * hourMs) {
    for (const { dataset, from: first, next } of spans) {
      const [since, until] = [Math.max(from, first), Math.min(from + 4 * hourMs, next)];
      if (since >= until) continue;
      for (const [name, value] of truthOf(world, dataset, zone, hosts, since, until)) {
        truth.set(name, (truth.get(name) ?? 0) + value);
      }
    }
  }
  for (const [name, value] of truth) {
    // Sums of times are shown to a thousandth of a second; they go with their requests.
    if (name.includes('_seconds ')) continue;
    const by = (shown.get(name) ?? 0) - value;
    if (by === 0) continue;
    wrong += 1;
    if (wrong <= 20) say(`${name}: ${shown.get(name) ?? 0} shown, ${value} true`);
    if (name.includes('_bytes ')) continue;
    missing += Math.max(0, -by);
    doubled += Math.max(0, by);
  }
  const fives = asked.map((_, minute) =>
    asked.slice(Math.max(0, minute - 4), minute + 1).reduce((sum, each) => sum + each, 0),
  );
  return {
    minutes,
    missing,
    doubled,
    late: sumOf(text, 'late_requests', 'dataset="edge"'),
    queries_per_5m_max: Math.max(...fives),
    rss_mb: Math.round(rss / 1e6),
    wrong_series: wrong,
    refilled: sumOf(text, 'minutes', 'dataset="edge",kind="refilled"'),
    skipped,
    truncated: sumOf(text, 'truncated_pages'),
    queries: asked.reduce((sum, each) => sum + each, 0),
    requests: Math.round(
      [...shown].reduce((sum, [name, value]) => sum + (name.startsWith('edge_requests ') ? value : 0), 0),
    ),
    seconds: Math.round((performance.now() - started) / 1000),
  };
};

/** `--days N` for less than a week. */
export const run = (
  say: (line: string) => void,
  flags: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const at = flags.indexOf('--days');
  const days = at < 0 ? 7 : Number(flags[at + 1]);
  if (!Number.isSafeInteger(days) || days < 1) throw new Error('--days: expected a number above 0');
  return cloudflareBench(days, say);
};
