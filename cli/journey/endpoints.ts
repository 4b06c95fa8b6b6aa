/** Endpoints of a check: the member's own and the references. */
import type { FailureReason } from '../../collector/catalogue/labels.ts';
import type { Endpoint } from '../../collector/config/fleet.ts';
import type { Secret } from '../../collector/config/secret.ts';
import type { Chain } from '../../collector/policy/chains.ts';
import { createAsker } from '../../collector/probe/asker.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import { hexNumber, parseHeader } from '../../collector/rpc/parse.ts';
import { createPool } from '../../collector/rpc/pool.ts';
import type { HeadView } from '../../collector/view.ts';

export const silentRecorder: Recorder = { set: () => {}, inc: () => {}, observe: () => {}, clear: () => {} };
export const labelsOf = (chain: string) =>
  ({ target: 'yours', role: 'edge', chain, region: 'none', vantage: 'here' }) as const;

export const openEndpoint = (url: Secret, chain = 'unknown') => {
  const endpoint: Endpoint = { url, headers: {}, via: 'direct' };
  const pool = createPool(endpoint);
  return { endpoint, ask: createAsker(pool, labelsOf(chain), silentRecorder), close: pool.close };
};
export type OpenEndpoint = ReturnType<typeof openEndpoint>;

/** @param deadline seconds. Asked again once when it fails: a lost packet is no verdict. */
export const askChain = async (
  { ask }: OpenEndpoint,
  deadline: number,
): Promise<{ readonly id: number } | { readonly reason: FailureReason }> => {
  const once = () =>
    ask.rpc('eth_chainId', [], deadline, (result) => {
      const id = hexNumber(result);
      return id === undefined ? { reason: 'bad_shape' as const } : { value: id };
    });
  const first = await once();
  const seen = first.ok ? first : await once();
  return seen.ok ? { id: seen.value } : { reason: seen.reason };
};

export const headOf = async ({ ask }: OpenEndpoint, deadline: number): Promise<HeadView | undefined> => {
  const seen = await ask.rpc('eth_getBlockByNumber', ['latest', false], deadline, parseHeader);
  return seen.ok ? seen.value : undefined;
};

/** References that are on the chain at all. */
export const onChain = async (
  references: readonly OpenEndpoint[],
  chain: Chain,
  deadline: number,
): Promise<readonly OpenEndpoint[]> => {
  const ids = await Promise.all(references.map((each) => askChain(each, deadline)));
  return references.filter((_, index) => {
    const answer = ids[index];
    return answer !== undefined && 'id' in answer && answer.id === chain.id;
  });
};
