/**
 * Accuracy of the SLA ledger: a scripted month, written straight into a real Prometheus's store, the real ledger job
 * and the real report over it, held against brute-force interval arithmetic that shares no code with them.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './freePort.ts';
import { intoStore } from './intoStore.ts';
import { writeBlocks } from './sla/blocks.ts';
import { bruteFigures, bruteIntervals, known } from './sla/brute.ts';
import { changesOf, edgeErrors, isFault, type PrintedEdge, type Wrong, wrongFigures } from './sla/errors.ts';
import { writeHome } from './sla/home.ts';
import { runLedger } from './sla/job.ts';
import type { Region } from './sla/script.ts';
import { writeScript } from './sla/script.ts';
import { liveAll, observe } from './sla/seconds.ts';
import { importInto, startPrometheus, startVictoriaMetrics } from './sla/server.ts';

export interface SlaBenchOptions {
  /** From the start of the month on. */
  readonly hours: number;
  /** How many times as much happens as in a bad month. */
  readonly pace?: number;
  /** Leaves the home and the store, and says where. */
  readonly keep: boolean;
  readonly seed: number;
  /** Also the raw export, what comes out of it, and `--verify`. */
  readonly exports: boolean;
  /** Instead of Prometheus, as `prometheus.url` of the fleet. */
  readonly victoriaMetrics?: true;
}

const month = '2026-10';
const monthFrom = Date.UTC(2026, 9) / 1000;
const monthTo = Date.UTC(2026, 10) / 1000;
/** The service was there before the month and is there after it. */
const around = 1800;
/** After the last sample; so long an agent may still bring what is missing. */
const waits = 14 * 3600;
const cli = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
}

const headwatch = (...args: string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 2) reject(new Error(`headwatch ${args.join(' ')}: ${said}`));
      else resolve({ code, stdout: Buffer.concat(chunks).toString() });
    });
  });

const report = async (config: string): Promise<Ran> =>
  headwatch('report', 'sla', '--month', month, '--config', config, '--json');

const edgeOf = ({ stdout }: Ran): PrintedEdge => {
  // The report's own JSON, of a version that this file was written for.
  const { version, edges } = JSON.parse(stdout) as { version: number; edges: readonly PrintedEdge[] };
  const [edge] = edges;
  if (version !== 1 || !edge) throw new Error('the report is not one of version 1 with an edge');
  return edge;
};

/** The end of the last settled span of each region, from the ledger's own lines. */
const endsOf = (home: string): ReadonlyMap<Region, number> => {
  const lines = readFileSync(join(home, 'ledger', 'sla', `${month}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  const ends = new Map<Region, number>();
  for (const line of lines) {
    const entry = JSON.parse(line) as { type: string; region: Region; to: number };
    if (entry.type === 'span') ends.set(entry.region, Math.max(ends.get(entry.region) ?? 0, entry.to));
  }
  return ends;
};

/** What an export gives: the same report, and its size. */
const throughExport = async (home: string, config: string, printed: string) => {
  const file = join(home, `${month}.txt.gz`);
  const written = await headwatch('report', 'sla', '--month', month, '--config', config, '--export', file);
  const again = await headwatch('report', 'sla', '--from-export', file, '--json');
  const verified = await headwatch('report', 'sla', '--month', month, '--config', config, '--verify', '--json');
  return {
    export_bytes: written.code === 0 ? statSync(file).size : 0,
    from_export_same: again.code === 0 && again.stdout === printed,
    verified: verified.code === 0,
  };
};

const errorOf = (wrong: readonly Wrong[]): number =>
  wrong.reduce((sum, { printed, truth }) => sum + Math.abs(printed - truth), 0);

export const slaBench = async (options: SlaBenchOptions, say: (line: string) => void) => {
  const started = performance.now();
  const clock = (): number => Math.round((performance.now() - started) / 1000);
  const progress = (line: string): void => say(`${String(clock()).padStart(4)} s  ${line}`);
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-bench-sla-'));
  const [home, store] = [join(dir, 'home'), join(dir, 'store')];
  mkdirSync(store);
  const to = Math.min(monthFrom + options.hours * 3600, monthTo);
  const range = { from: monthFrom - around, to: to + around };
  const script = writeScript(options.seed, range, [monthFrom, to], options.pace);
  const seconds = liveAll(script);
  const observed = seconds.map((each, index) => observe(each, options.seed + index + 1));
  let server: Awaited<ReturnType<typeof startPrometheus>> | undefined;
  try {
    const other = options.victoriaMetrics ? await startVictoriaMetrics(store) : undefined;
    server = other;
    const into = (path: string): Promise<void> => (other ? importInto(other, path) : intoStore(path, store));
    const samples = await writeBlocks({ script, seconds, observed, dir, into, progress });
    progress(`${samples} samples are in the store`);
    server ??= await startPrometheus(dir, store);
    const fleet = writeHome(home, server.url, `127.0.0.1:${await freePort()}`);
    const config = join(home, 'fleet.yaml');
    await runLedger(fleet, script, script.to + waits, progress);
    progress('the ledger is written');
    const printed = await report(config);
    const edge = edgeOf(printed);
    progress('the report is made');

    const all = seconds.map((each, index) => {
      const seen = observed[index];
      if (!seen) throw new Error('a region without observations');
      return known(each, seen);
    });
    const ends = endsOf(home);
    const wholeMonth = { from: monthFrom, to: monthTo };
    const wrong = wrongFigures(edge, bruteFigures(script, all, wholeMonth, ends));
    const truths = seconds.map((each, index) => ({
      region: each.script.region,
      intervals: all[index] ? bruteIntervals(all[index], wholeMonth, ends.get(each.script.region) ?? 0) : [],
      changes: changesOf(each.script),
      askedAt: (second: number): number => each.askedAt[second - each.from] || second,
      hidden: (second: number): boolean => all[index]?.hidden[second - each.from] === 1,
    }));
    const errors = edgeErrors(edge.intervals, truths);
    for (const { where, what, printed: found, truth } of wrong)
      progress(`WRONG ${where} ${what}: ${found} s printed, ${truth} s true`);
    for (const line of errors.worst.slice(0, 40)) progress(`FAR ${line}`);
    const more = options.exports ? await throughExport(home, config, printed.stdout) : {};
    const unsettled = [...ends.values()].filter((end) => end < to).length;
    return {
      intervals: edge.intervals.length,
      total_error_s: errorOf(wrong.filter(({ what }) => !isFault(what))),
      max_edge_error_s: errors.max,
      step_s: 1,
      // Which fault of two regions counts, when both are bad: of one second at the ends of an outage nobody knows.
      fault_error_s: errorOf(wrong.filter(({ what }) => isFault(what))),
      edges: errors.edges,
      edges_off: errors.off,
      max_sampling_s: Number(errors.maxSampling.toFixed(3)),
      hours: Math.round((to - monthFrom) / 3600),
      regions: seconds.length,
      samples,
      regions_unsettled: unsettled,
      bad_s: edge.any.badSeconds,
      ...more,
      seconds: clock(),
    };
  } finally {
    await server?.stop();
    if (options.keep) say(`kept: ${dir}\n  headwatch report sla --month ${month} --config ${join(home, 'fleet.yaml')}`);
    else rmSync(dir, { recursive: true, force: true });
  }
};

/** `--days N` for a quick run, `--exports` for the raw export and `--verify` as well, `--keep`, `--seed N`. */
export const run = (
  say: (line: string) => void,
  flags: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const numberOf = (flag: string, otherwise: number): number => {
    const at = flags.indexOf(flag);
    const value = at < 0 ? otherwise : Number(flags[at + 1]);
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${flag}: expected a number above 0`);
    return value;
  };
  return slaBench(
    {
      hours: 24 * numberOf('--days', 31),
      keep: flags.includes('--keep'),
      seed: numberOf('--seed', 20_261_001),
      exports: flags.includes('--exports'),
    },
    say,
  );
};
