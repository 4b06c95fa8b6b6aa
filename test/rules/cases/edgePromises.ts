import type { AlertCases } from '../support/matrix.ts';
import { counter, edgeLabels, gauge, gone, lose } from '../support/samples.ts';

const throttled = (target: string, region: string): string =>
  `headwatch_edge_throttled_total{${edgeLabels(target, region)}}`;
const refused = (target: string, region: string): string => `headwatch_edge_key_refused{${edgeLabels(target, region)}}`;

const arb = (region: string) => ({ scope: 'edge:arb', region, target: 'arb', chain: 'arbitrum-one' });
const throttledText = (region: string): string =>
  `Edge arb in ${region} has answered us with 429 or a rate-limit page within the last minute. Members are promised no limit.`;

/** Both series are scraped every 15 s. */
const step = 15;

export const EdgeThrottled: AlertCases = {
  cases: [
    {
      title: 'fires for a single refusal, in its region, and ends within two minutes after the last',
      series: {
        [throttled('arb', 'eu')]: counter(0, [10, 0], [1, 1], [20, 0]),
        [throttled('arb', 'us')]: counter(7, [31, 0]),
      },
      fires: [{ from: 165, until: 270, labels: arb('eu'), description: throttledText('eu') }],
      seconds: 450,
      step,
    },
    {
      title: 'holds over a lost scrape and a restart',
      series: {
        [throttled('arb', 'eu')]: [...lose(counter(0, [10, 0], [10, 3]), 14), ...gone(2), ...counter(0, [4, 3])],
      },
      fires: [{ from: 165, until: 405, labels: arb('eu'), description: throttledText('eu') }],
      seconds: 405,
      step,
    },
    {
      title: 'does not fire for an old count, a restart, or an edge of our own nodes',
      series: {
        [throttled('arb', 'eu')]: [...counter(40, [10, 0]), ...gone(2), ...counter(0, [20, 0])],
        [throttled('eth', 'eu')]: counter(0, [30, 5]),
      },
      fires: [],
      seconds: 450,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const openText = (target: string): string =>
  `Edge ${target} has answered a question with a wrong key; it is asked with one every 60 s.`;

export const EdgeOpen: AlertCases = {
  cases: [
    {
      title:
        'fires for the edge as a whole when it serves a wrong key to one vantage, until a minute after it refuses it again',
      series: {
        [refused('arb', 'eu')]: gauge([30, 1]),
        [refused('arb', 'us')]: gauge([10, 1], [8, 0], [12, 1]),
      },
      fires: [{ from: 150, until: 345, labels: arb('all'), description: openText('arb') }],
      seconds: 435,
      step,
    },
    {
      title: 'fires for an edge of our own nodes too, in its only region',
      series: { [refused('eth', 'eu')]: gauge([4, 0]) },
      fires: [
        {
          from: 0,
          until: 45,
          labels: { scope: 'edge:eth', region: 'eu', target: 'eth', chain: 'ethereum' },
          description: openText('eth'),
        },
      ],
      seconds: 45,
      step,
    },
    {
      title: 'does not fire while it cannot be told, nor over a lost scrape',
      series: { [refused('arb', 'eu')]: [...lose(gauge([10, 1]), 4), ...gone(10), ...gauge([5, Number.NaN], [5, 1])] },
      fires: [],
      seconds: 435,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};
