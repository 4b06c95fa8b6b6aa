import type { Chain } from '../../collector/policy/chains.ts';
import type { Asker, LightQuestion } from '../../collector/probe/api.ts';
import { failed, mapObservation, type Observation } from '../../collector/rpc/observation.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import type { HeadView } from '../../collector/view.ts';
import { readClock, type SlotClock, slotTime } from './clock.ts';
import { dataIn } from './data.ts';

const parseHead = (clock: SlotClock) => (value: unknown) => {
  const data = dataIn(value);
  const header = data && isRecord(data.header) && isRecord(data.header.message) ? data.header.message : undefined;
  const slot = decimalString(header?.slot);
  if (!data || slot === undefined || typeof data.root !== 'string') return { reason: 'bad_shape' as const };
  const head: HeadView = { number: slot, timestamp: slotTime(clock, slot), hash: data.root };
  return { value: head };
};

/** `GET /eth/v1/beacon/headers/head`: the slot of its head, and when that began by its clock. @param deadline seconds */
export const askHead = async (asker: Asker, clock: SlotClock, deadline: number): Promise<Observation<HeadView>> =>
  mapObservation(await asker.get('beacon_headers', '/eth/v1/beacon/headers/head', deadline), parseHead(clock));

/** The slot clock comes from the node itself and is asked again this often, so that a swapped node is noticed. */
const clockEvery = 15;

/**
 * The light question of a consensus node: `GET /eth/v1/beacon/headers/head`. A slot becomes a time through the node's
 * own clock, whose DEPOSIT_NETWORK_ID guards the chain.
 */
export const createConsensusLight = (chain: Chain): LightQuestion => {
  let clock: SlotClock | undefined;
  let clockAt = Number.NEGATIVE_INFINITY;

  return {
    ask: async (asker, deadline) => {
      const now = performance.now() / 1000;
      if (!clock || now - clockAt >= clockEvery) {
        const seen = await readClock(asker, deadline);
        if (!seen.ok) return seen;
        clock = seen.value;
        clockAt = now;
      }
      const head = await askHead(asker, clock, deadline);
      return clock.chainId === chain.id ? head : failed('wrong_chain', head);
    },
  };
};
