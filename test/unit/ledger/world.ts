/** A simulated monitor: what happened each second, what a collector booked of it, and what Prometheus scraped. */
import { badCode, faultOfCode, good, halted, none, stateOfCode, unknown } from '../../../alerts/ledger/codes.ts';
import type { RawSeries, RawSource } from '../../../alerts/ledger/model.ts';
import { joinReadings, type Readings } from '../../../alerts/ledger/readings.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { edgeFaults, edgeStates } from '../../../collector/catalogue/labels.ts';

/** Deterministic randomness: mulberry32. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low: number, high: number): number => low + (high - low) * next(),
    whole: (low: number, high: number): number => low + Math.floor((high - low + 1) * next()),
    of: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T, // never empty here
  };
};
export type Random = ReturnType<typeof randomFrom>;

/** Truth: a code for each second from `from` on. */
export interface Truth {
  readonly from: number;
  readonly codes: readonly number[];
}

export const codes = { good, halted, unknown, noHttp: badCode('no_http'), stale: badCode('stale') } as const;

/** Mostly good, with random runs of everything else. */
export const randomTruth = (random: Random, from: number, length: number, meanGood = 120): Truth => {
  const list: number[] = [];
  while (list.length < length) {
    for (let n = random.whole(1, 2 * meanGood); n > 0; n -= 1) list.push(good);
    const code = random.of([codes.noHttp, codes.stale, badCode('journey'), badCode('bad_answer'), halted, unknown]);
    for (let n = random.whole(1, 40); n > 0; n -= 1) list.push(code);
  }
  return { from, codes: list.slice(0, length) };
};

export interface Life {
  /** When the process began to count, and when it died, Unix seconds. */
  readonly start: number;
  readonly end: number;
}

export interface Monitor {
  readonly vantage: string;
  readonly lives: readonly Life[];
  /** Seconds from the send instant to the booking. */
  readonly delay: (code: number) => number;
  /** Seconds between scrapes; jitter is given by it too. */
  readonly scrapeEvery: () => number;
  /** Whether a scrape at this time got through. */
  readonly heard: (at: number) => boolean;
  /** Bookings of a process in the order of their seconds (the default) or as they come. */
  readonly overtaking?: boolean;
}

export interface Scrape {
  readonly at: number;
  readonly start: number;
  readonly states: readonly number[];
  readonly faults: readonly number[];
}

const codeAt = (truth: Truth, second: number): number => truth.codes[second - truth.from] ?? none;

/** All scrapes that got through. The k-th second of a process is the one that begins k seconds after its start. */
export const scrapesOf = (truth: Truth, monitor: Monitor): readonly Scrape[] => {
  const found: Scrape[] = [];
  for (const { start, end } of monitor.lives) {
    const bookings: { at: number; code: number }[] = [];
    let latest = 0;
    for (let sent = start; sent < end; sent += 1) {
      const code = codeAt(truth, Math.floor(sent));
      if (code === none) continue;
      const at = sent + monitor.delay(code);
      latest = monitor.overtaking ? at : Math.max(latest, at);
      bookings.push({ at: latest, code });
    }
    bookings.sort((a, b) => a.at - b.at);
    const states = edgeStates.map(() => 0);
    const faults = edgeFaults.map(() => 0);
    let next = 0;
    for (let at = start + monitor.scrapeEvery(); at < end; at += monitor.scrapeEvery()) {
      for (; next < bookings.length && (bookings[next]?.at ?? 0) <= at; next += 1) {
        const code = bookings[next]?.code ?? none;
        const state = edgeStates.indexOf(stateOfCode(code) ?? 'unknown');
        states[state] = (states[state] ?? 0) + 1;
        const fault = faultOfCode(code);
        if (fault) faults[edgeFaults.indexOf(fault)] = (faults[edgeFaults.indexOf(fault)] ?? 0) + 1;
      }
      if (monitor.heard(at))
        found.push({ at: Math.round(at * 1000) / 1000, start, states: [...states], faults: [...faults] });
    }
  }
  return found;
};

export interface Told {
  readonly edge: string;
  readonly region: string;
  readonly vantage: string;
  readonly scrapes: readonly Scrape[];
}

const ms = (at: number): number => Math.round(at * 1000);

const seriesOf = ({ edge, region, vantage, scrapes }: Told): readonly (readonly [string, RawSeries])[] => {
  const labels = { target: edge, role: 'edge', chain: 'arbitrum-one', region, vantage };
  const column = (value: (scrape: Scrape) => number) =>
    scrapes.map((scrape) => [ms(scrape.at), value(scrape)] as const);
  return [
    ...edgeStates.map(
      (state, index) =>
        [
          metrics.edgeSeconds.name,
          { labels: { ...labels, state }, samples: column(({ states }) => states[index] ?? 0) },
        ] as const,
    ),
    ...edgeFaults.map(
      (fault, index) =>
        [
          metrics.edgeFaultSeconds.name,
          { labels: { ...labels, fault }, samples: column(({ faults }) => faults[index] ?? 0) },
        ] as const,
    ),
    [metrics.collectorStart.name, { labels: { vantage }, samples: column(({ start }) => start) }],
  ];
};

export const readingsOf = (scrapes: readonly Scrape[]): Readings => {
  const series = seriesOf({ edge: 'arb', region: 'eu', vantage: 'eu', scrapes });
  const of = (name: string): RawSeries[] => series.filter(([metric]) => metric === name).map(([, one]) => one);
  const joined = joinReadings(
    of(metrics.edgeSeconds.name),
    of(metrics.edgeFaultSeconds.name),
    of(metrics.collectorStart.name),
  );
  return joined.get('eu')?.get('eu') ?? new Float64Array(0);
};

export interface Extra {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [number, number])[];
}

export interface MemorySource extends RawSource {
  readonly asked: { readonly metric: string; readonly from: number; readonly to: number }[];
}

/** Answers as Prometheus would: an hour at most, nothing outside the range. */
export const memorySource = (told: readonly Told[], extra: readonly Extra[] = []): MemorySource => {
  const all = [
    ...told.flatMap(seriesOf),
    ...extra.map(({ metric, labels, samples }) => [metric, { labels, samples }] as const),
  ];
  const asked: MemorySource['asked'] = [];
  const cut = (samples: RawSeries['samples'], from: number, to: number): RawSeries['samples'] => {
    const after = (at: number): number => {
      let low = 0;
      let high = samples.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((samples[middle]?.[0] ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return samples.slice(after(from * 1000), after(to * 1000));
  };
  return {
    asked,
    samples: async (metric, match, from, to) => {
      asked.push({ metric, from, to });
      if (to - from > 3600) throw new Error('more than an hour');
      return all
        .filter(
          ([name, { labels }]) =>
            name === metric && Object.entries(match).every(([label, value]) => labels[label] === value),
        )
        .map(([, { labels, samples }]) => ({ labels, samples: cut(samples, from, to) }))
        .filter(({ samples }) => samples.length > 0);
    },
  };
};
