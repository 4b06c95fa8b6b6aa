import type { AlertCases } from '../support/matrix.ts';
import { counter, edgeFaults, edgeSeconds, gauge, gone, lose, type Sample } from '../support/samples.ts';

const seconds = edgeSeconds;
const fault = edgeFaults;
const cause = (region: string, value: string): string =>
  `headwatch_cause{job="headwatch",instance="eu",scope="edge:arb",region="${region}",vantage="eu",cause="${value}"}`;
const node = (target: string, region: string, verdict: string): string =>
  `headwatch_node_verdict{job="headwatch",instance="eu",target="${target}",role="node",chain="arbitrum-one",region="${region}",vantage="eu",verdict="${verdict}"}`;

const arbEu = { scope: 'edge:arb', region: 'eu', target: 'arb', chain: 'arbitrum-one' };
const ethEu = { scope: 'edge:eth', region: 'eu', target: 'eth', chain: 'ethereum' };
const text = (bad: number, target = 'arb'): string =>
  `${bad} of the last 60 s of edge ${target} in eu were bad: no answer, the wrong chain, ${target === 'eth' ? 'a stale head, or a journey that fails' : 'or a stale head'}.`;

/** Both edge alerts share their expression: each second, what a members' edge owes an internal one owes too. */
const shared = (target: 'arb' | 'eth', labels: typeof arbEu): AlertCases['cases'] => [
  {
    title: 'fires at the 20th bad second and ends 10 s and 60 s after the last',
    series: { [seconds(target, 'eu')]: counter(0, [60, 0], [40, 1], [100, 0]) },
    fires: [{ from: 80, until: 168, labels, description: text(20, target) }],
    seconds: 199,
  },
  {
    title: 'does not fire for 19 bad seconds',
    series: { [seconds(target, 'eu')]: counter(0, [60, 0], [19, 1], [100, 0]) },
    fires: [],
    seconds: 170,
  },
];

export const EdgeDown: AlertCases = {
  cases: [
    ...shared('arb', arbEu),
    {
      title: 'says in its headline what was wrong with most of the seconds',
      series: {
        [seconds('arb', 'eu')]: counter(0, [60, 0], [20, 1]),
        [fault('arb', 'eu', 'stale')]: counter(0, [62, 0], [18, 1]),
        [fault('arb', 'eu', 'no_http')]: counter(0, [60, 0], [2, 1], [18, 0]),
        [seconds('arb', 'us')]: counter(0, [60, 0], [20, 1]),
        [fault('arb', 'us', 'no_http')]: counter(0, [60, 0], [20, 1]),
      },
      fires: [
        { from: 80, until: 80, labels: arbEu, description: text(20), headline: 'STALE HEAD, HTTP 200' },
        {
          ...{ from: 80, until: 80, labels: { ...arbEu, region: 'us' }, headline: 'NO ANSWER' },
          description: text(20).replace(' eu ', ' us '),
        },
      ],
      seconds: 80,
    },
    {
      title: 'names what is to blame as far as it is known: a node by its verdict, else the cause',
      series: {
        [seconds('arb', 'eu')]: counter(0, [60, 0], [20, 1]),
        [cause('eu', 'own_node')]: gauge([70, '_'], [11, 1]),
        [node('arb-eu', 'eu', 'stalled')]: gauge([65, 0], [16, 1]),
        [node('arb-eu', 'eu', 'ok')]: gauge([65, 1], [16, 0]),
        [node('arb-us', 'us', 'lagging')]: gauge([81, 1]),
        [seconds('arb', 'us')]: counter(0, [60, 0], [20, 1]),
        [cause('us', 'l1_edge')]: gauge([81, 1]),
        [seconds('arb', 'ap')]: counter(0, [60, 0], [20, 1]),
        [cause('ap', 'unattributed')]: gauge([81, 1]),
      },
      fires: [
        { from: 80, until: 80, labels: arbEu, description: text(20), cause: 'arb-eu stalled' },
        {
          ...{ from: 80, until: 80, labels: { ...arbEu, region: 'us' }, cause: 'L1 edge' },
          description: text(20).replace(' eu ', ' us '),
        },
        {
          ...{ from: 80, until: 80, labels: { ...arbEu, region: 'ap' } },
          description: text(20).replace(' eu ', ' ap '),
        },
      ],
      seconds: 80,
    },
    {
      title: 'fires for 20 bad seconds scattered over a minute',
      series: {
        [seconds('arb', 'eu')]: counter(
          0,
          [60, 0],
          ...Array(20)
            .fill([
              [1, 1],
              [1, 0],
            ])
            .flat(),
          [130, 0],
        ),
      },
      fires: [{ from: 99, until: 167, labels: arbEu, description: text(20) }],
      seconds: 220,
    },
    {
      title: 'does not fire for seconds that were halted or unknown',
      series: {
        [seconds('arb', 'eu', 'halted')]: counter(0, [60, 0], [60, 1]),
        [seconds('arb', 'eu', 'unknown')]: counter(0, [60, 1], [60, 0]),
        [seconds('arb', 'eu')]: counter(0, [120, 0]),
      },
      fires: [],
      seconds: 120,
    },
    {
      title: 'does not mind one lost scrape: neither late by more than it, nor gone, nor early',
      series: {
        [seconds('arb', 'eu')]: lose(counter(0, [60, 0], [40, 1], [100, 0]), 70, 90, 95),
        [seconds('arb', 'us')]: lose(counter(0, [60, 0], [19, 1], [120, 0]), 59, 70, 79),
      },
      fires: [{ from: 80, until: 168, labels: arbEu, description: text(20) }],
      seconds: 199,
    },
    {
      title: 'does not page when the collector restarts: an old counter is no new badness',
      series: {
        [seconds('arb', 'eu')]: [...counter(5000, [60, 0], [10, 1]), ...gone(5), ...counter(0, [9, 1], [90, 0])],
      },
      fires: [],
      seconds: 170,
    },
    {
      title: 'does not resolve when the collector restarts, and counts on from where it was',
      series: {
        [seconds('arb', 'eu')]: [...counter(700, [60, 0], [30, 1]), ...gone(20), ...counter(0, [60, 1], [100, 0])],
      },
      fires: [{ from: 80, until: 239, labels: arbEu, description: text(20) }],
      seconds: 260,
    },
    {
      title: 'does not page too early for a collector that has just begun to count, which increase() would stretch',
      series: {
        [seconds('arb', 'eu')]: lose(counter(0, [19, 1], [80, 0]), 20),
        [seconds('arb', 'us')]: [0, ...gauge([20, '_']), ...counter(14, [1, 1], [80, 0])],
      },
      fires: [],
      seconds: 99,
    },
    {
      title: 'takes the worse of two collectors of one region, once',
      series: {
        [seconds('arb', 'eu', 'bad', 'eu')]: counter(0, [160, 0]),
        [seconds('arb', 'eu', 'bad', 'eu-2')]: counter(0, [60, 0], [100, 1]),
      },
      fires: [{ from: 80, until: 160, labels: arbEu, description: text(20) }],
      seconds: 160,
    },
    {
      title: 'leaves to JourneyFailing what the journey alone accounts for',
      series: {
        [seconds('arb', 'eu')]: counter(0, [60, 0], [60, 1]),
        [fault('arb', 'eu')]: counter(0, [60, 0], [60, 1]),
      },
      fires: [],
      seconds: 120,
    },
    {
      title: 'fires when the journey accounts for some of the seconds only, or has failed before the edge does',
      series: {
        [seconds('arb', 'eu')]: counter(0, [60, 0], [20, 1]),
        [fault('arb', 'eu')]: counter(0, [60, 0], [19, 1], [1, 0]),
        [seconds('arb', 'us')]: counter(0, [60, 0], [20, 1]),
        [fault('arb', 'us')]: counter(500, [80, 0]),
      },
      fires: [
        { from: 80, until: 80, labels: arbEu, description: text(20) },
        { from: 80, until: 80, labels: { ...arbEu, region: 'us' }, description: text(20).replace('in eu', 'in us') },
      ],
      seconds: 80,
    },
    {
      title: 'hears each vantage of a region for itself: the journey of one does not hide what another one sees',
      series: {
        [seconds('arb', 'eu', 'bad', 'eu')]: counter(0, [60, 0], [30, 1]),
        [fault('arb', 'eu', 'journey', 'eu')]: counter(0, [60, 0], [30, 1]),
        [seconds('arb', 'eu', 'bad', 'eu-2')]: counter(0, [60, 0], [30, 1]),
        [fault('arb', 'eu', 'journey', 'eu-2')]: counter(0, [90, 0]),
      },
      fires: [{ from: 80, until: 90, labels: arbEu, description: text(20) }],
      seconds: 90,
    },
    {
      title: 'is silent about an internal edge',
      series: { [seconds('eth', 'eu')]: counter(0, [60, 0], [60, 1]) },
      fires: [],
      seconds: 120,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

export const InternalEdgeDown: AlertCases = {
  cases: [
    ...shared('eth', ethEu),
    {
      title: "is silent about a members' edge",
      series: { [seconds('arb', 'eu')]: counter(0, [60, 0], [60, 1]) },
      fires: [],
      seconds: 120,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const nodes = (target: 'arb' | 'eth', bad: readonly Sample[], needed = 2, vantage = 'eu') => {
  const chain = target === 'eth' ? 'ethereum' : 'arbitrum-one';
  const rest = `job="headwatch",instance="${vantage}",target="${target}",chain="${chain}",vantage="${vantage}"`;
  return {
    [`headwatch_edge_nodes{${rest},condition="bad"}`]: bad,
    [`headwatch_edge_nodes_needed{${rest}}`]: bad.map((value) => (typeof value === 'number' ? needed : value)),
  };
};

export const RedundancyGone: AlertCases = {
  cases: [
    {
      title: 'fires at the first second in which one of two nodes is bad, and holds 5 s and 60 s',
      series: nodes('eth', gauge([10, 0], [20, 1], [100, 0])),
      fires: [
        {
          from: 10,
          until: 93,
          labels: ethEu,
          description: 'Nodes behind edge eth that are not known to be bad: 1; needed: 2.',
        },
      ],
      seconds: 129,
    },
    {
      title: 'does not fire while two of three nodes are left',
      series: nodes('arb', gauge([60, 1])),
      fires: [],
      seconds: 59,
    },
    {
      title: 'fires for the edge as a whole when one of three is left',
      series: nodes('arb', gauge([10, 1], [20, 2])),
      fires: [
        {
          from: 10,
          until: 29,
          labels: { scope: 'edge:arb', region: 'all', target: 'arb', chain: 'arbitrum-one' },
          description: 'Nodes behind edge arb that are not known to be bad: 1; needed: 2.',
        },
      ],
      seconds: 29,
    },
    {
      title: 'fires when fewer are left than carry the load',
      series: nodes('arb', gauge([5, 0], [10, 1]), 3),
      fires: [
        {
          from: 5,
          until: 14,
          labels: { scope: 'edge:arb', region: 'all', target: 'arb', chain: 'arbitrum-one' },
          description: 'Nodes behind edge arb that are not known to be bad: 2; needed: 3.',
        },
      ],
      seconds: 14,
    },
    {
      title: 'holds over a lost scrape and over a restart of the collector',
      series: nodes('eth', [...lose(gauge([5, 0], [30, 1]), 10, 11), ...gone(20), ...gauge([20, 1])]),
      fires: [
        {
          from: 5,
          until: 74,
          labels: ethEu,
          description: 'Nodes behind edge eth that are not known to be bad: 1; needed: 2.',
        },
      ],
      seconds: 74,
    },
    {
      title: 'believes only the central vantage, which alone asks nodes',
      series: nodes('eth', gauge([60, 2]), 2, 'us'),
      fires: [],
      seconds: 59,
    },
  ],
  absent: { fires: [], seconds: 60 },
};
