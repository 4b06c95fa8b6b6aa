/** What the pages owe for members' edges. */
import type { edgeFaults } from '../../../faults/edge.ts';
import { edge, type PagesOwe } from './owed.ts';

const down: PagesOwe = ({ target }) => [{ about: edge(target), says: '✖ DOWN' }];

/** Questions are answered, with an old head: what is made of them may not look well. */
const stale: PagesOwe = ({ target }) => [
  {
    about: { ...edge(target), series: ['headwatch:edge_state:region', 'headwatch_edge_state'] },
    says: '✖ DOWN',
  },
];

/** The single question is answered: what is made of both, and the journey itself, may not look well. */
const failing: PagesOwe = ({ target }) => [
  {
    about: {
      ...edge(target),
      series: ['headwatch:edge_state:region', 'headwatch_edge_state', 'headwatch_journey_success'],
    },
    says: '✖ DOWN',
  },
  { about: { ...edge(target), series: ['headwatch_edge_journey'] }, says: '✖ FAILS' },
];

export const edgePages: Readonly<Record<keyof typeof edgeFaults, PagesOwe>> = {
  'edge-down': down,
  // Cloudflare's own figures come minutes later.
  'origin-522': ({ target }) => [
    { about: edge(target), says: '✖ DOWN' },
    { about: { labels: {}, panels: ['Origin not reached, by pool'] }, colors: ['orange', 'red'] },
  ],
  'pool-down': ({ target }) => {
    const pool = target.replace('pool:', '');
    return [
      {
        about: { labels: { pool }, panels: ['Pools, over time'], row: { pool: [pool] } },
        says: ['✖ CRITICAL', '▲ DEGRADED'],
      },
    ];
  },
  'edge-hang-one-region': down,
  'edge-429-one-region': down,
  'edge-wrong-chain': down,
  'edge-challenge': down,
  'edge-stale': stale,
  'edge-stale-one-region': stale,
  'edge-open': ({ target }) => [
    { about: { ...edge(target), series: ['headwatch_edge_key_refused'] }, says: '✖ NO', private: true },
  ],
  'journey-logs-fail': failing,
  'journey-inconsistent': failing,
  'journey-calls-fail': failing,
};
