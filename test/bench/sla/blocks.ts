/** What a Prometheus would have stored, written straight into a store: one OpenMetrics file for each two hours. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultKind, Script } from './script.ts';
import { codeOf, isWrong, type Observed, type RegionSeconds, type Scrape, type Worth } from './seconds.ts';

/** Prometheus' own block length; promtool cuts at multiples of it, and takes the square of a file's length. */
const blockSeconds = 7200;
const atOnce = 2;

const states: Readonly<Record<string, readonly Worth[]>> = {
  good: ['good'],
  bad: ['no_http', 'bad_answer', 'stale', 'journey'],
  halted: ['halted'],
  unknown: ['unknown'],
};
const faults: readonly Worth[] = ['no_http', 'bad_answer', 'stale', 'journey'];

const sumOf = (scrape: Scrape, of: readonly Worth[]): number =>
  of.reduce((sum, worth) => sum + (scrape.counts[codeOf(worth)] ?? 0), 0);

/** What the collectors blame while it lasts. */
const causes: Readonly<Record<string, readonly FaultKind[]>> = {
  edge: ['refused', 'bad_answer'],
  network: ['hang'],
  own_node: ['stale'],
  own_l1: ['journey'],
};

interface Column {
  readonly head: string;
  /** Undefined: no sample. */
  readonly value: (scrape: Scrape) => number | undefined;
}

const columnsOf = (seconds: RegionSeconds, central: boolean): readonly Column[] => {
  const { script, askedAt, from } = seconds;
  const { region } = script;
  const edge = `target="arb",role="edge",chain="arbitrum-one",region="${region}",vantage="${region}"`;
  const starts = script.lives.map((life) => askedAt[Math.floor(life.from) - from] ?? 0);
  return [
    ...Object.entries(states).map(([state, of]) => ({
      head: `headwatch_edge_seconds_total{${edge},state="${state}"} `,
      value: (scrape: Scrape) => sumOf(scrape, of),
    })),
    ...faults.map((fault) => ({
      head: `headwatch_edge_fault_seconds_total{${edge},fault="${fault}"} `,
      value: (scrape: Scrape) => sumOf(scrape, [fault]),
    })),
    {
      head: `headwatch_collector_start_timestamp_seconds{vantage="${region}"} `,
      value: ({ life }: Scrape) => starts[life],
    },
    ...Object.entries(causes).map(([cause, kinds]) => ({
      head: `headwatch_cause{scope="edge:arb",region="${region}",vantage="${region}",cause="${cause}"} `,
      value: ({ at }: Scrape) => (kinds.some((kind) => isWrong(seconds, kind, at)) ? 1 : undefined),
    })),
    ...(central
      ? ['live', 'halted'].map((verdict) => ({
          head: `headwatch_chain_verdict{chain="arbitrum-one",vantage="${region}",verdict="${verdict}"} `,
          value: ({ at }: Scrape) => Number(isWrong(seconds, 'halt', at) === (verdict === 'halted')),
        }))
      : []),
  ];
};

/** Text is collected to some size before it is written: millions of small writes would take longer than promtool. */
const writeColumn = (file: number, { head, value }: Column, scrapes: readonly Scrape[]): number => {
  let text = '';
  let count = 0;
  for (const scrape of scrapes) {
    const sample = value(scrape);
    if (sample === undefined) continue;
    text += `${head}${sample} ${scrape.at}\n`;
    count += 1;
  }
  if (text !== '') writeSync(file, text);
  return count;
};

/** The next scrapes before a time; a generator that was read too far gives back what it held. */
const reader = (scrapes: Generator<Scrape>): ((before: number) => readonly Scrape[]) => {
  let held: Scrape | undefined;
  return (before) => {
    const list: Scrape[] = [];
    for (;;) {
      const next = held ?? scrapes.next().value;
      // A generator's last value is void.
      held = next === undefined ? undefined : (next as Scrape);
      if (!held || held.at >= before) return list;
      list.push(held);
      held = undefined;
    }
  };
};

export interface BlocksInput {
  readonly script: Script;
  readonly seconds: readonly RegionSeconds[];
  readonly observed: readonly Observed[];
  /** For the files under way. */
  readonly dir: string;
  /** Takes a file of OpenMetrics. */
  readonly into: (path: string) => Promise<void>;
  readonly progress: (line: string) => void;
}

/** @returns samples written */
export const writeBlocks = async ({ script, seconds, observed, dir, into, progress }: BlocksInput): Promise<number> => {
  const readers = observed.map(({ scrapes }) => reader(scrapes));
  const columns = seconds.map((each, index) => columnsOf(each, index === 0));
  const under = new Set<Promise<void>>();
  let samples = 0;
  const first = Math.floor(script.from / blockSeconds);
  const last = Math.floor((script.to + 60) / blockSeconds);
  for (let block = first; block <= last; block += 1) {
    const path = join(dir, `${block}.om`);
    const file = openSync(path, 'w');
    readers.forEach((read, index) => {
      const scrapes = read((block + 1) * blockSeconds);
      for (const column of columns[index] ?? []) samples += writeColumn(file, column, scrapes);
    });
    writeSync(file, '# EOF\n');
    closeSync(file);
    const job = into(path).finally(() => {
      rmSync(path);
      under.delete(job);
    });
    under.add(job);
    if (under.size >= atOnce) await Promise.race(under);
    if ((block - first) % 36 === 35) progress(`blocks of ${(block - first + 1) / 12} days are written`);
  }
  await Promise.all(under);
  return samples;
};
