/** The slot clock of a consensus node, as the node itself tells it: no constant of a network is written here. */
import { type Asker, unwrap } from '../../collector/probe/api.ts';
import { mapObservation, type Observation } from '../../collector/rpc/observation.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import { dataIn } from './data.ts';

export interface SlotClock {
  /** Unix seconds of slot 0. */
  readonly genesis: number;
  readonly secondsPerSlot: number;
  readonly slotsPerEpoch: number;
  readonly chainId: number;
  /** Forks that the node is configured for, past and to come, by name in lower case: `fulu`; `bpo-EPOCH` changes blobs. */
  readonly forks: readonly { readonly name: string; readonly epoch: number }[];
}

export const slotTime = (clock: SlotClock, slot: number): number => clock.genesis + slot * clock.secondsPerSlot;

/** The epoch that is now by the wall clock. @param at Unix seconds */
export const epochAt = ({ genesis, secondsPerSlot, slotsPerEpoch }: SlotClock, at: number): number =>
  Math.floor((at - genesis) / secondsPerSlot / slotsPerEpoch);

/** `*_FORK_EPOCH`, and the epochs of BLOB_SCHEDULE. The far future (2^64 - 1) is no plan and is refused by its length. */
const forksOf = (spec: Readonly<Record<string, unknown>>): SlotClock['forks'] => {
  const schedule: readonly unknown[] = Array.isArray(spec.BLOB_SCHEDULE) ? spec.BLOB_SCHEDULE : [];
  const named = Object.entries(spec).flatMap(([key, value]) => {
    const name = /^([A-Z0-9_]+)_FORK_EPOCH$/.exec(key)?.[1]?.toLowerCase();
    const epoch = decimalString(value);
    return name === undefined || epoch === undefined ? [] : [{ name, epoch }];
  });
  const blobs = schedule.flatMap((entry) => {
    const epoch = decimalString(isRecord(entry) ? entry.EPOCH : undefined);
    return epoch === undefined || named.some((fork) => fork.epoch === epoch) ? [] : [{ name: `bpo-${epoch}`, epoch }];
  });
  return [...named, ...blobs];
};

/** By asker: what the light question has found out, the slow probes read. */
const clocks = new WeakMap<Asker, SlotClock>();

/** Asks `/eth/v1/beacon/genesis` and `/eth/v1/config/spec` (SECONDS_PER_SLOT, SLOTS_PER_EPOCH, DEPOSIT_NETWORK_ID, forks). */
export const readClock = async (asker: Asker, deadline: number): Promise<Observation<SlotClock>> => {
  const [genesis, spec] = await Promise.all([
    asker.get('beacon_genesis', '/eth/v1/beacon/genesis', deadline),
    asker.get('config_spec', '/eth/v1/config/spec', deadline),
  ]);
  if (!genesis.ok) return genesis;
  const seen = mapObservation(spec, (value) => {
    const data = dataIn(value);
    const time = decimalString(dataIn(genesis.value)?.genesis_time);
    const slot = decimalString(data?.SECONDS_PER_SLOT);
    const epoch = decimalString(data?.SLOTS_PER_EPOCH);
    const id = decimalString(data?.DEPOSIT_NETWORK_ID);
    if (time === undefined || !slot || !epoch || id === undefined) return { reason: 'bad_shape' as const };
    return {
      value: { genesis: time, secondsPerSlot: slot, slotsPerEpoch: epoch, chainId: id, forks: forksOf(data ?? {}) },
    };
  });
  if (seen.ok) clocks.set(asker, seen.value);
  return seen;
};

/** The last clock that was read from a node; asks where there is none yet. @throws ProbeFailure */
export const clockOf = async (asker: Asker, deadline: number): Promise<SlotClock> =>
  clocks.get(asker) ?? unwrap(await readClock(asker, deadline));
