/** The faults of the run, several at a time where they do not touch each other. */
import { actionsOf, expectedOf } from '../../../../demo/drill/panels/owed/index.ts';
import { type Expected, edge } from '../../../../demo/drill/panels/owed/owed.ts';
import type { FaultName } from '../../../../demo/faults/index.ts';
import type { Stack } from '../../../../demo/stack/stack.ts';

/** A fault where it is, or at another target than its own. */
type Placed = readonly [name: FaultName, target?: string];

export interface Phase {
  readonly faults: readonly Placed[];
  /** A watcher of ours that is ended, and its region. */
  readonly ends?: 'us';
  /** Until the slowest of its faults is usually told: its rung, its probe and the scrape. */
  readonly seconds: number;
  /** What it takes to recover from it before the next. */
  readonly recovers: number;
}

/**
 * Two of three Nitro nodes at most where something else is told of an edge: with all of them bad it would be bad anyway.
 * What takes minutes to be told is left to `headwatch drill --panels`.
 */
export const phases: readonly Phase[] = [
  {
    faults: [['node-down', 'arb-ap'], ['node-lag', 'arb-us'], ['edge-down'], ['beacon-down']],
    seconds: 38,
    recovers: 8,
  },
  { faults: [['node-reset'], ['node-hang', 'arb-us'], ['node-429', 'arb-ap'], ['l1-reorg']], seconds: 22, recovers: 7 },
  {
    faults: [
      ['node-502'],
      ['node-html', 'arb-us'],
      ['node-garbage', 'arb-ap'],
      ['beacon-optimistic'],
      ['reference-429'],
    ],
    seconds: 24,
    recovers: 7,
  },
  {
    faults: [['node-truncated'], ['node-huge', 'arb-us'], ['node-error-in-200', 'arb-ap'], ['beacon-el-offline']],
    seconds: 24,
    recovers: 7,
  },
  {
    faults: [['node-null-block'], ['node-decimal', 'arb-us'], ['node-future', 'arb-ap']],
    seconds: 24,
    recovers: 7,
  },
  {
    faults: [
      ['edge-stale-one-region'],
      ['edge-wrong-chain'],
      ['edge-hang-one-region'],
      ['node-publisher-bad'],
      ['node-throttled', 'arb-us'],
      ['l1-node-down'],
    ],
    seconds: 38,
    recovers: 8,
  },
  {
    faults: [
      ['edge-429-one-region'],
      ['edge-challenge', 'edge:arb:eu'],
      ['journey-calls-fail'],
      ['node-stall', 'arb-ap'],
      ['node-tags-swapped'],
      ['beacon-not-final'],
      ['eth-few-peers'],
      ['feed-silent'],
    ],
    seconds: 52,
    recovers: 8,
  },
  {
    faults: [['journey-logs-fail'], ['journey-inconsistent'], ['node-syncing', 'arb-ap'], ['l1-not-final']],
    seconds: 32,
    recovers: 8,
  },
  { faults: [['chain-halt'], ['l1-edge-down']], seconds: 42, recovers: 8 },
  { faults: [['node-wrong-chain'], ['node-diverge', 'arb-ap']], ends: 'us', seconds: 25, recovers: 0 },
];

export const expectsOf = ({ faults, ends }: Phase, fleet: Stack['fleet']): readonly Expected[] => [
  ...faults.flatMap(([name, target]) => expectedOf(name, fleet, target)),
  ...(ends === undefined
    ? []
    : [{ name: `nobody watches ${ends}`, about: edge(`edge:arb:${ends}`), says: '? UNKNOWN' }]),
];

export const inject = async (stack: Pick<Stack, 'sim' | 'processes'>, { faults, ends }: Phase): Promise<void> => {
  const actions = faults.flatMap(([name, target]) => actionsOf(name, target));
  for (const action of actions) await stack.sim.set(action, true);
  if (ends !== undefined) await stack.processes.kill(`collector-${ends}`, 'SIGTERM');
};
