import type { AlertCases } from '../support/matrix.ts';
import { gauge, lose, type Sample } from '../support/samples.ts';

const chain = (vantage = 'eu'): string =>
  `job="headwatch",instance="${vantage}",chain="arbitrum-one",vantage="${vantage}"`;
const verdict = (value: string, vantage?: string): string =>
  `headwatch_chain_verdict{${chain(vantage)},verdict="${value}"}`;
const headAt = `headwatch_chain_head_timestamp_seconds{${chain()}}`;
const labels = { scope: 'chain:arbitrum-one', region: 'all', chain: 'arbitrum-one' };

/** A head that is never older than a second. */
const young = (seconds: number): readonly Sample[] => Array.from({ length: seconds }, (_, second) => second);

export const ChainHalted: AlertCases = {
  cases: [
    {
      title: 'fires at the first second of a halt, holds over a lost scrape, and ends 5 s and 60 s after it',
      series: {
        [verdict('halted')]: lose(gauge([40, 0], [20, 1], [90, 0]), 45, 50),
        [headAt]: gauge([150, 10]),
      },
      fires: [
        {
          from: 40,
          until: 123,
          labels,
          description:
            'Our nodes and at least two independent references all have an old head of arbitrum-one. The corroborated head is 30 s old.',
        },
      ],
      seconds: 149,
    },
    {
      title: 'does not fire while the chain is live or cannot be judged',
      series: {
        [verdict('halted')]: gauge([60, 0]),
        [verdict('live')]: gauge([30, 1], [30, 0]),
        [verdict('unverifiable')]: gauge([30, 0], [30, 1]),
      },
      fires: [],
      seconds: 59,
    },
    {
      title: 'does not believe another vantage, which sees fewer sources',
      series: { [verdict('halted', 'us')]: gauge([60, 1]) },
      fires: [],
      seconds: 59,
    },
  ],
  absent: { fires: [], seconds: 60 },
};

export const ChainUnverifiable: AlertCases = {
  cases: [
    {
      title: 'fires after a minute without comparison and with an old head',
      series: { [verdict('unverifiable')]: gauge([40, 0], [90, 1], [90, 0]), [headAt]: gauge([220, 1]) },
      fires: [
        {
          from: 100,
          until: 193,
          labels,
          description:
            'Too few independent references of arbitrum-one answer, and no young head is known. The corroborated head is 99 s old.',
        },
      ],
      seconds: 219,
    },
    {
      title: 'fires when no source answers at all, so that no head is known',
      series: { [verdict('unverifiable')]: gauge([5, 0], [70, 1]) },
      fires: [
        {
          from: 65,
          until: 74,
          labels,
          description: 'Too few independent references of arbitrum-one answer, and no young head is known.',
        },
      ],
      seconds: 74,
    },
    {
      title: 'does not fire while the head is young, nor for less than a minute',
      series: {
        [verdict('unverifiable')]: gauge([120, 1]),
        [headAt]: young(120),
        'headwatch_chain_verdict{job="headwatch",instance="eu",chain="ethereum",vantage="eu",verdict="unverifiable"}':
          gauge([50, 1], [70, 0]),
      },
      fires: [],
      seconds: 119,
    },
  ],
  absent: { fires: [], seconds: 120 },
};
