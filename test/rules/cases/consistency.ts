import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone } from '../support/samples.ts';

/** Everything here is scraped every 15 s. */
const step = 15;

const node = 'job="headwatch",instance="eu",target="arb-eu",role="node",chain="arbitrum-one",region="eu",vantage="eu"';
const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };
const absent = { fires: [], seconds: 900 } as const;

const steps = (outcome: string, target = node): string =>
  `headwatch_journey_steps_total{${target},journey="livepeer-orchestrator",step="settled_logs",outcome="${outcome}"}`;

const logs = `headwatch_logs_agreement{${node}}`;
const diverged = `headwatch_node_verdict{${node},verdict="diverged"}`;

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
            'For settled blocks arb-eu in eu has answered eth_getLogs otherwise than two others that agree, more than once.',
        },
      ],
      seconds: 700,
      step,
    },
    {
      title:
        'fires by the comparison across nodes alone, as one alert with that of the journey, and ends a minute after it',
      series: {
        [logs]: gauge([10, 1], [10, 0], [30, 1]),
        [steps('logs_differ')]: [...counter(0, [12, 0], [2, 1], [40, 0])],
      },
      fires: [
        {
          from: 150,
          until: 540,
          labels,
          description:
            'For settled blocks arb-eu in eu has answered eth_getLogs otherwise than two others that agree, more than once.',
        },
      ],
      seconds: 700,
      step,
    },
    {
      title: 'does not fire for a node that has the same logs, or could not be compared',
      series: { [logs]: [...gauge([20, 1]), ...gone(30)], [logs.replaceAll('arb-eu', 'arb-ref-1')]: gauge([50, 0]) },
      fires: [],
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
    {
      title:
        'does not fire for what one answered on a fork of its own, nor when it is back; what it loses later counts',
      series: {
        [diverged]: gauge([4, 0], [8, 1], [88, 0]),
        [logs]: gauge([8, 1], [8, 0], [84, 1]),
        [steps('logs_differ')]: counter(0, [4, 0], [9, 1], [29, 0], [3, 1], [55, 0]),
      },
      fires: [
        {
          from: 645,
          until: 1005,
          labels,
          description:
            'For settled blocks arb-eu in eu has answered eth_getLogs otherwise than two others that agree, more than once.',
        },
      ],
      seconds: 1200,
      step,
    },
  ],
  absent,
};

const hash = (height: string, target = node): string => `headwatch_hash_agreement{${target},height="${height}"}`;

const NodeHashesDiffer: AlertCases = {
  cases: [
    {
      title: 'fires after three heights with another final block, and ends a minute after it',
      series: { [hash('finalized')]: gauge([10, 1], [12, 0], [20, 1]), [hash('settled')]: gauge([42, 1]) },
      fires: [
        {
          from: 240,
          until: 375,
          labels,
          description:
            'Below its head, at a settled height or at one that our nodes call final, arb-eu in eu has had another block hash than two others that agree, for 90 s or more.',
        },
      ],
      seconds: 600,
      step,
    },
    {
      title:
        'does not fire for one that is told as diverged, nor just after that, for a reference, or without comparison',
      series: {
        [hash('settled')]: gauge([4, 1], [24, 0], [20, 1]),
        [diverged]: gauge([4, 0], [20, 1], [24, 0]),
        [hash('finalized', node.replaceAll('arb-eu', 'arb-us'))]: [...gauge([20, 1]), ...gone(20)],
        [hash('finalized', node.replaceAll('role="node"', 'role="reference"').replaceAll('arb-eu', 'arb-ref-1'))]:
          gauge([40, 0]),
      },
      fires: [],
      seconds: 700,
      step,
    },
  ],
  absent,
};

const taken = `headwatch_safe_reorgs_total{${node}}`;

const SafeBlockReplaced: AlertCases = {
  cases: [
    {
      title: 'fires at once, and ends sixteen minutes after it',
      series: { [taken]: counter(0, [10, 0], [1, 1], [100, 0]) },
      fires: [
        {
          from: 165,
          until: 1095,
          labels,
          description: 'Within the last 15 minutes a block that arb-eu in eu had called safe has become another one.',
        },
      ],
      seconds: 1_300,
      step,
    },
    {
      title: 'does not fire while every safe block stays what it was, nor because the collector began anew',
      series: { [taken]: [...counter(3, [20, 0]), ...gauge([20, 0])] },
      fires: [],
      seconds: 600,
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

export const consistencyCases = {
  NodeLogsDiffer,
  NodeHashesDiffer,
  SafeBlockReplaced,
  TagsOutOfOrder,
  NodeCutsRanges,
} as const;
