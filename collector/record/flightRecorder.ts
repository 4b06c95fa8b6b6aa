/**
 * What was seen in the last fifteen minutes, as it was seen, in memory: an incident is explained by the minutes before
 * it. Bounded by construction: a ring of numbers for each target and chain, and one list of what happens now and then.
 */
import { type Outcome, outcomes } from '../catalogue/labels.ts';
import { type Observation, roundTrip } from '../rpc/observation.ts';
import type { Corroborated } from '../verdict/corroborate.ts';
import type { HeadView } from '../view.ts';
import type { EventLine, RecordedLine } from './lines.ts';
import { createRing, type Ring, type Row } from './ring.ts';

/** Seconds. */
export const recordedFor = 900;
/** One question a second, and some more in the seconds that are asked twice. */
const rowsEach = recordedFor + 100;
/** Journeys every five seconds over a dozen paths are 2,200; a failing one is repeated each second. */
const mostEvents = 20_000;

export interface FlightRecorder {
  /** Before this nothing was seen, Unix seconds. */
  readonly since: number;
  /** One light question that is over. @param lag seconds, where it could be measured */
  light(target: string, seen: Observation<HeadView>, lag: number | undefined): void;
  /** What a tick was judged against. @param at Unix seconds */
  head(chain: string, at: number, corroborated: Corroborated | undefined): void;
  event(line: EventLine, at?: number): void;
  /** Everything with from ≤ t < to, in the order of time. */
  between(from: number, to: number): readonly RecordedLine[];
  /** What the numbers take, in bytes; it does not grow. */
  readonly bytes: () => number;
}

const codeOf = new Map<Outcome, number>(outcomes.map((outcome, code) => [outcome, code]));
const known = (value: number): boolean => !Number.isNaN(value);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const headOf = ({ number, timestamp }: Row) => (known(number) ? { number, timestamp } : {});

const lightLine = (target: string, row: Row): RecordedLine => ({
  t: rounded(row.t, 3),
  kind: 'light',
  target,
  outcome: outcomes[row.code] ?? 'bad_shape',
  roundTrip: rounded(row.seconds, 4),
  ...headOf(row),
  ...(known(row.lag) ? { lag: rounded(row.lag, 3) } : {}),
});

const headLine = (chain: string, row: Row): RecordedLine => ({
  t: rounded(row.t, 3),
  kind: 'head',
  chain,
  sources: row.code,
  ...headOf(row),
});

const ringOf = (rings: Map<string, Ring>, name: string): Ring => {
  const found = rings.get(name);
  if (found) return found;
  const made = createRing(rowsEach);
  rings.set(name, made);
  return made;
};

/** @param since Unix seconds */
export const createFlightRecorder = (since = Date.now() / 1000): FlightRecorder => {
  const lights = new Map<string, Ring>();
  const heads = new Map<string, Ring>();
  const events: RecordedLine[] = [];
  let next = 0;

  return {
    since,
    light: (target, seen, lag) => {
      const code = codeOf.get(seen.ok ? 'ok' : seen.reason) ?? 0;
      const { number = Number.NaN, timestamp = Number.NaN } = seen.ok ? seen.value : {};
      ringOf(lights, target).add(seen.sentWall / 1000, code, roundTrip(seen), number, timestamp, lag ?? Number.NaN);
    },
    head: (chain, at, corroborated) => {
      const { number = Number.NaN, timestamp = Number.NaN } = corroborated?.head ?? {};
      const sources = Math.min(255, corroborated?.sources ?? 0);
      ringOf(heads, chain).add(at, sources, Number.NaN, number, timestamp, Number.NaN);
    },
    event: (line, at = Date.now() / 1000) => {
      events[next] = { t: rounded(at, 3), ...line };
      next = (next + 1) % mostEvents;
    },
    between: (from, to) =>
      [
        ...[...lights].flatMap(([name, ring]) => ring.between(from, to).map((row) => lightLine(name, row))),
        ...[...heads].flatMap(([name, ring]) => ring.between(from, to).map((row) => headLine(name, row))),
        ...events.filter(({ t }) => t >= from && t < to),
      ].sort((a, b) => a.t - b.t),
    bytes: () => [...lights.values(), ...heads.values()].reduce((sum, ring) => sum + ring.bytes, 0),
  };
};
