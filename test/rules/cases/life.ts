import type { AlertName } from '../../../alerts/rules/index.ts';
import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone, lose } from '../support/samples.ts';

/** Everything here is scraped every 15 s; so the verdicts are shown here too. */
const step = 15;
const day = 86_400;
const node = 'job="headwatch",instance="eu",target="arb-eu",role="node",chain="arbitrum-one",region="eu",vantage="eu"';
const of = (name: string, own = ''): string => `headwatch_${name}{${node}${own}}`;
const labels = { scope: 'node:arb-eu', region: 'eu', target: 'arb-eu', chain: 'arbitrum-one' };
const absent = { fires: [], seconds: 120 } as const;

const plan = (source: string, upgrade: string): string => `,source="${source}",upgrade="${upgrade}"`;
const deadline = (source: string, upgrade: string): string =>
  of('upgrade_deadline_timestamp_seconds', plan(source, upgrade));
const needed = (source: string, upgrade: string, value = 'yes'): string =>
  of('upgrade_needed', `${plan(source, upgrade)},needed="${value}"`);
const planned = (source: string, upgrade: string) => ({ ...labels, source, upgrade });

const UpgradeDueSoon: AlertCases = {
  cases: [
    {
      title: 'lasts an hour longer than until the next alert is due, so that no card ends in between',
      series: {
        [deadline('fleet', 'nitro-3.11.0')]: gauge([300, 14 * day + 300]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([300, 1]),
      },
      fires: [
        {
          from: 60,
          until: 3945,
          labels: planned('fleet', 'nitro-3.11.0'),
          description:
            'arb-eu in eu is not ready for nitro-3.11.0, or is not known to be, as told by fleet.yaml. Days left: 14.0.',
        },
      ],
      seconds: 4200,
      step,
    },
    {
      title: 'fires a month before, a minute after it is seen, and ends when the node has been upgraded',
      series: {
        [deadline('arbos', 'arbos-60')]: gauge([80, 20 * day]),
        [needed('arbos', 'arbos-60', 'unknown')]: gauge([4, 0], [20, 1], [56, 0]),
        [needed('arbos', 'arbos-60', 'no')]: gauge([4, 1], [20, 0], [56, 1]),
      },
      fires: [
        {
          from: 120,
          until: 405,
          labels: planned('arbos', 'arbos-60'),
          description:
            "arb-eu in eu is not ready for arbos-60, or is not known to be, as told by the chain's own schedule. Days left: 20.0.",
        },
      ],
      seconds: 900,
      step,
    },
    {
      title: 'does not fire for a node that is ready, earlier than a month, within two weeks, or for what flashes by',
      series: {
        [deadline('eth_config', 'fork-1970-01-21')]: gauge([40, 20 * day]),
        [needed('eth_config', 'fork-1970-01-21', 'no')]: gauge([40, 1]),
        [deadline('fleet', 'nitro-3.11.0')]: gauge([40, 31 * day]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([40, 1]),
        [deadline('fleet', 'nitro-3.12.0')]: gauge([40, 13 * day]),
        [needed('fleet', 'nitro-3.12.0')]: gauge([40, 1]),
        [deadline('fleet', 'geth-1.17.0')]: gauge([2, 20 * day], [1, 'stale']),
        [needed('fleet', 'geth-1.17.0', 'unknown')]: gauge([2, 1], [1, 'stale']),
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent,
};

const UpgradeDueInTwoWeeks: AlertCases = {
  cases: [
    {
      title: 'takes over two weeks before, to the minute',
      series: {
        [deadline('fleet', 'nitro-3.11.0')]: gauge([300, 14 * day + 300]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([300, 1]),
      },
      fires: [
        {
          from: 360,
          until: 4200,
          labels: planned('fleet', 'nitro-3.11.0'),
          description:
            'arb-eu in eu is not ready for nitro-3.11.0, or is not known to be, as told by fleet.yaml. Days left: 14.0.',
        },
      ],
      seconds: 4200,
      step,
    },
    {
      title: 'fires two weeks before, and ends when the node has been upgraded',
      series: {
        [deadline('fleet', 'nitro-3.11.0')]: gauge([80, 10 * day]),
        [needed('fleet', 'nitro-3.11.0', 'unknown')]: gauge([60, 1], [20, 0]),
      },
      fires: [
        {
          from: 60,
          until: 945,
          labels: planned('fleet', 'nitro-3.11.0'),
          description:
            'arb-eu in eu is not ready for nitro-3.11.0, or is not known to be, as told by fleet.yaml. Days left: 10.0.',
        },
      ],
      seconds: 1155,
      step,
    },
    {
      title: 'does not fire earlier, once the next alert has taken over, or for a node that is ready',
      series: {
        [deadline('beacon_spec', 'gloas')]: gauge([40, 15 * day]),
        [needed('beacon_spec', 'gloas')]: gauge([40, 1]),
        [deadline('eth_config', 'fork-1970-01-21')]: gauge([40, 6 * day]),
        [needed('eth_config', 'fork-1970-01-21', 'unknown')]: gauge([40, 1]),
        [deadline('fleet', 'nitro-3.11.0')]: gauge([40, 10 * day]),
        [needed('fleet', 'nitro-3.11.0', 'no')]: gauge([40, 1]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([40, 0]),
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent,
};

const UpgradeDue: AlertCases = {
  cases: [
    {
      title: 'fires in the last week, and ends when the node has been upgraded',
      series: {
        [deadline('fleet', 'nitro-3.11.0')]: gauge([80, 5 * day]),
        [needed('fleet', 'nitro-3.11.0', 'yes')]: gauge([60, 1], [20, 0]),
      },
      fires: [
        {
          from: 60,
          until: 945,
          labels: planned('fleet', 'nitro-3.11.0'),
          description:
            'arb-eu in eu is not ready for nitro-3.11.0, or is not known to be, as told by fleet.yaml. Days left: 5.0.',
        },
      ],
      seconds: 1155,
      step,
    },
    {
      title: 'does not fire earlier, once the next alert has taken over, or for a node that is ready',
      series: {
        [deadline('beacon_spec', 'gloas')]: gauge([40, 8 * day]),
        [needed('beacon_spec', 'gloas')]: gauge([40, 1]),
        [deadline('eth_config', 'fork-1970-01-21')]: gauge([40, 1 * day]),
        [needed('eth_config', 'fork-1970-01-21', 'unknown')]: gauge([40, 1]),
        [deadline('fleet', 'nitro-3.11.0')]: gauge([40, 5 * day]),
        [needed('fleet', 'nitro-3.11.0', 'no')]: gauge([40, 1]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([40, 0]),
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent,
};

const UpgradeDueInTwoDays: AlertCases = {
  cases: [
    {
      title: 'fires in the last two days, goes on after the deadline, and ends when the node has been upgraded',
      series: {
        [deadline('fleet', 'nitro-3.11.0')]: gauge([80, 300]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([60, 1], [20, 0]),
      },
      fires: [
        {
          from: 60,
          until: 945,
          labels: planned('fleet', 'nitro-3.11.0'),
          description:
            'arb-eu in eu is not ready for nitro-3.11.0, or is not known to be, as told by fleet.yaml. Days left: 0.0.',
        },
      ],
      seconds: 1155,
      step,
    },
    {
      title: 'fires for a node of which nobody knows, but not after the deadline',
      series: {
        [deadline('arbos', 'arbos-60')]: gauge([60, 300]),
        [needed('arbos', 'arbos-60', 'unknown')]: gauge([60, 1]),
      },
      fires: [
        {
          from: 60,
          until: 345,
          labels: planned('arbos', 'arbos-60'),
          description:
            "arb-eu in eu is not ready for arbos-60, or is not known to be, as told by the chain's own schedule. Days left: 0.0.",
        },
      ],
      seconds: 600,
      step,
    },
    {
      title: 'does not fire earlier than two days, or for a node that is ready',
      series: {
        [deadline('beacon_spec', 'gloas')]: gauge([40, 3 * day]),
        [needed('beacon_spec', 'gloas')]: gauge([40, 1]),
        [deadline('fleet', 'nitro-3.11.0')]: gauge([40, day]),
        [needed('fleet', 'nitro-3.11.0', 'no')]: gauge([40, 1]),
        [needed('fleet', 'nitro-3.11.0')]: gauge([40, 0]),
      },
      fires: [],
      seconds: 600,
      step,
    },
  ],
  absent,
};

const skew = (vantage: string, name = ''): string =>
  `headwatch_clock_skew${name}_seconds{job="headwatch",instance="${vantage}",vantage="${vantage}"}`;
const ClockSkewed: AlertCases = {
  cases: [
    {
      title:
        'fires after two minutes, fast or slow, with the region of the vantage, and ends a minute after it is right',
      series: {
        [skew('us')]: gauge([4, 0.1], [16, -5], [20, 0.2]),
        [skew('us', '_uncertainty')]: gauge([40, 0.3]),
      },
      fires: [
        {
          from: 180,
          until: 345,
          labels: { scope: 'self', region: 'us', vantage: 'us' },
          description:
            'The clock of vantage us has been off by more than 2 s for 2 minutes, as those that it asks agree. Off by 5.0 s now.',
        },
      ],
      seconds: 540,
      step,
    },
    {
      title: 'does not fire for a step that is put right, for less, or where it is not sure',
      series: {
        [skew('us')]: gauge([4, 0], [6, 5], [30, 1.9]),
        [skew('us', '_uncertainty')]: gauge([40, 0.3]),
        [skew('ap')]: gauge([40, 3]),
        [skew('ap', '_uncertainty')]: gauge([40, 2.5]),
        [skew('eu')]: gauge([40, 3]),
      },
      fires: [],
      seconds: 540,
      step,
    },
  ],
  absent,
};

const NodeClockSkewed: AlertCases = {
  cases: [
    {
      title: 'fires after two minutes, and ends a minute after it is right',
      series: {
        [of('node_clock_skew_seconds')]: gauge([4, 0.1], [16, 30], [20, 0.2]),
        [of('node_clock_skew_uncertainty_seconds')]: gauge([40, 0.5]),
      },
      fires: [
        {
          from: 180,
          until: 345,
          labels,
          description:
            'The clock of arb-eu in eu has been off by more than 2 s for 2 minutes, by its own answers, with ours put right. Off by 30.0 s now.',
        },
      ],
      seconds: 540,
      step,
    },
    {
      title: 'does not fire for less, where it is not sure, or for a node that does not answer any more',
      series: {
        [of('node_clock_skew_seconds')]: [...gauge([6, 9]), ...gone(30)],
        [of('node_clock_skew_uncertainty_seconds')]: gauge([40, 0.5]),
        [of('node_clock_skew_seconds').replaceAll('arb-eu', 'arb-us')]: gauge([40, -3]),
        [of('node_clock_skew_uncertainty_seconds').replaceAll('arb-eu', 'arb-us')]: gauge([40, 2.1]),
      },
      fires: [],
      seconds: 540,
      step,
    },
  ],
  absent,
};

const certificate = (target: string, role: string, region = 'eu'): string =>
  `headwatch_tls_expiry_timestamp_seconds{job="headwatch",instance="eu",target="${target}",role="${role}",chain="arbitrum-one",region="${region}",vantage="eu"}`;
const CertificateExpiring: AlertCases = {
  cases: [
    {
      title: 'fires below two weeks, on the card of whom it is, and ends a minute after it is renewed',
      series: {
        [certificate('arb', 'edge')]: gauge([20, 14 * day + 150], [20, 90 * day]),
        [certificate('arb-us', 'node', 'us')]: gauge([10, 13 * day], [30, 90 * day]),
      },
      fires: [
        {
          from: 0,
          until: 195,
          labels: { scope: 'node:arb-us', region: 'us', target: 'arb-us', chain: 'arbitrum-one', role: 'node' },
          description: 'The certificate of arb-us in us expires in less than 14 days. Days left: 13.0.',
        },
        {
          from: 165,
          until: 345,
          labels: { scope: 'edge:arb', region: 'eu', target: 'arb', chain: 'arbitrum-one', role: 'edge' },
          description: 'The certificate of arb in eu expires in less than 14 days. Days left: 14.0.',
        },
      ],
      seconds: 540,
      step,
    },
    {
      title: 'does not fire with two weeks left, or for a reference',
      series: {
        [certificate('arb', 'edge')]: gauge([40, 15 * day]),
        [certificate('arb-ref-1', 'reference')]: gauge([40, day]),
      },
      fires: [],
      seconds: 540,
      step,
    },
  ],
  absent,
};

const publicPage = 'headwatch_public_tls_expiry_timestamp_seconds{job="headwatch",instance="eu",vantage="eu"}';
const PublicCertificateExpiring: AlertCases = {
  cases: [
    {
      title: 'fires below two weeks, and ends a minute after it is renewed',
      series: { [publicPage]: gauge([20, 14 * day + 150], [20, 90 * day]) },
      fires: [
        {
          from: 165,
          until: 345,
          labels: { scope: 'self', region: 'eu' },
          description: 'The certificate of the public status page expires in less than 14 days. Days left: 14.0.',
        },
      ],
      seconds: 540,
      step,
    },
    {
      title: 'does not fire with two weeks left',
      series: { [publicPage]: gauge([40, 15 * day]) },
      fires: [],
      seconds: 540,
      step,
    },
  ],
  absent,
};

const starts = of('node_restarts_total');
const NodeRestarting: AlertCases = {
  cases: [
    {
      title: 'fires at the third start within an hour, and ends when the first is an hour old',
      series: { [starts]: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, ...gauge([300, 3])] },
      fires: [
        {
          from: 180,
          until: 3690,
          labels,
          description: 'arb-eu in eu has been started more than 2 times within an hour. Starts: 3.',
        },
      ],
      seconds: 4200,
      step,
    },
    {
      title: 'does not fire for two starts, and not because a scrape is lost',
      series: { [starts]: lose([...gauge([4, 0]), ...gauge([4, 1]), ...gauge([240, 2])], 5, 9, 60) },
      fires: [],
      seconds: 3600,
      step,
    },
  ],
  absent,
};

const NodeRewound: AlertCases = {
  cases: [
    {
      title: 'fires at once, and ends a quarter of an hour and a minute later',
      series: { [of('head_rewinds_total')]: gauge([4, 0], [120, 1]) },
      fires: [
        {
          from: 60,
          until: 990,
          labels,
          description:
            'The head of arb-eu in eu has fallen within the last 15 minutes far below one that it had answered before (more than 1000 blocks; 64 on a chain of slow blocks).',
        },
      ],
      seconds: 1500,
      step,
    },
    {
      title: 'does not fire for what was before, or when the collector starts anew',
      series: { [of('head_rewinds_total')]: counter(3, [60, 0]).map((value, at) => (at < 30 ? value : 0)) },
      fires: [],
      seconds: 900,
      step,
    },
  ],
  absent,
};

const up = of('subscription_up');
const well = of('node_verdict', ',verdict="ok"');
const SubscriptionSilent: AlertCases = {
  cases: [
    {
      title: 'fires after a minute without heads while HTTP is fresh, and ends a minute after they come',
      series: { [up]: gauge([4, 1], [12, 0], [20, 1]), [well]: gauge([36, 1]) },
      fires: [
        {
          from: 120,
          until: 285,
          labels,
          description:
            'The subscription to new heads of arb-eu in eu has not been open, or has brought nothing, for 60 s or more, while its head by HTTP is fresh.',
        },
      ],
      seconds: 480,
      step,
    },
    {
      title: 'does not fire for a reconnection, for a node that is bad anyway, or for an edge',
      series: {
        [up]: gauge([4, 1], [3, 0], [30, 1]),
        [well]: gauge([37, 1]),
        [up.replaceAll('arb-eu', 'arb-us')]: gauge([37, 0]),
        [well.replaceAll('arb-eu', 'arb-us')]: gauge([37, 0]),
        [up.replace('target="arb-eu",role="node"', 'target="arb",role="edge"')]: gauge([37, 0]),
      },
      fires: [],
      seconds: 480,
      step,
    },
  ],
  absent,
};

export const lifeCases = {
  UpgradeDueSoon,
  UpgradeDueInTwoWeeks,
  UpgradeDue,
  UpgradeDueInTwoDays,
  ClockSkewed,
  NodeClockSkewed,
  CertificateExpiring,
  PublicCertificateExpiring,
  NodeRestarting,
  NodeRewound,
  SubscriptionSilent,
} as const satisfies Partial<Record<AlertName, AlertCases>>;
