/** The Ethereum block that each path carries: the clock of whoever acts on it. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { GraphPanel } from '../../kit/model.ts';
import { limit, unknownText } from '../../kit/states.ts';

export const base = {
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'What is to blame', to: 'incidents' },
} as const;

const { l1BlockOld, l1BlocksBehind, orchestratorBlocks } = shownLimits;

export const l1Age: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'l1 age',
  title: 'Age of the Ethereum block that each path carries',
  about: {
    shows: 'Age of the L1 block in the head of each path: the clock of a Livepeer orchestrator.',
    healthy: 'Below a minute.',
    act: `A climb with fresh heads: the sequencer does not read L1. After ${orchestratorBlocks} blocks an orchestrator stops earning.`,
  },
  unit: 's',
  decimals: 0,
  thresholds: limit(l1BlockOld, orchestratorBlocks * knownChains.ethereum.blockTime),
  queries: [
    {
      expr: `max by ${by(metrics.l1BlockAge, 'target', 'region')} (${sel(metrics.l1BlockAge)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

export const l1Behind: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'l1 behind',
  title: 'Ethereum blocks behind the best path',
  about: {
    shows: 'How many L1 blocks the head of each path is behind that of the best path of the same chain.',
    healthy: '0 or 1.',
    act: 'One path alone that is behind: its node lags, or serves old blocks.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(l1BlocksBehind, orchestratorBlocks),
  queries: [
    {
      expr: `max by (chain) (${sel(metrics.l1BlockNumber)}) - on (chain) group_right () max by ${by(metrics.l1BlockNumber, 'target', 'region', 'chain')} (${sel(metrics.l1BlockNumber)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};
