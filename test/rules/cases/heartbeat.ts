import type { AlertName } from '../../../alerts/rules/index.ts';
import type { AlertCases } from '../support/matrix.ts';
import { gauge, gone, type Sample } from '../support/samples.ts';

/** The router is scraped every 5 s; three evaluations of 15 s are the same to a beat a day. */
const step = 15;
const of = (name: string, heartbeat = 'arb-snapshot'): string =>
  `headwatch_heartbeat_${name}{job="headwatch-router",instance="router",heartbeat="${heartbeat}"}`;
const labels = { scope: 'heartbeat:arb-snapshot', region: 'all', heartbeat: 'arb-snapshot' };
const what = ' It is: snapshot of the database of arb-eu.';
const told = (rest: string): string => `arb-snapshot has not told in time that it ran well.${rest}${what}`;

/** Ten minutes stand for a day: the rule knows only what the router says. */
const expected = (samples: number): Readonly<Record<string, readonly Sample[]>> => ({
  [of('expected_seconds')]: gauge([samples, 600]),
  [of('known_timestamp_seconds')]: gauge([samples, 0]),
});

const BackupStale: AlertCases = {
  cases: [
    {
      title: 'fires when the last good beat is older than it may be, and ends a minute after the next',
      series: {
        ...expected(120),
        [of('timestamp_seconds')]: gauge([60, 30], [60, 900]),
        [of('failed')]: gauge([120, 0]),
      },
      fires: [
        {
          from: 645,
          until: 945,
          labels,
          description: told(' Hours since it last did: 0.2. Hours within which it must: 0.2.'),
        },
      ],
      seconds: 1440,
      step,
    },
    {
      title: 'fires for one that was never heard of, counted from when the router first read of it',
      series: { ...expected(60), [of('timestamp_seconds')]: gauge([48, '_'], [12, 720]) },
      fires: [{ from: 615, until: 765, labels, description: told(' Hours within which it must: 0.2.') }],
      seconds: 885,
      step,
    },
    {
      title: 'fires at once for one that says that it failed, and says so',
      series: {
        ...expected(60),
        [of('timestamp_seconds')]: gauge([60, 60]),
        [of('failed')]: gauge([10, 0], [10, 1], [40, 0]),
      },
      fires: [
        {
          from: 150,
          until: 345,
          labels,
          description: told(
            ' The last time it told that it failed. Hours since it last did: 0.0. Hours within which it must: 0.2.',
          ),
        },
      ],
      seconds: 600,
      step,
    },
    {
      title: 'does not fire in time, for a new one, nor because the router restarts',
      series: {
        ...expected(60),
        [of('timestamp_seconds')]: [...gauge([20, 290]), ...gone(10), ...gauge([30, 290])],
        [of('expected_seconds', 'ledger-copy')]: gauge([60, 5_400]),
        [of('known_timestamp_seconds', 'ledger-copy')]: gauge([60, 0]),
      },
      fires: [],
      seconds: 885,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const BackupShrunk: AlertCases = {
  cases: [
    {
      title: 'fires while the size is below the least that is expected, and ends a minute after it is not',
      series: {
        [of('size_bytes')]: gauge([4, 2e12], [20, 2e11], [20, 2e12]),
        [of('least_bytes')]: gauge([44, 1e12]),
      },
      fires: [
        {
          from: 60,
          until: 405,
          labels,
          description: `arb-snapshot told that it ran well, and a size far below the usual one. Bytes: 186.3Gi. In percent of the least that is expected: 20.${what}`,
        },
      ],
      seconds: 600,
      step,
    },
    {
      title: 'fires for one of no bytes, that none was before',
      series: { [of('size_bytes')]: gauge([20, 0]), [of('least_bytes')]: gauge([20, 1]) },
      fires: [
        {
          from: 0,
          until: 285,
          labels,
          description: `arb-snapshot told that it ran well, and a size far below the usual one. Bytes: 0. In percent of the least that is expected: 0.${what}`,
        },
      ],
      seconds: 285,
      step,
    },
    {
      title: 'does not fire for a size like the last ones, nor for the first one, nor for one that tells none',
      series: {
        [of('size_bytes')]: gauge([40, 1.1e12]),
        [of('least_bytes')]: gauge([40, 1e12]),
        [of('size_bytes', 'ledger-copy')]: gauge([40, 5]),
      },
      fires: [],
      seconds: 585,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

export const heartbeatCases = { BackupStale, BackupShrunk } as const satisfies Partial<Record<AlertName, AlertCases>>;
