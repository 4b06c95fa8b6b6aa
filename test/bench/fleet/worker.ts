/**
 * The real collector over the bench's fleet, in a process of its own: `worker.ts FLEET_YAML`. Says `up` once it runs. Each
 * line that it reads asks for its figures since the last one.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseFleet } from '../../../collector/config/load.ts';
import { startCollector } from '../../../collector/main.ts';
import { roundTrip } from '../../../collector/rpc/observation.ts';
import { hexNumber } from '../../../collector/rpc/parse.ts';
import { headersOf } from '../../../exporters/evmHeaders.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { watchBlocks } from './blocks.ts';
import { watchCollections } from './collections.ts';

export interface WorkerFigures {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly rss: number;
  readonly heap: number;
  readonly block: number;
  readonly blockWall: number;
  readonly blocksOver20: number;
  readonly longestCollection: number;
  readonly collectionSeconds: number;
  /** Milliseconds that were added to round trips whose true delay is known. */
  readonly addedP50: number;
  readonly addedP99: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

const [file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const fleet = parseFleet(text, { file, home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
const collector = await startCollector({ fleet });

/** Each new header was made for the one answer that brought it, and tells how long its question was at the server. */
let added: number[] = [];
for (const { targets } of collector.watches) {
  for (const { light } of targets) {
    const ask = light.ask.bind(light);
    let known: unknown;
    light.ask = async (asker, deadline) => {
      const seen = await ask(asker, deadline);
      const header = headersOf(asker).last();
      if (seen.ok && header && header !== known && header.hash === seen.value.hash) {
        known = header;
        const dwelled = hexNumber(header.extraData);
        if (dwelled !== undefined) added.push(roundTrip(seen) * 1000 - dwelled / 1e6);
      }
      return seen;
    };
  }
}

const blocks = watchBlocks();
const collections = watchCollections();
let cpu = process.cpuUsage();
let began = performance.now();
const figures = (): WorkerFigures => {
  const { user, system } = process.cpuUsage(cpu);
  const { rss, heapUsed } = process.memoryUsage();
  const { own, wall, over20 } = blocks.take();
  const { longest, seconds } = collections.take();
  const verdicts: Record<string, number> = {};
  for (const { targets } of collector.watches)
    for (const target of targets) {
      if (target.role === 'node') verdicts[target.memory.verdict] = (verdicts[target.memory.verdict] ?? 0) + 1;
    }
  const wallSeconds = (performance.now() - began) / 1000;
  const sorted = Float64Array.from(added).sort();
  const quantile = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
  const taken = {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds,
    rss,
    heap: heapUsed,
    block: own,
    blockWall: wall,
    blocksOver20: over20,
    longestCollection: longest,
    collectionSeconds: seconds,
    addedP50: quantile(0.5),
    addedP99: quantile(0.99),
    verdicts,
  };
  added = [];
  // What it takes to tell all this is no part of the next minute.
  blocks.take();
  cpu = process.cpuUsage();
  began = performance.now();
  return taken;
};

process.stdout.write('up\n');
createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${JSON.stringify(figures())}\n`))
  .on('close', () => process.exit(0));
