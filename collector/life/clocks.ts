/** Our clock against those of controls, references and edges, and then those of our nodes against it. */
import { metrics } from '../catalogue/index.ts';
import { lifeLimits } from '../policy/life.ts';
import type { Recorder } from '../registry/registry.ts';
import type { Controls } from '../tick/controls.ts';
import type { NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
import { nodeClock, ownClock } from './clock.ts';

export interface ClocksOptions {
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  readonly controls: Pick<Controls, 'clocks'>;
  readonly recorder: Recorder;
}

export const watchClocks = ({ vantage, targets, controls, recorder }: ClocksOptions) => {
  // What comes by a CDN carries its clock, not the node's.
  const nodes = targets.filter(
    (target): target is NodeRuntime => target.role === 'node' && target.node.endpoint.via === 'direct',
  );
  const others = targets.filter(({ role }) => role !== 'node');
  return {
    look: (): void => {
      const own = ownClock([...others.flatMap((target) => target.clock?.() ?? []), ...controls.clocks()]);
      if (own) {
        recorder.set(metrics.clockSkew, { vantage }, own.skew);
        recorder.set(metrics.clockSkewUncertainty, { vantage }, own.uncertainty);
      } else {
        recorder.clear(metrics.clockSkew, { vantage });
        recorder.clear(metrics.clockSkewUncertainty, { vantage });
      }
      for (const { labels, clock, hints } of nodes) {
        delete hints.clockOff;
        const reading = clock?.();
        if (own && reading) {
          const { skew, uncertainty } = nodeClock(own, reading);
          hints.clockOff = Math.abs(skew) > lifeLimits.clockSkew && uncertainty < lifeLimits.clockSkew;
          recorder.set(metrics.nodeClockSkew, labels, skew);
          recorder.set(metrics.nodeClockSkewUncertainty, labels, uncertainty);
        } else {
          recorder.clear(metrics.nodeClockSkew, labels);
          recorder.clear(metrics.nodeClockSkewUncertainty, labels);
        }
      }
    },
  };
};
