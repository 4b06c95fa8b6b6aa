import type { alertOfVerdict } from '../../../alerts/rules/node.ts';
import { type NodeVerdict, nodeVerdicts } from '../../../collector/catalogue/labels.ts';
import type { AlertCases } from '../support/matrix.ts';
import { gauge, gone, lose, type Sample } from '../support/samples.ts';

const node = 'target="arb-eu",role="node",chain="arbitrum-one",region="eu",vantage="eu"';
const verdict = (value: NodeVerdict, labels = node): string =>
  `headwatch_node_verdict{job="headwatch",instance="eu",${labels},verdict="${value}"}`;
const head = `headwatch_head_timestamp_seconds{job="headwatch",instance="eu",${node}}`;
const lag = `headwatch_head_lag_seconds{job="headwatch",instance="eu",${node}}`;

const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };

/** With the head 23 s old and 21 s behind at the second of firing; and with neither known. */
const texts: Readonly<Record<keyof typeof alertOfVerdict, readonly [known: string, unknown: string]>> = {
  unreachable: [
    'arb-eu in eu gives no good answer. The newest head that it gave is 23 s old.',
    'arb-eu in eu gives no good answer.',
  ],
  wrong_chain: [
    'arb-eu in eu reports a chain id that is not that of arbitrum-one.',
    'arb-eu in eu reports a chain id that is not that of arbitrum-one.',
  ],
  diverged: [
    'arb-eu in eu has other block hashes than everyone else at the same heights.',
    'arb-eu in eu has other block hashes than everyone else at the same heights.',
  ],
  stalled: [
    'arb-eu in eu answers, but its head does not move. The newest head that it gave is 23 s old. It is 21 s behind the corroborated head.',
    'arb-eu in eu answers, but its head does not move.',
  ],
  syncing: [
    'arb-eu in eu says that it syncs, and its head trails. It is 21 s behind the corroborated head.',
    'arb-eu in eu says that it syncs, and its head trails.',
  ],
  lagging: ['arb-eu in eu is behind. It is 21 s behind the corroborated head.', 'arb-eu in eu is behind.'],
};

/** One-hot: all other verdicts are the opposite of this one. */
const oneHot = (value: NodeVerdict, samples: readonly Sample[]) =>
  Object.fromEntries(
    nodeVerdicts.map((other) => [
      verdict(other),
      other === value
        ? samples
        : samples.map((sample) =>
            typeof sample === 'number' && other === 'ok' ? 1 - sample : sample === 1 ? 0 : sample,
          ),
    ]),
  );

const casesOf = (value: keyof typeof alertOfVerdict): AlertCases => ({
  cases: [
    {
      title: 'fires at the first second that has the verdict, with figures, and ends 5 s and 60 s after it',
      series: {
        ...oneHot(value, gauge([30, 0], [20, 1], [100, 0])),
        [head]: gauge([150, 7]),
        [lag]: gauge([150, 21]),
      },
      fires: [{ from: 30, until: 113, labels, description: texts[value][0] }],
      seconds: 149,
    },
    {
      title: 'leaves figures out that nobody knows',
      series: oneHot(value, gauge([5, 0], [5, 1])),
      fires: [{ from: 5, until: 9, labels, description: texts[value][1] }],
      seconds: 9,
    },
    {
      title: 'holds over lost scrapes and over a restart of the collector',
      series: oneHot(value, [...lose(gauge([5, 0], [20, 1]), 8, 12, 13), ...gone(20), ...gauge([60, 1])]),
      fires: [{ from: 5, until: 104, labels, description: texts[value][1] }],
      seconds: 104,
    },
    {
      title: 'does not fire for a good node, nor for one of which nothing is known',
      series: { ...oneHot('ok', gauge([30, 1])), ...oneHot('unknown', gauge([30, 1])) },
      fires: [],
      seconds: 29,
    },
  ],
  absent: { fires: [], seconds: 60 },
});

const other = node.replace('arb-eu', 'arb-us');
const unseenLabels = { scope: 'chain:arbitrum-one', region: 'all', chain: 'arbitrum-one' };
const unseenText =
  'Every node of arbitrum-one has been unknown for 60 s or more: the monitor cannot reach or compare them, so it calls none of them bad.';

const NodesUnseen: AlertCases = {
  cases: [
    {
      title: 'fires when all nodes of a chain have been unknown for a minute, and ends 5 s and 60 s after one is known',
      series: {
        [verdict('unknown')]: gauge([10, 0], [100, 1], [80, 0]),
        [verdict('unknown', other)]: gauge([10, 0], [180, 1]),
      },
      fires: [{ from: 70, until: 173, labels: unseenLabels, description: unseenText }],
      seconds: 189,
    },
    {
      title: 'does not fire while one of them is known, nor for a restart of the collector',
      series: {
        [verdict('unknown')]: gauge([110, 1]),
        [verdict('unknown', other)]: gauge([50, 1], [10, 0], [50, 1]),
      },
      fires: [],
      seconds: 109,
    },
  ],
  absent: { fires: [], seconds: 90 },
};

export const nodeCases = {
  NodesUnseen,
  NodeUnreachable: casesOf('unreachable'),
  NodeWrongChain: casesOf('wrong_chain'),
  NodeDiverged: casesOf('diverged'),
  NodeStalled: casesOf('stalled'),
  NodeSyncing: casesOf('syncing'),
  NodeLagging: casesOf('lagging'),
};
