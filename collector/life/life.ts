/** What is slow in the life of nodes: looked at every second or so, told at the pace of the slow lane. */
import type { Fleet } from '../config/fleet.ts';
import type { Recorder } from '../registry/registry.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { Controls } from '../tick/controls.ts';
import type { NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
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
const slowEvery = 15_000;

export const watchLife = ({ fleet, targets, recorder }: LifeOptions): { readonly stop: () => void } => {
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const upgrades = watchUpgrades(fleet, nodes, recorder);
  const slow = setInterval(() => {
    const now = Date.now() / 1000;
    upgrades.look(now);
  }, slowEvery);
  return {
    stop: () => clearInterval(slow),
  };
};
