/** The faults of the run, several at a time where they do not touch each other, and what the pages owe for each. */
import type { Fleet } from '../../../../collector/config/fleet.ts';
import type { About } from '../../../../demo/drill/panels/cells.ts';
import type { SimAction } from '../../../../demo/faults/index.ts';
import type { Stack } from '../../../../demo/stack/stack.ts';

export interface Expected {
  readonly name: string;
  /** Cells that must not be green. */
  readonly about: About;
  /** What at least one of them says, in each profile that is told of it. */
  readonly says: string;
  /** Only operators see it. */
  readonly private?: boolean;
  /** Panels that may stay green, each with its reason. */
  readonly may?: Readonly<Record<string, string>>;
}

export interface Phase {
  readonly does: readonly SimAction[];
  /** A process of ours that is ended. */
  readonly ends?: string;
  /** Until the slowest of its faults is told: its rung, the scrape, and a little for a busy machine. */
  readonly seconds: number;
  /** What it takes to recover from it before the next. */
  readonly recovers: number;
  readonly expects: (fleet: Fleet) => readonly Expected[];
}

/** A node's row is called by its name for operators and by its alias for visitors. */
const node = (fleet: Fleet, name: string): About => {
  const alias = fleet.nodes.find((each) => each.name === name)?.alias ?? name;
  return { labels: { target: name }, row: { node: [name, alias], target: [name], role: ['node'] } };
};

const verdict = (fleet: Fleet, name: string): About => ({
  ...node(fleet, name),
  series: ['headwatch_node_verdict', 'headwatch:node_verdict:worst10s'],
});

const edge = (target: string, region: string): About => ({
  labels: { target, region },
  row: { target: [target], region: [region] },
  series: [
    'headwatch:edge_state:region',
    'headwatch_edge_state',
    'headwatch_head_success',
    'headwatch_journey_success',
  ],
});

/** Asked every few minutes: the last answer stands until the next question, and says when it was given. */
const slow = 'is asked every few minutes, and the last answer is still fresh';

export const phases: readonly Phase[] = [
  {
    does: [
      { target: 'arb-ap', mode: 'refuse' },
      { target: 'arb-us', mode: 'lag', seconds: 20 },
      { target: 'edge:arb:eu', mode: 'http_502' },
      { target: 'beacon-a', mode: 'refuse' },
    ],
    seconds: 38,
    recovers: 8,
    expects: (fleet) => [
      {
        name: 'a Nitro node refuses connections',
        about: node(fleet, 'arb-ap'),
        says: '✖ UNREACHABLE',
        may: {
          'Nitro nodes now': slow,
          'The same blocks as the others': slow,
          'The same logs as the others': slow,
          'Cuts ranges without a word': slow,
        },
      },
      { name: 'a consensus node refuses connections', about: node(fleet, 'beacon-a'), says: '✖ UNREACHABLE' },
      { name: 'a Nitro node lags', about: verdict(fleet, 'arb-us'), says: '▲ LAGGING' },
      { name: 'the edge answers 502 in one region', about: edge('arb', 'eu'), says: '✖ DOWN' },
    ],
  },
  {
    does: [
      { target: 'chain:arbitrum-one', mode: 'halt' },
      { target: 'edge:eth:eu', mode: 'http_502' },
    ],
    seconds: 42,
    recovers: 8,
    expects: () => [
      {
        name: 'Arbitrum itself stands still',
        about: {
          labels: { chain: 'arbitrum-one' },
          series: ['headwatch_chain_verdict'],
          row: { chain: ['Arbitrum', 'arbitrum-one'] },
        },
        says: '■ HALTED, not us',
      },
      { name: 'the L1 edge answers 502', about: edge('eth', 'eu'), says: '✖ DOWN', private: true },
    ],
  },
  {
    does: [
      { target: 'arb-eu', mode: 'wrong_chain' },
      { target: 'arb-ap', mode: 'diverge' },
    ],
    ends: 'collector-us',
    seconds: 25,
    recovers: 0,
    expects: (fleet) => [
      { name: 'a Nitro node is on another chain', about: verdict(fleet, 'arb-eu'), says: '✖ WRONG CHAIN' },
      { name: 'a Nitro node has other blocks', about: verdict(fleet, 'arb-ap'), says: '✖ DIVERGED' },
      { name: 'the watcher of a region is gone', about: edge('arb', 'us'), says: '? UNKNOWN' },
    ],
  },
];

export const inject = async (stack: Stack, phase: Phase): Promise<void> => {
  for (const action of phase.does) await stack.sim.set(action, true);
  if (phase.ends !== undefined) await stack.processes.kill(phase.ends, 'SIGTERM');
};
