import type { Chain } from '../collector/policy/chains.ts';
import type { Asker, LightQuestion } from '../collector/probe/api.ts';
import { failed, type Observation } from '../collector/rpc/observation.ts';
import { hexNumber, parseHeader } from '../collector/rpc/parse.ts';
import { headersOf } from './evmHeaders.ts';

/** The chain id is asked again this often, and whenever the height jumps. Seconds. */
const guardEvery = 15;

/**
 * The light question of every execution endpoint: `eth_getBlockByNumber("latest", false)`, guarded by `eth_chainId`.
 * A node on another chain shows itself by a jump of its height; then the guard runs before the head is believed.
 */
export const createEvmLight = (chain: Chain): LightQuestion => {
  const jump = Math.max(50, Math.ceil(60 / chain.blockTime));
  let number: number | undefined;
  let right = false;
  let guardedAt = Number.NEGATIVE_INFINITY;

  const guard = async (asker: Asker, deadline: number): Promise<Observation<true>> => {
    const seen = await asker.rpc('eth_chainId', [], deadline, (result) => {
      const id = hexNumber(result);
      if (id === undefined) return { reason: 'bad_shape' };
      return id === chain.id ? { value: true as const } : { reason: 'wrong_chain' };
    });
    right = seen.ok;
    if (seen.ok) guardedAt = performance.now() / 1000;
    return seen;
  };

  return {
    ask: async (asker, deadline) => {
      const dueGuard = performance.now() / 1000 - guardedAt >= guardEvery;
      const early = right && dueGuard ? guard(asker, deadline) : undefined;
      let header: unknown;
      const seen = await asker.rpc('eth_getBlockByNumber', ['latest', false], deadline, (result) => {
        header = result;
        return parseHeader(result);
      });
      if (!seen.ok) {
        await early;
        return seen;
      }
      const jumped = number === undefined || Math.abs(seen.value.number - number) > jump;
      number = seen.value.number;
      const verdict = await (early ?? (jumped || !right ? guard(asker, deadline) : undefined));
      if (verdict && !verdict.ok) return failed(verdict.reason, seen);
      headersOf(asker).add(seen.value, header);
      return seen;
    },
  };
};
