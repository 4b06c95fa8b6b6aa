import type { L1LinkState } from '../../../collector/catalogue/labels.ts';
import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone, lose } from '../support/samples.ts';

/** Everything here is scraped every 15 s. */
const step = 15;

const link = (state: L1LinkState, target = 'arb-eu'): string =>
  `headwatch_l1_link{job="headwatch",instance="eu",target="${target}",role="node",chain="arbitrum-one",region="eu",vantage="eu",state="${state}"}`;
const rollup = (name: string): string => `${name}{job="headwatch",instance="eu",chain="arbitrum-one",vantage="eu"}`;

const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };
const chainLabels = { scope: 'chain:arbitrum-one', region: 'all', chain: 'arbitrum-one' };

const linkCases = (state: 'own_l1' | 'blob_path', description: string): AlertCases => ({
  cases: [
    {
      title: 'fires once it has lasted for half a minute, holds over a lost scrape, and ends a minute after it',
      series: { [link(state)]: lose(gauge([4, 0], [8, 1], [20, 0]), 8) },
      fires: [{ from: 90, until: 225, labels, description }],
      seconds: 300,
      step,
    },
    {
      title: 'does not fire for one odd answer, nor for what is not the node’s own',
      series: {
        [link(state)]: gauge([4, 0], [1, 1], [20, 0]),
        [link('batch_poster')]: gauge([25, 1]),
        [link('unknown')]: gauge([25, 1]),
      },
      fires: [],
      seconds: 360,
      step,
    },
    {
      title: 'does not fire for a collector that is gone',
      series: { [link(state)]: [...gauge([2, 1]), ...gone(20)] },
      fires: [],
      seconds: 300,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
});

const BatchPosterStopped: AlertCases = {
  cases: [
    {
      title: 'fires after ten minutes without a batch, says what waits, and ends a minute after the next one',
      series: {
        [rollup('headwatch_batch_posted_timestamp_seconds')]: gauge([50, 0], [10, 750]),
        [rollup('headwatch_batches_posted')]: gauge([50, 1_221_010], [10, 1_221_011]),
        [rollup('headwatch_batch_backlog_messages')]: gauge([60, 2_500]),
      },
      fires: [
        {
          from: 615,
          until: 795,
          labels: chainLabels,
          description:
            'No batch of arbitrum-one has been delivered to its parent chain for 10 minutes. 2500 messages wait for a batch.',
        },
      ],
      seconds: 870,
      step,
    },
    {
      title: 'does not fire while batches come, though a source that has lost its logs calls the last one old',
      series: {
        [rollup('headwatch_batch_posted_timestamp_seconds')]: gauge([80, 0]),
        [rollup('headwatch_batches_posted')]: counter(1_221_010, [79, 1]),
      },
      fires: [],
      seconds: 1185,
      step,
    },
    {
      title: 'does not fire while the parent chain cannot be asked',
      series: {
        [rollup('headwatch_batch_posted_timestamp_seconds')]: [...gauge([10, 0]), ...gone(70)],
        [rollup('headwatch_batches_posted')]: [...gauge([10, 5]), ...gone(70)],
        [rollup('headwatch_rollup_seen_timestamp_seconds')]: gauge([80, 130]),
      },
      fires: [],
      seconds: 1185,
      step,
    },
  ],
  absent: { fires: [], seconds: 900 },
};

export const l1LinkCases = {
  NodeL1PathBroken: linkCases(
    'own_l1',
    'arb-eu in eu has a fresh head, but batches on the parent chain do not reach it, or nothing of it becomes final.',
  ),
  NodeBlobPathBroken: linkCases(
    'blob_path',
    'arb-eu in eu has a fresh head, but it has seen batches on the parent chain for minutes that it did not read.',
  ),
  BatchPosterStopped,
} as const;
