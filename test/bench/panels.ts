/**
 * How long Prometheus takes for each panel: every query of both profiles of the example fleet, asked as Grafana would,
 * on 90 days of its data. The store holds what a Prometheus would as far back as any panel reads, and before that two
 * samples a block of each series (panels/plan.ts). Blocks stay two hours long: more of them than a Prometheus would leave.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from '../../collector/config/fleet.ts';
import { metricNames } from '../../demo/drill/panels/promql.ts';
import { type Queries, queriesOf } from '../../demo/drill/panels/queries.ts';
import { exampleFleet } from '../unit/dashboards/support/fleets.ts';
import { writeBlocks } from './panels/blocks.ts';
import { reachOf } from './panels/plan.ts';
import { type PanelRequests, panelRequests } from './panels/requests.ts';
import { seriesOf, stepsOf } from './panels/series.ts';
import { startPrometheus } from './sla/server.ts';

export interface PanelsFigures {
  readonly dashboards: number;
  readonly panels: number;
  readonly targets: number;
  readonly days: number;
  readonly series: number;
  readonly samples: number;
  /** Of the slowest panel; a panel's time is that of all its queries, one after the other. */
  readonly p95_ms: number;
  readonly median_ms: number;
  /** Panels whose queries all came back empty: they would be quick for nothing. */
  readonly empty: readonly string[];
  /** `cpu_ms` is Prometheus' processor time for it, on the mean: what a busy machine does not change. */
  readonly slowest: readonly {
    readonly panel: string;
    readonly targets: number;
    readonly p95_ms: number;
    readonly cpu_ms: number;
  }[];
}

export interface PanelsOptions {
  readonly fleet: Fleet;
  readonly days: number;
  readonly repeats: number;
  readonly keep: boolean;
  readonly progress: (line: string) => void;
}

const day = 86_400;
/** February 2026, whose figures the fixture has; the same data each time. */
const now = 1_771_000_200;
/** A panel is dense a little further back than it reads, so that its first point is not the store's edge. */
const margin = 600;

const rank = (values: readonly number[], of: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(of * sorted.length) - 1)] ?? Number.NaN;
};
const tenth = (ms: number): number => Math.round(ms * 10) / 10;

const titleOf = ({ profile, dashboard, panel }: PanelRequests): string => `${dashboard} (${profile}): ${panel}`;

interface Timed {
  readonly ms: number;
  readonly found: number;
}

/** Milliseconds of processor time of a process so far; the kernel counts in hundredths of a second. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const askPanel = async (prometheus: Queries, { requests }: PanelRequests, now: number): Promise<Timed> => {
  const began = performance.now();
  let found = 0;
  for (const { expr, range } of requests) {
    if (range === undefined) {
      found += (await prometheus.instant(expr, now)).length;
      continue;
    }
    // Grafana aligns a range to its step, so that a refresh asks for the same instants.
    const end = Math.floor(now / range.step) * range.step;
    found += await prometheus.range(expr, end - range.seconds, end, range.step);
  }
  return { ms: performance.now() - began, found };
};

/**
 * `label_values(SERIES, LABEL)` → the first that Grafana would offer of which the panel has anything to show: no Nitro node
 * has peers.
 */
const firstOf = (heads: readonly string[], query: string, asks: readonly string[]): string => {
  const [, series = '', label = ''] = /^label_values\(([\w:]+).*, (\w+)\)$/.exec(query) ?? [];
  const pick = new RegExp(`[{,]${label}="([^"]*)"`);
  const valueIn = (head: string): string => pick.exec(head)?.[1] ?? '';
  const values = heads.filter((head) => head.startsWith(`${series}{`)).map(valueIn);
  const asked = new Set(asks.flatMap((expr) => metricNames(expr)));
  const own = new Set(heads.filter((head) => asked.has(/^[\w:]+/.exec(head)?.[0] ?? '')).map(valueIn));
  const sorted = values.filter((value) => value !== '').toSorted();
  return sorted.find((value) => own.has(value)) ?? sorted[0] ?? 'nothing';
};

export const panelsBench = async ({ fleet, days, repeats, keep, progress }: PanelsOptions): Promise<PanelsFigures> => {
  const series = seriesOf(fleet, now);
  const heads = series.map(({ head }) => head);
  const panels = await panelRequests(fleet, async (query, asks) => firstOf(heads, query, asks));
  const reach = reachOf(panels);
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-bench-panels-'));
  const store = join(dir, 'store');
  mkdirSync(store);
  try {
    progress(`${series.length} series of ${days} days`);
    const samples = await writeBlocks({
      series,
      stepOf: stepsOf(fleet),
      denseFor: (name) => (reach.get(name) ?? 0) + margin,
      from: now - days * day,
      to: now,
      dir,
      store,
      progress,
    });
    progress(`${samples} samples; asking ${panels.length} panels ${repeats} times`);
    const server = await startPrometheus(dir, store);
    try {
      const prometheus = queriesOf(server.url);
      const times = panels.map((): number[] => []);
      const cpu = panels.map(() => 0);
      const found = panels.map(() => 0);
      for (const [index, panel] of panels.entries()) {
        // Once more than is counted: the first reads the files.
        found[index] = (await askPanel(prometheus, panel, now)).found;
        const before = cpuOf(server.pid);
        for (let turn = 0; turn < repeats; turn += 1) times[index]?.push((await askPanel(prometheus, panel, now)).ms);
        cpu[index] = (cpuOf(server.pid) - before) / repeats;
      }
      const ranked = panels
        .map((panel, index) => ({
          panel: titleOf(panel),
          targets: panel.requests.length,
          p95_ms: tenth(rank(times[index] ?? [], 0.95)),
          cpu_ms: tenth(cpu[index] ?? Number.NaN),
        }))
        .toSorted((a, b) => b.p95_ms - a.p95_ms);
      return {
        dashboards: new Set(panels.map(({ profile, dashboard }) => `${profile} ${dashboard}`)).size,
        panels: panels.length,
        targets: panels.reduce((sum, { requests }) => sum + requests.length, 0),
        days,
        series: series.length,
        samples,
        p95_ms: ranked[0]?.p95_ms ?? Number.NaN,
        median_ms: tenth(rank(times.flat(), 0.5)),
        empty: panels.flatMap((panel, index) => (found[index] === 0 ? [titleOf(panel)] : [])),
        slowest: ranked.slice(0, 10),
      };
    } finally {
      await server.stop();
    }
  } finally {
    if (keep) progress(`kept: ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
};

const numberAfter = (flags: readonly string[], flag: string, otherwise: number): number => {
  const at = flags.indexOf(flag);
  return at < 0 ? otherwise : Number(flags[at + 1]);
};

export const run = (progress: (line: string) => void, flags: readonly string[]): Promise<PanelsFigures> =>
  panelsBench({
    fleet: exampleFleet(),
    days: numberAfter(flags, '--days', 90),
    repeats: numberAfter(flags, '--repeats', 20),
    keep: flags.includes('--keep'),
    progress,
  });
