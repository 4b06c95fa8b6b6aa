/**
 * A thousand nodes in one collector: `/metrics/fast` scraped each second and `/metrics` each 15 s, against one process
 * that plays all of them. After a warm-up, so many seconds are measured.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { type CountedCalls, callsByKind } from './fleet/calls.ts';
import { benchFleet } from './fleet/fleetFile.ts';
import { overrunsIn } from './fleet/samples.ts';
import type { WorkerFigures } from './fleet/worker.ts';
import { freePort } from './freePort.ts';

/**
 * Seconds: connections are made, code is compiled, and what is asked of everyone soon after a start and then every five or
 * ten minutes is over: a minute that holds it would not be a day's.
 */
const warmUp = 60;
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** FLEET_PROFILE=DIR has the collector write a CPU profile there. */
const node = (file: string, args: readonly string[], flags: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, [...flags, '--import', 'tsx', here(file), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });

/** Lines of a child, one at a time. */
const linesOf = (child: ChildProcess): (() => Promise<string>) => {
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('ended before it said anything');
    return String(value);
  };
};

const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

interface Scrapes {
  /** Milliseconds of each scrape, from the request to the last byte. */
  readonly fast: number[];
  readonly slow: number[];
  bytes: number;
  failed: number;
}

/** Scrapes as Prometheus does until it is stopped. */
const scrape = (base: string): { readonly seen: Scrapes; readonly stop: () => void } => {
  const seen: Scrapes = { fast: [], slow: [], bytes: 0, failed: 0 };
  const one = async (path: string, into: number[]): Promise<void> => {
    const began = performance.now();
    try {
      const response = await fetch(base + path);
      const body = await response.arrayBuffer();
      if (!response.ok) seen.failed += 1;
      into.push(performance.now() - began);
      if (path === '/metrics') seen.bytes = body.byteLength;
    } catch {
      seen.failed += 1;
    }
  };
  const timers = [
    setInterval(() => void one('/metrics/fast', seen.fast), 1000),
    setInterval(() => void one('/metrics', seen.slow), 15_000),
  ];
  return { seen, stop: () => timers.forEach(clearInterval) };
};

/** What a process that does nothing else adds: the machine's own part. Twenty questions a second to the same server. */
const watchFloor = (origin: string): { readonly take: () => number; readonly stop: () => Promise<void> } => {
  const pool = new Pool(origin, { connections: 4 });
  let added: number[] = [];
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] });
  const one = async (): Promise<void> => {
    const began = performance.now();
    const response = await pool.request({ method: 'POST', path: '/0/floor', body });
    const text = await response.body.text();
    const took = performance.now() - began;
    added.push(took - Number(/"extraData":"(0x[0-9a-f]+)"/.exec(text)?.[1]) / 1e6);
  };
  // One that is under way when the pool goes is no loss.
  const timer = setInterval(() => void one().catch(() => undefined), 50);
  return {
    take: () => {
      const sorted = added.toSorted((a, b) => a - b);
      added = [];
      return quantile(sorted, 0.99);
    },
    stop: async () => {
      clearInterval(timer);
      await pool.destroy();
    },
  };
};

const argument = (flags: readonly string[], name: string, otherwise: number): number => {
  const at = flags.indexOf(name);
  return at < 0 ? otherwise : Number(flags[at + 1]);
};

export const run = async (
  note: (line: string) => void,
  flags: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const seconds = argument(flags, '--seconds', 60);
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-bench-'));
  const server = node('./fleet/server.ts', []);
  const children = [server];
  try {
    const toldByServer = linesOf(server);
    const origin = `http://127.0.0.1:${await toldByServer()}`;
    const takeCalls = async (): Promise<CountedCalls> => {
      server.stdin?.write('\n');
      return JSON.parse(await toldByServer()) as CountedCalls;
    };
    const listen = `127.0.0.1:${await freePort()}`;
    const { nodes, chains, yaml } = benchFleet(argument(flags, '--nodes', 1000), [origin], listen);
    const file = join(dir, 'fleet.yaml');
    writeFileSync(file, yaml);
    const profile = process.env.FLEET_PROFILE;
    const worker = node('./fleet/worker.ts', [file], profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []);
    children.push(worker);
    const said = linesOf(worker);
    await said();
    const ask = async (): Promise<WorkerFigures> => {
      worker.stdin?.write('\n');
      return JSON.parse(await said()) as WorkerFigures;
    };
    const page = async (path: string): Promise<string> => (await fetch(`http://${listen}${path}`)).text();

    note(`${nodes} nodes on ${chains} chains; warming up for ${warmUp} s …`);
    const scraped = scrape(`http://${listen}`);
    const floor = watchFloor(origin);
    await sleep(warmUp * 1000);
    const before = [await page('/metrics/fast'), await page('/metrics')].join('\n');
    scraped.seen.fast.length = 0;
    scraped.seen.slow.length = 0;
    await ask();
    await takeCalls();
    floor.take();
    note(`measuring for ${seconds} s; load ${loadavg()[0]?.toFixed(2)} …`);
    await sleep(seconds * 1000);
    const seen = await ask();
    const counted = await takeCalls();
    const load = round(loadavg()[0] ?? Number.NaN, 2);
    const floorP99 = floor.take();
    scraped.stop();
    await floor.stop();
    const after = [await page('/metrics/fast'), await page('/metrics')].join('\n');
    const calls = callsByKind(counted);
    for (const { kind, perDay, budget, methods } of calls) {
      note(`calls a day to a node of kind ${kind}: ${perDay}; the documented budget is ${budget}`);
      for (const [method, count] of methods) note(`  ${method.padEnd(36)} ${count}`);
    }
    note(`verdicts: ${JSON.stringify(seen.verdicts)}`);
    if (profile) worker.stdin?.end();
    if (profile) await new Promise((resolve) => worker.once('exit', resolve));
    return {
      nodes,
      chains,
      tick_s: 1,
      cpu_share: round(seen.cpuSeconds / seen.wallSeconds),
      rss_mb: Math.round(seen.rss / 1e6),
      overruns: overrunsIn(before, after),
      added_latency_p99_ms: round(seen.addedP99, 1),
      added_latency_floor_p99_ms: round(floorP99, 1),
      added_latency_p50_ms: round(seen.addedP50, 1),
      longest_block_ms: round(seen.block, 1),
      longest_block_wall_ms: round(seen.blockWall, 1),
      blocks_over_20_ms: seen.blocksOver20,
      longest_gc_wall_ms: round(seen.longestCollection, 1),
      gc_wall_share: round(seen.collectionSeconds / seen.wallSeconds),
      metrics_render_ms: round(Math.max(...scraped.seen.slow), 1),
      fast_render_ms: round(Math.max(...scraped.seen.fast), 1),
      metrics_mb: round(scraped.seen.bytes / 1e6, 1),
      scrapes_failed: scraped.seen.failed,
      calls_per_node_day: Object.fromEntries(calls.map(({ kind, perDay }) => [kind, perDay])),
      // Where nothing was counted nothing is known.
      calls_within_budget: calls.length > 0 && calls.every(({ perDay, budget }) => perDay <= budget),
      not_ok: nodes - (seen.verdicts.ok ?? 0),
      seconds,
      load,
    };
  } finally {
    for (const child of children) child.kill();
    rmSync(dir, { recursive: true, force: true });
  }
};
