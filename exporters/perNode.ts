/** What a probe remembers of each node from run to run. Probes are plain values that all nodes of a kind share. */
import type { ProbeContext } from '../collector/probe/api.ts';

/** The memory of one node, made at first sight. A replay for people brings hints of its own and so begins anew. */
export const perNode = <T>(fresh: () => T): ((context: Pick<ProbeContext, 'hints'>) => T) => {
  const memories = new WeakMap<object, T>();
  return ({ hints }) => {
    const known = memories.get(hints);
    if (known !== undefined) return known;
    const memory = fresh();
    memories.set(hints, memory);
    return memory;
  };
};
