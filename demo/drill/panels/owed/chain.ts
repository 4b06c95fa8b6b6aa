/** What the pages owe for a chain itself, its feed, and references. */
import type { chainFaults } from '../../../faults/chain.ts';
import { type PagesOwe, reference, verdict } from './owed.ts';

export const chainPages: Readonly<Record<keyof typeof chainFaults, PagesOwe>> = {
  'batches-stop': () => [
    {
      about: { labels: { chain: 'arbitrum-one' }, panels: ['Batch posting: since the last batch'] },
      colors: ['orange', 'red'],
    },
  ],
  'feed-silent': () => [
    { about: { labels: { feed: 'arb-feed' }, series: ['headwatch_feed_connected'] }, says: '✖ NO' },
  ],
  'chain-halt': () => [
    {
      about: {
        labels: { chain: 'arbitrum-one' },
        series: ['headwatch_chain_verdict'],
        row: { chain: ['Arbitrum', 'arbitrum-one'] },
      },
      says: '■ HALTED, not us',
    },
  ],
  'safe-replaced': () => [
    { about: { labels: {}, panels: ['Safe blocks that became others'] }, colors: ['orange'], private: true },
  ],
  'feed-gaps': () => [
    { about: { labels: { feed: 'arb-feed' }, panels: ['Feed faults'], row: { reason: ['gap'] } }, above: 0 },
  ],
  'reference-429': (place) => [{ about: { ...reference(place), series: ['headwatch_head_success'] }, says: '✖ NO' }],
  'reference-runaway': { nothing: 'a head that nobody else has counts for nothing' },
  'node-runaway': (place) => [{ about: verdict(place), says: '✖ DIVERGED' }],
};
