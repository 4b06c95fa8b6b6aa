import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone } from '../support/samples.ts';

/** Everything here is scraped every 15 s. */
const step = 15;

const node = 'job="headwatch",instance="eu",target="arb-eu",role="node",chain="arbitrum-one",region="eu",vantage="eu"';
const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };
const absent = { fires: [], seconds: 900 } as const;

const steps = (outcome: string, target = node): string =>
  `headwatch_journey_steps_total{${target},journey="livepeer-orchestrator",step="settled_logs",outcome="${outcome}"}`;

const NodeLogsDiffer: AlertCases = {
  cases: [
    {
      title: 'fires when it has happened twice, and ends five minutes and one after it',
      series: { [steps('logs_differ')]: [...counter(0, [10, 0], [3, 1], [40, 0])] },
      fires: [
        {
          from: 180,
          until: 525,
          labels,
          description:
            'For settled blocks arb-eu in eu has answered eth_getLogs otherwise than two others that agree, more than once within five minutes.',
        },
      ],
      seconds: 700,
      step,
    },
    {
      title: 'does not fire for one odd answer, for other failures, or for an edge',
      series: {
        [steps('logs_differ')]: [...counter(0, [10, 0], [1, 1], [40, 0])],
        [steps('timeout')]: counter(0, [50, 1]),
        [steps('logs_differ', node.replace('role="node"', 'role="edge"').replace('arb-eu', 'arb'))]: counter(
          0,
          [50, 1],
        ),
      },
      fires: [],
      seconds: 700,
      step,
    },
  ],
  absent,
};

const tag = (name: string): string => `headwatch_tag_number{${node},tag="${name}"}`;

const TagsOutOfOrder: AlertCases = {
  cases: [
    {
      title: 'fires after a minute of disorder, and ends a minute after it',
      series: {
        [tag('safe')]: gauge([4, 100], [10, 90], [20, 200]),
        [tag('finalized')]: gauge([4, 95], [30, 95]),
      },
      fires: [
        {
          from: 120,
          until: 255,
          labels,
          description: 'The finalized block of arb-eu in eu is above its safe one.',
        },
      ],
      seconds: 400,
      step,
    },
    {
      title: 'does not fire where one of them is missing, nor where both are the same block',
      series: {
        [tag('safe')]: [...gauge([10, 95]), ...gone(20)],
        [tag('finalized')]: gauge([30, 95]),
      },
      fires: [],
      seconds: 400,
      step,
    },
  ],
  absent,
};

const manner = (name: string): string => `headwatch_future_range{${node},manner="${name}"}`;

const NodeCutsRanges: AlertCases = {
  cases: [
    {
      title: 'fires when it has been so for ten minutes, and ends a minute after it',
      series: { [manner('cut')]: gauge([60, 1], [20, 0]), [manner('refused')]: gauge([60, 0], [20, 1]) },
      fires: [
        {
          from: 600,
          until: 945,
          labels,
          description:
            'Asked for logs of blocks far above its head arb-eu in eu answers an empty list instead of an error.',
        },
      ],
      seconds: 1_100,
      step,
    },
    {
      title: 'does not fire for a node that refuses',
      series: { [manner('cut')]: gauge([80, 0]), [manner('refused')]: gauge([80, 1]) },
      fires: [],
      seconds: 1_100,
      step,
    },
  ],
  absent,
};

export const consistencyCases = { NodeLogsDiffer, TagsOutOfOrder, NodeCutsRanges } as const;
