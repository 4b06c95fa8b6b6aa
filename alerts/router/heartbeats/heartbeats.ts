/** What must happen, as it tells us itself: how each stands, for metrics, the command line and whoever posts. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Fleet, FleetHeartbeat } from '../../../collector/config/fleet.ts';
import type { MetricRegistry } from '../../../collector/registry/registry.ts';
import { createPast } from '../past.ts';
import type { Beat } from '../store/beats.ts';
import type { Store } from '../store/store.ts';

export const heartbeatStates = ['well', 'awaited', 'late', 'failed', 'shrunk'] as const;

/** Times are Unix seconds; null is not known. */
export interface HeartbeatTold {
  readonly name: string;
  readonly about: string | null;
  /** `awaited`: never heard of, and not late yet. */
  readonly state: (typeof heartbeatStates)[number];
  readonly knownSince: number;
  /** Seconds after which it is late. */
  readonly expected: number;
  readonly goodAt: number | null;
  readonly lastAt: number | null;
  /** Of the last good one. */
  readonly sizeBytes: number | null;
  readonly leastBytes: number | null;
  readonly tookSeconds: number | null;
}

export interface Heartbeats {
  /** Undefined: no heartbeat of that name. @throws when the store cannot write */
  beat(name: string, beat: Omit<Beat, 'at'>): HeartbeatTold | undefined;
  all(): readonly HeartbeatTold[];
}

/** Whoever posts tries again when it hears no answer: the same words within this are one beat. Seconds. */
const repeat = 60;
/** Good results that make the usual size. */
const usual = 7;

const median = (values: readonly number[]): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
};

/** Pure: how a heartbeat stands, from its beats, latest first. */
export const judgeHeartbeat = (
  { name, about, every, grace, shrunk }: FleetHeartbeat,
  told: { readonly knownSince: number; readonly last: Beat | undefined; readonly good: readonly Beat[] },
  now: number,
): HeartbeatTold => {
  const { knownSince, last, good } = told;
  const [newest, ...before] = good;
  const sizeBytes = newest?.sizeBytes ?? null;
  // Nothing at all is never a usual size, nor enough, also for the first one: it is what a pipe that broke leaves.
  const sizes = before.flatMap(({ sizeBytes: size }) => (size === null || size === 0 ? [] : [size]));
  const usually = median(sizes.slice(0, usual)) ?? (sizeBytes === null ? undefined : 0);
  const leastBytes = usually === undefined ? null : Math.max(1, shrunk * usually);
  const expected = every + grace;
  const isLate = now - (newest?.at ?? knownSince) > expected;
  const isShrunk = sizeBytes !== null && leastBytes !== null && sizeBytes < leastBytes;
  const well = newest ? 'well' : 'awaited';
  return {
    name,
    about: about ?? null,
    state: last?.ok === false ? 'failed' : isLate ? 'late' : isShrunk ? 'shrunk' : well,
    ...{ knownSince, expected, sizeBytes, leastBytes },
    goodAt: newest?.at ?? null,
    lastAt: last?.at ?? null,
    tookSeconds: newest?.tookSeconds ?? null,
  };
};

export const createHeartbeats = (options: {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'beats'>;
  readonly now: () => number;
}): Heartbeats => {
  const { store, now } = options;
  const heartbeats = options.fleet.heartbeats ?? [];
  const past = createPast(now);
  const pastBeat = (beat: Beat): Beat => ({ ...beat, at: past(beat.at) });
  const told = (one: FleetHeartbeat): HeartbeatTold => {
    const knownSince = past(store.beats.knownSince(one.name) ?? now());
    const [last] = store.beats.latest(one.name, 1).map(pastBeat);
    // Some tell no size each time; twice as many are enough.
    const good = store.beats.latestGood(one.name, 2 * usual + 1).map(pastBeat);
    return judgeHeartbeat(one, { knownSince, last, good }, now());
  };
  store.beats.know(
    heartbeats.map(({ name }) => name),
    now(),
  );
  return {
    beat: (name, beat) => {
      const found = heartbeats.find((one) => one.name === name);
      if (!found) return undefined;
      store.beats.save(name, { at: now(), ...beat }, repeat);
      return told(found);
    },
    all: () => heartbeats.map(told),
  };
};

/** Sets what each tells; what it does not tell is absent. */
export const recordHeartbeats = (registry: MetricRegistry, heartbeats: Pick<Heartbeats, 'all'>): void => {
  for (const { name: heartbeat, state, lastAt, ...told } of heartbeats.all()) {
    const figures = [
      [metrics.heartbeatSeen, told.goodAt],
      [metrics.heartbeatKnown, told.knownSince],
      [metrics.heartbeatExpected, told.expected],
      [metrics.heartbeatFailed, lastAt === null ? null : Number(state === 'failed')],
      [metrics.heartbeatSize, told.sizeBytes],
      [metrics.heartbeatLeast, told.leastBytes],
      [metrics.heartbeatTook, told.tookSeconds],
    ] as const;
    for (const [metric, value] of figures)
      if (value === null) registry.clear(metric, { heartbeat });
      else registry.set(metric, { heartbeat }, value);
  }
};
