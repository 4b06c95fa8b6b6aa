/** What is slow in the life of nodes: looked at every second or so, told at the pace of the slow lane. */
import type { Fleet } from '../config/fleet.ts';
import type { Recorder } from '../registry/registry.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { Controls } from '../tick/controls.ts';
import type { NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
import { watchArrival } from './arrival.ts';
import { watchCertificates } from './certificates.ts';
import { watchClocks } from './clocks.ts';
import { watchRewinds } from './rewinds.ts';
import { watchUpgrades } from './upgrades.ts';

export interface LifeOptions {
  readonly fleet: Fleet;
  readonly vantage: string;
  /** The central collector alone asks nodes; the others know no more than their own clock and certificates. */
  readonly central: boolean;
  readonly targets: readonly TargetRuntime[];
  readonly watches: readonly Pick<ChainWatch, 'chain' | 'state'>[];
  readonly controls: Controls;
  readonly recorder: Recorder;
}

/** Milliseconds. */
const every = 1_000;
const slowEvery = 15_000;

export const watchLife = (options: LifeOptions): { readonly stop: () => void } => {
  const { fleet, targets, watches, recorder, central } = options;
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const upgrades = watchUpgrades(fleet, nodes, recorder);
  const rewinds = watchRewinds(nodes, watches, recorder);
  const arrival = watchArrival({ fleet, targets, watches, recorder });
  const clocks = watchClocks(options);
  const stopCertificates = watchCertificates({ ...options, publicUrl: central ? fleet.router.publicUrl : undefined });
  const fast = setInterval(() => {
    rewinds.look();
    arrival.look(Date.now() / 1000);
  }, every);
  // Not in one instant: each goes over all nodes, and what is under way meanwhile waits.
  const slow = [setInterval(() => upgrades.look(Date.now() / 1000), slowEvery)];
  const first = setTimeout(() => {
    clocks.look();
    slow.push(setInterval(clocks.look, slowEvery));
  }, slowEvery / 2);
  return {
    stop: () => {
      clearInterval(fast);
      clearTimeout(first);
      slow.forEach(clearInterval);
      stopCertificates();
      arrival.stop();
    },
  };
};
