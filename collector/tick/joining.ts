/** Nodes that join: how long until they are at the head, and whether they have been there for long enough to serve. */
import { limits } from '../policy/ladder.ts';
import type { JoiningView } from '../view.ts';
import type { NodeRuntime } from './runtime.ts';

interface Sample {
  readonly at: number;
  readonly lag: number;
}

/** Seconds: a sync goes in bursts, so its speed is measured over minutes; how often it is looked at. */
const over = 600;
const every = 10;
const shortest = 60;

/** Seconds until the lag is gone at the speed of the last minutes; null while it does not shrink or is not known. */
export const etaOf = (samples: readonly Sample[]): number | null => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < shortest) return null;
  const gained = (first.lag - last.lag) / (last.at - first.at);
  return gained > 0 ? last.lag / gained : null;
};

export const createJoining = (nodes: readonly NodeRuntime[]) => {
  const joining = nodes.filter(({ node }) => node.state === 'joining');
  const samples = new Map<string, readonly Sample[]>();
  return {
    /** Once a second or so. @param at Unix seconds */
    look: (at: number): void => {
      for (const { node, lag } of joining) {
        const known = (samples.get(node.name) ?? []).filter((sample) => at - sample.at <= over && sample.at <= at);
        const last = known.at(-1);
        const due = lag !== undefined && (!last || at - last.at >= every);
        samples.set(node.name, due ? [...known, { at, lag: lag.seconds }] : known);
      }
    },
    /** Undefined for a node that does not join. */
    of: ({ node, memory, lag }: NodeRuntime, at: number): JoiningView | undefined => {
      if (node.state !== 'joining') return undefined;
      const well = memory.verdict === 'ok';
      const cleanSeconds = well ? Math.max(0, at - memory.since) : 0;
      return {
        etaSeconds: well ? 0 : lag === undefined ? null : etaOf(samples.get(node.name) ?? []),
        cleanSeconds,
        ready: cleanSeconds >= limits.joiningReady,
      };
    },
  };
};

export type Joining = ReturnType<typeof createJoining>;
