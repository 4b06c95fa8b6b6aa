/** Which optional methods a node offers: each is asked, once at the start and then as often as the slowest probe. */
import { metrics } from '../collector/catalogue/index.ts';
import { limits } from '../collector/policy/ladder.ts';
import type { SlowProbe } from '../collector/probe/api.ts';
import { slowDeadline } from './evmProbes.ts';

export interface OptionalMethod {
  readonly method: string;
  /** Cheap ones, with which the method can be answered. */
  readonly params?: readonly unknown[];
}

/**
 * Any answer but "method not found" means that it is offered, an error of the method's own too. Without an answer
 * nothing is known, and the series of that method is absent.
 */
export const methodsProbe = (methods: readonly OptionalMethod[]): SlowProbe => ({
  name: 'methods',
  everySeconds: limits.probeSlowest,
  run: async ({ ask, record, labels }) => {
    for (const { method, params = [] } of methods) {
      const seen = await ask.rpc(method, params, slowDeadline);
      const said =
        seen.ok || ['rpc_error', 'rpc_unsupported', 'block_unknown', 'sequencer_unavailable'].includes(seen.reason);
      if (!said) continue;
      const offered = seen.ok || seen.reason !== 'rpc_unsupported';
      record.set(metrics.methodSupported, { ...labels, method }, offered ? 1 : 0);
    }
  },
});
