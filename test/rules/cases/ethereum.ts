import type { AlertCases } from '../support/matrix.ts';
import type { Sample } from '../support/samples.ts';
import { counter, gauge, gone, lose } from '../support/samples.ts';

/** Everything here is scraped every 15 s. */
const step = 15;

const series = (name: string, target: string, more = ''): string =>
  `${name}{job="headwatch",instance="eu",target="${target}",role="node",chain="ethereum",region="eu",vantage="eu"${more}}`;
const labelsOf = (target: string) => ({ scope: `node:${target}`, region: 'eu', target, chain: 'ethereum' });

/** A gauge that is 0 or 1 and must hold for `wait` seconds; it begins at 60 s. */
const flag = (metric: (target: string) => string, target: string, wait: number, description: string): AlertCases => {
  const held = wait / step + 4;
  const bad = (seconds: number): readonly Sample[] => gauge([4, 0], [seconds, 1], [20, 0]);
  return {
    cases: [
      {
        title: 'fires once it has lasted, holds over a lost scrape, and ends a minute after it',
        series: { [metric(target)]: lose(bad(held), held) },
        fires: [{ from: 60 + wait, until: 60 + held * step + 45, labels: labelsOf(target), description }],
        seconds: 60 + held * step + 120,
        step,
      },
      {
        title: 'does not fire for a shorter one',
        series: { [metric(target)]: bad(wait / step) },
        fires: [],
        seconds: 60 + wait + 240,
        step,
      },
      {
        title: 'does not fire for a collector that is gone',
        series: { [metric(target)]: [...gauge([2, 1]), ...gone(20)] },
        fires: [],
        seconds: 300,
        step,
      },
    ],
    absent: { fires: [], seconds: 300 },
  };
};

const lag = (target: string): string => series('headwatch_consensus_finality_lag_epochs', target);
const chainLabels = { scope: 'chain:ethereum', region: 'all', chain: 'ethereum' };

const FinalityLagging: AlertCases = {
  cases: [
    {
      title: 'fires for the chain when all of at least two nodes say so, and ends a minute after one finalizes',
      series: { [lag('beacon-a')]: gauge([4, 3], [10, 5], [12, 2]), [lag('beacon-b')]: gauge([4, 2], [22, 4]) },
      fires: [
        {
          from: 120,
          until: 255,
          labels: chainLabels,
          description:
            'Every consensus node of ours on ethereum says that the last finalized epoch is too old. Epochs since then: 4.',
        },
      ],
      seconds: 375,
      step,
    },
    {
      title: 'does not fire for one node alone, nor for three epochs at the start of one',
      series: { [lag('beacon-a')]: gauge([24, 9]), [lag('beacon-b')]: gauge([24, 3]) },
      fires: [],
      seconds: 345,
      step,
    },
    {
      title: 'does not believe one node for the chain while the other says nothing',
      series: { [lag('beacon-a')]: gauge([24, 9]) },
      fires: [],
      seconds: 345,
      step,
    },
  ],
  absent: { fires: [], seconds: 300 },
};

const NodeFinalityLagging: AlertCases = {
  cases: [
    {
      title: 'fires for the one that lags while the other finalizes, and ends a minute after it',
      series: { [lag('beacon-a')]: gauge([4, 3], [10, 6], [12, 2]), [lag('beacon-b')]: gauge([26, 2]) },
      fires: [
        {
          from: 120,
          until: 255,
          labels: labelsOf('beacon-a'),
          description:
            'beacon-a in eu calls an epoch final that is too old, and no other consensus node of ours agrees. Epochs since then: 6.',
        },
      ],
      seconds: 375,
      step,
    },
    {
      title: 'does not fire while it is the chain, nor for less than a minute',
      series: { [lag('beacon-a')]: gauge([24, 9]), [lag('beacon-b')]: gauge([24, 4]) },
      fires: [],
      seconds: 345,
      step,
    },
    {
      title: 'does not fire for three epochs',
      series: { [lag('beacon-a')]: gauge([24, 3]) },
      fires: [],
      seconds: 345,
      step,
    },
  ],
  absent: { fires: [], seconds: 300 },
};

const misses = (target: string): string => series('headwatch_blob_missing_fetches', target);

const BlobsMissing: AlertCases = {
  cases: [
    {
      title: 'fires at the third miss in a row, counts on, and ends a minute after a fetch that got all',
      series: { [misses('beacon-a')]: gauge([4, 0], [2, 1], [2, 2], [4, 3], [2, 4], [12, 0]) },
      fires: [
        {
          from: 120,
          until: 255,
          labels: labelsOf('beacon-a'),
          description: 'beacon-a in eu has not served every blob of a recent Arbitrum batch. Fetches in a row: 3.',
        },
      ],
      seconds: 375,
      step,
    },
    {
      title: 'does not fire for two misses, nor for a node that cannot be asked',
      series: { [misses('beacon-a')]: gauge([4, 0], [20, 2]), [misses('beacon-b')]: gauge([24, '_']) },
      fires: [],
      seconds: 345,
      step,
    },
  ],
  absent: { fires: [], seconds: 300 },
};

const peers = (target: string, layer: string): string => series('headwatch_peers', target, `,layer="${layer}"`);

const PeersFew: AlertCases = {
  cases: [
    {
      title: 'fires after five minutes, for none at all too, and ends a minute after they are back',
      series: {
        [peers('eth-a', 'execution')]: gauge([4, 50], [26, 0], [14, 3]),
        [peers('beacon-a', 'consensus')]: gauge([44, 71]),
      },
      fires: [
        {
          from: 360,
          until: 495,
          labels: labelsOf('eth-a'),
          description: 'eth-a in eu has had fewer than 3 peers for 5 minutes or more. Peers now: 0.',
        },
      ],
      seconds: 645,
      step,
    },
    {
      title: 'does not fire for a restart, nor for three peers',
      series: {
        [peers('eth-a', 'execution')]: gauge([4, 50], [16, 1], [24, 40]),
        [peers('beacon-a', 'consensus')]: gauge([44, 3]),
      },
      fires: [],
      seconds: 645,
      step,
    },
    {
      title: 'does not take a node that says nothing of peers for one without',
      series: { [peers('eth-a', 'execution')]: [...gauge([10, 2]), ...gone(34)] },
      fires: [],
      seconds: 645,
      step,
    },
  ],
  absent: { fires: [], seconds: 600 },
};

const reorgs = (target: string, size: string): string => series('headwatch_reorgs_total', target, `,size="${size}"`);

const ReorgDeep: AlertCases = {
  cases: [
    {
      title: 'fires at the first scrape that shows a deep one, tells its depth, and ends',
      series: {
        [reorgs('eth-a', 'deep')]: counter(0, [9, 0], [1, 1], [50, 0]),
        [series('headwatch_reorg_last_depth_blocks', 'eth-a')]: gauge([10, '_'], [51, 5]),
      },
      fires: [
        {
          from: 150,
          until: 255,
          labels: labelsOf('eth-a'),
          description:
            'eth-a in eu has reorganised 3 blocks or more within the last 75 s. The last time it took back 5 blocks.',
        },
      ],
      seconds: 900,
      step,
    },
    {
      title: 'does not fire for short ones, an old count, or a restart of ours',
      series: {
        [reorgs('eth-a', 'short')]: counter(0, [9, 0], [30, 1], [10, 0]),
        [reorgs('eth-b', 'deep')]: [...counter(3, [10, 0]), ...gone(2), ...counter(0, [30, 0])],
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent: { fires: [], seconds: 300 },
};

const pair = (state: string) => (target: string) => series('headwatch_pair_state', target, `,state="${state}"`);

export const ethereumCases = {
  ExecutionOffline: flag(
    (target) => series('headwatch_consensus_el_offline', target),
    'beacon-a',
    60,
    'beacon-a in eu has said for 60 s or more that its execution client is offline.',
  ),
  ConsensusOptimistic: flag(
    (target) => series('headwatch_consensus_optimistic', target),
    'beacon-a',
    120,
    'beacon-a in eu has been optimistic for 120 s or more: its execution client has not verified the head that it tells.',
  ),
  PairBroken: flag(
    pair('engine_broken'),
    'eth-a',
    60,
    'eth-a in eu and the consensus node that drives it both answer, and have not followed the same chain together for 60 s or more.',
  ),
  FinalityLagging,
  NodeFinalityLagging,
  BlobsMissing,
  PeersFew,
  ReorgDeep,
} as const;
