import type { AlertName } from '../../../alerts/rules/index.ts';
import { nitroLimits } from '../../../collector/policy/nitro.ts';
import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone, lose } from '../support/samples.ts';

/** Everything here is scraped every 15 s; so the verdicts are shown here too. */
const step = 15;
const node = 'job="headwatch",instance="eu",target="arb-eu",role="node",chain="arbitrum-one",region="eu",vantage="eu"';
const of = (name: string, own = ''): string => `headwatch_${name}{${node}${own}}`;
const well = of('node_verdict', ',verdict="ok"');
const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };
const behind = of('nitro_batches_behind');
const NodeBatchesBehind: AlertCases = {
  cases: [
    {
      title: 'fires after ten minutes with batches unread and a fresh head, and ends a minute after they are read',
      series: { [behind]: gauge([10, 0], [60, 6], [30, 0]), [well]: gauge([100, 1]) },
      fires: [
        {
          from: 735,
          until: 1095,
          labels,
          description:
            'arb-eu in eu has said for 10 minutes that it has seen batches on L1 that it has not read, while its head is fresh. Unread batches now: 6.',
        },
      ],
      seconds: 1200,
      step,
    },
    {
      title: 'does not fire for a batch that has just been seen, now and then, nor for a node that is behind anyway',
      series: {
        [behind]: Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? 0 : 1)),
        [well]: gauge([100, 1]),
        [behind.replaceAll('arb-eu', 'arb-us')]: gauge([100, 3]),
        [well.replaceAll('arb-eu', 'arb-us')]: gauge([100, 0]),
      },
      fires: [],
      seconds: 1200,
      step,
    },
    {
      title: 'does not fire for a node that says so now and then only',
      series: {
        [behind]: Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? 2 : '_')),
        [well]: gauge([100, 1]),
      },
      fires: [],
      seconds: 1200,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const connected = of('nitro_feed_sources', ',state="connected"');
const NodeFeedLost: AlertCases = {
  cases: [
    {
      title: 'fires after a minute without a connected source, and ends a minute after one is back',
      series: {
        [connected]: gauge([4, 1], [12, 0], [20, 1]),
        [of('nitro_feed_lag_blocks')]: gauge([36, 140]),
      },
      fires: [
        {
          from: 120,
          until: 285,
          labels,
          description:
            "arb-eu in eu has had no connected source of the sequencer's feed for 60 s or more. It is 140 blocks behind what we hear of the feed ourselves.",
        },
      ],
      seconds: 480,
      step,
    },
    {
      title: 'does not fire for a feed that is made anew, nor because another source is disconnected',
      series: {
        [connected]: gauge([4, 1], [2, 0], [30, 1]),
        [of('nitro_feed_sources', ',state="disconnected"')]: gauge([36, 3]),
      },
      fires: [],
      seconds: 480,
      step,
    },
    {
      title: 'does not fire for a node whose metrics are gone',
      series: { [connected]: [...gauge([3, 0]), ...gone(30)] },
      fires: [],
      seconds: 480,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const waiting = of('nitro_messages_behind');
const NodeExecutionBehind: AlertCases = {
  cases: [
    {
      title: 'fires after two minutes with a minute of messages unexecuted, and ends a minute after it has caught up',
      series: { [waiting]: gauge([4, 0], [16, 900], [20, 3]) },
      fires: [
        {
          from: 180,
          until: 345,
          labels,
          description:
            'arb-eu in eu has had more than 240 messages that it has not executed for 120 s or more. Messages waiting: 900.',
        },
      ],
      seconds: 540,
      step,
    },
    {
      title: 'does not fire for a burst, nor for few of them',
      series: {
        [waiting]: gauge([4, 0], [7, 2_000], [30, nitroLimits.messagesBehind]),
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const publisher = of('nitro_publisher_healthy');
const PublisherUnhealthy: AlertCases = {
  cases: [
    {
      title: 'fires after two minutes, and ends a minute after the sequencer is reached again',
      series: { [publisher]: gauge([4, 1], [12, 0], [20, 1]) },
      fires: [
        {
          from: 180,
          until: 285,
          labels,
          description: 'arb-eu in eu has said for 120 s or more that it does not reach the sequencer. Reads go on.',
        },
      ],
      seconds: 480,
      step,
    },
    {
      title: 'does not fire for a minute of it, nor where the node does not say',
      series: { [publisher]: [...gauge([4, 1], [4, 0], [4, 1]), ...gone(24)] },
      fires: [],
      seconds: 480,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const finalized = of('tag_number', ',tag="finalized"');
const safe = of('tag_number', ',tag="safe"');
const moving = counter(1_000, [199, 420]);
const frozenText =
  'arb-eu in eu has had the same safe or finalized block for 30 minutes, or has named none for 10 although it had one.';
const NodeTagsFrozen: AlertCases = {
  cases: [
    {
      title: 'fires when the finalized block has stood still for half an hour, and ends a minute after it moves',
      series: {
        [finalized]: [...gauge([160, 1_000]), ...gauge([40, 1_420])],
        [safe]: moving,
        [well]: gauge([200, 1]),
      },
      fires: [{ from: 1605, until: 2445, labels, description: frozenText }],
      seconds: 2700,
      step,
    },
    {
      title: 'fires when a node has lost its safe block for ten minutes',
      series: {
        [of('tag_lost', ',tag="safe"')]: gauge([4, 0], [50, 1], [20, 0]),
        [well]: gauge([74, 1]),
      },
      fires: [{ from: 645, until: 855, labels, description: frozenText }],
      seconds: 1095,
      step,
    },
    {
      title: 'does not fire while the chain posts no batches: that is not the node',
      series: {
        [finalized]: gauge([200, 1_000]),
        [well]: gauge([200, 1]),
        'headwatch_batch_posted_timestamp_seconds{job="headwatch",instance="eu",chain="arbitrum-one",vantage="eu"}':
          gauge([200, 0]),
      },
      fires: [],
      seconds: 2700,
      step,
    },
    {
      title: 'does not fire in the half hour after a long pause of the poster: its first batches must be final first',
      series: {
        [finalized]: gauge([400, 1_000]),
        [well]: gauge([400, 1]),
        'headwatch_batch_posted_timestamp_seconds{job="headwatch",instance="eu",chain="arbitrum-one",vantage="eu"}': [
          ...gauge([200, 0]),
          // Posted again after 50 minutes.
          ...Array.from({ length: 110 }, (_, at) => 3000 + at * step),
        ],
      },
      fires: [],
      seconds: 4600,
      step,
    },
    {
      title: 'does not fire while both move, after a start of ours, or for a node that is behind anyway',
      series: {
        [finalized]: moving,
        [safe]: moving,
        [well]: gauge([200, 1]),
        [finalized.replaceAll('arb-eu', 'arb-us')]: gauge([100, 7]),
        [well.replaceAll('arb-eu', 'arb-us')]: gauge([100, 1]),
        [finalized.replaceAll('arb-eu', 'arb-ap')]: gauge([200, 7]),
        [well.replaceAll('arb-eu', 'arb-ap')]: gauge([200, 0]),
      },
      fires: [],
      seconds: 2700,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const refused = of('nitro_rpc_limit_checks_total', ',outcome="refused"');
const met = of('rpc_requests_total', ',method="eth_syncing",outcome="http_429"');
const NodeThrottling: AlertCases = {
  cases: [
    {
      title:
        'fires at the first refusals, says how full its memory is, and ends ninety seconds and a minute after the last',
      series: {
        [refused]: lose(counter(0, [8, 0], [4, 75], [60, 0]), 11),
        [of('node_memory_bytes', ',kind="used"')]: gauge([73, 62]),
        [of('node_memory_bytes', ',kind="limit"')]: gauge([73, 64]),
      },
      fires: [
        {
          from: 135,
          until: 285,
          labels,
          description:
            'arb-eu in eu has answered "too many requests" (429) within the last 90 s, to other callers by its own count or to some of our questions. Memory in use: 97 % of its limit.',
        },
      ],
      seconds: 1050,
      step,
    },
    {
      title: 'fires for a node without a page of its own that refuses some of our questions, twice ninety seconds long',
      series: { [met]: counter(0, [10, 0], [20, 1], [60, 0]), [well]: gauge([90, 1]) },
      fires: [
        {
          from: 255,
          until: 570,
          labels,
          description:
            'arb-eu in eu has answered "too many requests" (429) within the last 90 s, to other callers by its own count or to some of our questions.',
        },
      ],
      seconds: 900,
      step,
    },
    {
      title: 'does not fire for a node that refuses everything, which is told as unreachable, nor for one refusal',
      series: {
        [met]: counter(0, [10, 0], [40, 15]),
        [well]: gauge([11, 1], [40, 0]),
        [met.replaceAll('arb-eu', 'arb-us')]: counter(0, [10, 0], [1, 1], [40, 0]),
        [well.replaceAll('arb-eu', 'arb-us')]: gauge([60, 1]),
      },
      fires: [],
      seconds: 900,
      step,
    },
    {
      title: 'does not fire while every call passes, and not because the node has restarted',
      series: {
        [refused]: counter(40, [60, 0]),
        [of('nitro_rpc_limit_checks_total', ',outcome="passed"')]: counter(0, [60, 300]),
      },
      fires: [],
      seconds: 900,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const feed =
  'headwatch_feed_connected{job="headwatch",instance="eu",feed="arb-feed",chain="arbitrum-one",vantage="eu"}';
const live = (name = 'live'): string =>
  `headwatch_chain_verdict{job="headwatch",instance="eu",chain="arbitrum-one",vantage="eu",verdict="${name}"}`;
const FeedSilent: AlertCases = {
  cases: [
    {
      title:
        'fires after a minute in which a source brings nothing while the chain goes on, and ends a minute after it',
      series: { [feed]: gauge([4, 1], [12, 0], [20, 1]), [live()]: gauge([36, 1]) },
      fires: [
        {
          from: 120,
          until: 285,
          labels: { scope: 'chain:arbitrum-one', region: 'all', chain: 'arbitrum-one', feed: 'arb-feed' },
          description: 'arb-feed of arbitrum-one has brought no message to this monitor for 60 s or more.',
        },
      ],
      seconds: 480,
      step,
    },
    {
      title: 'does not fire while the chain itself stands still, nor for a reconnection',
      series: {
        [feed]: gauge([4, 1], [2, 0], [4, 1], [30, 0]),
        [live()]: gauge([10, 1], [30, 0]),
        [live('halted')]: gauge([10, 0], [30, 1]),
      },
      fires: [],
      seconds: 480,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const pending = of('nitro_feed_pending_messages');
const NodeFeedGap: AlertCases = {
  cases: [
    {
      title: 'fires after two minutes behind a gap, and ends a minute after it is filled',
      series: { [pending]: gauge([10, 0], [20, 900], [30, 0]) },
      fires: [
        {
          from: 255,
          until: 495,
          labels,
          description:
            "arb-eu in eu has held messages of the sequencer's feed behind a gap for 120 s or more. Messages that wait: 900.",
        },
      ],
      seconds: 700,
      step,
    },
    {
      title: 'does not fire for a gap that is filled at once, while nothing is said, or while the chain stands still',
      series: {
        [pending]: Array.from({ length: 60 }, (_, index) => (index % 6 === 0 ? '_' : index % 3 === 0 ? 0 : 20)),
        [pending.replaceAll('arb-eu', 'arb-us')]: gauge([5, 9], [55, '_']),
      },
      fires: [],
      seconds: 800,
      step,
    },
    {
      title: 'does not fire while the chain stands still',
      series: { [pending]: gauge([60, 12]), [live('halted')]: gauge([60, 1]) },
      fires: [],
      seconds: 800,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const gaps = feed.replace('headwatch_feed_connected{', 'headwatch_feed_faults_total{reason="gap",');
const FeedGaps: AlertCases = {
  cases: [
    {
      title:
        'fires at the third gap within a quarter of an hour, and ends when they are that long ago and a minute more',
      series: { [gaps]: counter(0, [10, 0], [3, 1], [100, 0]) },
      fires: [
        {
          from: 195,
          until: 1110,
          labels: { scope: 'chain:arbitrum-one', region: 'all', chain: 'arbitrum-one', feed: 'arb-feed' },
          description: 'arb-feed of arbitrum-one has left out messages more than 2 times within 15 minutes.',
        },
      ],
      seconds: 1_300,
      step,
    },
    {
      title: 'does not fire for a gap now and then, nor for other faults',
      series: {
        [gaps]: counter(0, [10, 0], [1, 1], [30, 0], [1, 1], [60, 0]),
        [gaps.replace('gap', 'reset')]: counter(0, [100, 1]),
      },
      fires: [],
      seconds: 1_300,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const failedToValidate = of('nitro_validations_total', ',outcome="failed"');
const rivals = of('nitro_rival_assertions_total');
const ValidatorFailing: AlertCases = {
  cases: [
    {
      title: 'fires at the first block that does not validate, and ends sixteen minutes after the last',
      series: { [failedToValidate]: counter(0, [10, 0], [1, 1], [100, 0]) },
      fires: [
        {
          from: 165,
          until: 1095,
          labels,
          description:
            'Within the last 15 minutes the validator of arb-eu in eu could not follow a block that the node had executed, or has seen an assertion on the parent chain that it disagrees with.',
        },
      ],
      seconds: 1_300,
      step,
    },
    {
      title: 'fires for an assertion on the parent chain that it disagrees with',
      series: { [rivals]: counter(0, [10, 0], [1, 1], [100, 0]), [failedToValidate]: counter(0, [111, 0]) },
      fires: [
        {
          from: 165,
          until: 1095,
          labels,
          description:
            'Within the last 15 minutes the validator of arb-eu in eu could not follow a block that the node had executed, or has seen an assertion on the parent chain that it disagrees with.',
        },
      ],
      seconds: 1_300,
      step,
    },
    {
      title: 'does not fire while every block is valid',
      series: {
        [failedToValidate]: counter(2, [60, 0]),
        [failedToValidate.replace('failed', 'valid')]: counter(0, [60, 4]),
      },
      fires: [],
      seconds: 800,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const page = of('probe_success', ',probe="node_metrics"');
const NodeMetricsGone: AlertCases = {
  cases: [
    {
      title: 'fires after ten minutes without the page of a node that is well, says when it last came, and ends',
      series: {
        [page]: gauge([10, 1], [60, 0], [20, 1]),
        [of('probe_last_success_timestamp_seconds', ',probe="node_metrics"')]: gauge([100, 135]),
        [well]: gauge([100, 1]),
      },
      fires: [
        {
          from: 750,
          until: 1095,
          labels,
          description:
            'arb-eu in eu is well, but the page of metrics that fleet.yaml names for it has not been there for 10 minutes or more. It last came 615 s ago.',
        },
      ],
      seconds: 1_300,
      step,
    },
    {
      title: 'does not fire for a node that is down altogether, that has restarted, or for other questions',
      series: {
        [page]: gauge([10, 1], [90, 0]),
        [well]: gauge([10, 1], [90, 0]),
        [page.replaceAll('arb-eu', 'arb-us')]: gauge([10, 1], [20, 0], [70, 1]),
        [well.replaceAll('arb-eu', 'arb-us')]: gauge([100, 1]),
        [page.replaceAll('arb-eu', 'arb-ap').replace('node_metrics', 'tags')]: gauge([100, 0]),
        [well.replaceAll('arb-eu', 'arb-ap')]: gauge([100, 1]),
      },
      fires: [],
      seconds: 1_300,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

export const nitroCases = {
  NodeBatchesBehind,
  NodeFeedLost,
  NodeFeedGap,
  FeedGaps,
  ValidatorFailing,
  NodeMetricsGone,
  NodeExecutionBehind,
  PublisherUnhealthy,
  NodeTagsFrozen,
  NodeThrottling,
  FeedSilent,
} as const satisfies Partial<Record<AlertName, AlertCases>>;
