import type { AlertCases } from '../support/matrix.ts';
import { gone, type Sample } from '../support/samples.ts';
import { cloudflare, level, minutes, quiet, series, step } from './cloudflareSeries.ts';

const result = (origin: string, is: string): string => series('isolation_result', { origin, result: is });
const at = series('isolation_checked_timestamp_seconds');

const OriginExposed: AlertCases = {
  cases: [
    {
      title: 'fires at once for the origin that took a connection, and ends when it does not any more',
      series: {
        [result('arb-eu', 'open')]: level([10, 0], [10, 1], [10, 0]),
        [result('arb-eu', 'closed')]: level([10, 1], [10, 0], [10, 1]),
        [result('arb-us', 'open')]: level([30, 0]),
      },
      fires: [
        {
          from: 600,
          until: 1245,
          labels: { ...cloudflare, origin: 'arb-eu' },
          description:
            'Origin arb-eu took a connection over the public route when it was last tried: whoever knows its address reaches it past Cloudflare.',
        },
      ],
      seconds: 1785,
      step,
    },
    {
      title: 'does not fire for what is not known',
      series: { [result('arb-eu', 'unknown')]: level([30, 1]), [result('arb-eu', 'open')]: level([30, 0]) },
      fires: [],
      seconds: 1785,
      step,
    },
  ],
  absent: quiet,
};

const unverified = (origin: string, from: number, until: number) => ({
  from,
  until,
  labels: { ...cloudflare, origin },
  description: `For 30 minutes or more it could not be told whether an origin is closed to the public (${origin}): no public address, no controls that answer, or no try at all.`,
});
const clock = (total: number, stops = total): readonly Sample[] =>
  Array.from({ length: minutes(total) }, (_, place) => Math.min(place, minutes(stops)) * step);

const IsolationUnverified: AlertCases = {
  cases: [
    {
      title: 'fires when an origin has been unknown for half an hour, and ends',
      series: { [result('arb-eu', 'unknown')]: level([10, 0], [50, 1], [10, 0]), [at]: clock(70) },
      fires: [unverified('arb-eu', 2400, 3645)],
      seconds: 4185,
      step,
    },
    {
      title: 'fires half an hour after the tries are overdue',
      series: {
        [result('arb-eu', 'closed')]: level([100, 1]),
        [at]: [...clock(90, 10), ...clock(100).slice(minutes(90))],
      },
      fires: [unverified('all of them', 4215, 5445)],
      seconds: 5985,
      step,
    },
    {
      title: 'does not fire for one round that could not tell',
      series: { [result('arb-eu', 'unknown')]: level([10, 0], [10, 1], [40, 0]), [at]: clock(60) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const behind = (target: string): string => series('edge_behind_cloudflare', { target });

const EdgeNotBehindCloudflare: AlertCases = {
  cases: [
    {
      title: 'fires a minute after a hostname leads elsewhere, and ends',
      series: { [behind('arb')]: level([10, 1], [10, 0], [10, 1]), [behind('eth')]: level([30, 1]) },
      fires: [
        {
          from: 660,
          until: 1245,
          labels: { ...cloudflare, target: 'arb' },
          description:
            "The hostname of edge arb resolves to an address that is not one of Cloudflare's: the record is not proxied, or points elsewhere.",
        },
      ],
      seconds: 1785,
      step,
    },
    {
      title: 'does not fire while it does not resolve',
      series: { [behind('arb')]: [...level([10, 1]), ...gone(minutes(10)), ...level([10, 1])] },
      fires: [],
      seconds: 1785,
      step,
    },
  ],
  absent: quiet,
};

const connections = series('cloudflare_tunnel_connections', { tunnel: 'eth' });
const tunnel = (from: number, until: number) => ({
  from,
  until,
  labels: { ...cloudflare, tunnel: 'eth' },
  description:
    'The cloudflared of tunnel eth has kept fewer than 4 connections to the edge, or has not told of any, for 3 minutes or more.',
});

const TunnelDegraded: AlertCases = {
  cases: [
    {
      title: 'fires three minutes after a connection was lost, and ends',
      series: { [connections]: level([10, 4], [10, 3], [10, 4]) },
      fires: [tunnel(780, 1245)],
      seconds: 1785,
      step,
    },
    {
      title: 'fires when it tells nothing',
      series: { [connections]: [...level([10, 4]), ...gone(minutes(20)), ...level([10, 4])] },
      fires: [tunnel(945, 1845)],
      seconds: 2385,
      step,
    },
    {
      title: 'does not fire for a restart',
      series: { [connections]: [...level([10, 4]), ...gone(minutes(2)), ...level([1, 2]), ...level([10, 4])] },
      fires: [],
      seconds: 1365,
      step,
    },
  ],
  absent: { fires: [tunnel(180, 300)], seconds: 300 },
};

export const isolationCases = { OriginExposed, IsolationUnverified, EdgeNotBehindCloudflare, TunnelDegraded };
