/** The slot clock of a consensus node, as the node itself tells it: no constant of a network is written here. */
import { type Asker, unwrap } from '../../collector/probe/api.ts';
import { mapObservation, type Observation } from '../../collector/rpc/observation.ts';
import { decimalString } from '../../collector/rpc/parse.ts';
import { dataIn } from './data.ts';

export interface SlotClock {
  /** Unix seconds of slot 0. */
  readonly genesis: number;
  readonly secondsPerSlot: number;
  readonly slotsPerEpoch: number;
  readonly chainId: number;
}

export const slotTime = (clock: SlotClock, slot: number): number => clock.genesis + slot * clock.secondsPerSlot;

/** The epoch that is now by the wall clock. @param at Unix seconds */
export const epochAt = ({ genesis, secondsPerSlot, slotsPerEpoch }: SlotClock, at: number): number =>
  Math.floor((at - genesis) / secondsPerSlot / slotsPerEpoch);

/** By asker: what the light question has found out, the slow probes read. */
const clocks = new WeakMap<Asker, SlotClock>();

/** Asks `/eth/v1/beacon/genesis` and `/eth/v1/config/spec` (SECONDS_PER_SLOT, SLOTS_PER_EPOCH, DEPOSIT_NETWORK_ID). */
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
    return { value: { genesis: time, secondsPerSlot: slot, slotsPerEpoch: epoch, chainId: id } };
  });
  if (seen.ok) clocks.set(asker, seen.value);
  return seen;
};

/** The last clock that was read from a node; asks where there is none yet. @throws ProbeFailure */
export const clockOf = async (asker: Asker, deadline: number): Promise<SlotClock> =>
  clocks.get(asker) ?? unwrap(await readClock(asker, deadline));
