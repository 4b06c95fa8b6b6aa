import type { Chain } from '../../collector/policy/chains.ts';
import type { Asker, LightQuestion } from '../../collector/probe/api.ts';
import { failed, mapObservation } from '../../collector/rpc/observation.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import type { HeadView } from '../../collector/view.ts';

interface Clock {
  readonly genesis: number;
  readonly secondsPerSlot: number;
  readonly chainId: number;
}

const dataOf = (value: unknown): Record<string, unknown> | undefined =>
  isRecord(value) && isRecord(value.data) ? value.data : undefined;

const parseHead = (clock: Clock) => (value: unknown) => {
  const data = dataOf(value);
  const header = data && isRecord(data.header) && isRecord(data.header.message) ? data.header.message : undefined;
  const slot = decimalString(header?.slot);
  if (!data || slot === undefined || typeof data.root !== 'string') return { reason: 'bad_shape' as const };
  const head: HeadView = { number: slot, timestamp: clock.genesis + slot * clock.secondsPerSlot, hash: data.root };
  return { value: head };
};

/** The slot clock comes from the node itself and is asked again this often, so that a swapped node is noticed. */
const clockEvery = 15;

/**
 * The light question of a consensus node: `GET /eth/v1/beacon/headers/head`. A slot becomes a time through
 * `/eth/v1/beacon/genesis` and `/eth/v1/config/spec` (SECONDS_PER_SLOT); DEPOSIT_NETWORK_ID guards the chain.
 */
export const createConsensusLight = (chain: Chain): LightQuestion => {
  let clock: Clock | undefined;
  let clockAt = Number.NEGATIVE_INFINITY;

  const readClock = async (asker: Asker, deadline: number) => {
    const [genesis, spec] = await Promise.all([
      asker.get('beacon_genesis', '/eth/v1/beacon/genesis', deadline),
      asker.get('config_spec', '/eth/v1/config/spec', deadline),
    ]);
    if (!genesis.ok) return genesis;
    return mapObservation(spec, (value) => {
      const data = dataOf(value);
      const time = decimalString(dataOf(genesis.value)?.genesis_time);
      const slot = decimalString(data?.SECONDS_PER_SLOT);
      const id = decimalString(data?.DEPOSIT_NETWORK_ID);
      if (time === undefined || slot === undefined || id === undefined) return { reason: 'bad_shape' as const };
      return { value: { genesis: time, secondsPerSlot: slot, chainId: id } };
    });
  };

  return {
    ask: async (asker, deadline) => {
      const now = performance.now() / 1000;
      if (!clock || now - clockAt >= clockEvery) {
        const seen = await readClock(asker, deadline);
        if (!seen.ok) return seen;
        clock = seen.value;
        clockAt = now;
      }
      const head = await asker.get('beacon_headers', '/eth/v1/beacon/headers/head', deadline);
      if (clock.chainId !== chain.id) return failed('wrong_chain', head);
      return mapObservation(head, parseHead(clock));
    },
  };
};
