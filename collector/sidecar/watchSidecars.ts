/** What the load-balancer checks of all nodes answer, for the view of the central collector. Changes no verdict. */
import type { Fleet } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { askJson } from '../rpc/jsonRpc.ts';
import { createPool } from '../rpc/pool.ts';
import type { LbView } from '../view.ts';
import { lbStateSchema, statePath } from './state.ts';

/** Milliseconds. */
const every = 2000;
/** One lost answer is not silence. Seconds. */
const silentAfter = 10;

interface Known {
  readonly view: LbView;
  readonly mono: number;
}

export const watchSidecars = (fleet: Fleet) => {
  const known = new Map<string, Known>();
  const startedAt = Date.now() / 1000;
  const watched = fleet.nodes.flatMap(({ name, lb }) =>
    lb === undefined ? [] : [{ name, pool: createPool({ url: new Secret(lb), headers: {}, via: 'direct' }) }],
  );
  const ask = async ({ name, pool }: (typeof watched)[number]): Promise<void> => {
    const seen = await askJson(pool, statePath(name), every / 1000);
    const state = seen.ok ? lbStateSchema.safeParse(seen.value).data : undefined;
    if (!seen.ok || state?.node !== name) return;
    const { serve, reason, detail, forSeconds } = state;
    const view = { serve, reason, detail, since: Date.now() / 1000 - forSeconds };
    known.set(name, { view, mono: seen.sentMono });
  };
  const round = (): void => {
    for (const each of watched) void ask(each);
  };
  round();
  const timer = setInterval(round, every);
  return {
    /** Undefined for a node without a check. */
    of: (name: string): LbView | undefined => {
      if (!watched.some((each) => each.name === name)) return undefined;
      const last = known.get(name);
      const age = last && (performance.now() - last.mono) / 1000;
      if (last && age !== undefined && age < silentAfter) return last.view;
      const since = age === undefined ? startedAt : Date.now() / 1000 - age;
      return { serve: null, reason: null, detail: 'its sidecar does not answer', since };
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await Promise.all(watched.map(({ pool }) => pool.close()));
    },
  };
};
