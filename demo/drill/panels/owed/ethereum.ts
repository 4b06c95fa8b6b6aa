/** What the pages owe for Ethereum, its nodes and the edge in front of them. */
import type { ethereumFaults } from '../../../faults/ethereum.ts';
import { edge, node, nodeOn, type PagesOwe, slow, told, verdict } from './owed.ts';

const unreachable: PagesOwe = (place) => [{ about: node(place), says: '✖ UNREACHABLE' }];

export const ethereumPages: Readonly<Record<keyof typeof ethereumFaults, PagesOwe>> = {
  'l1-node-down': (place) => [
    {
      about: node(place),
      says: '✖ UNREACHABLE',
      may: {
        'The same blocks as the others': slow,
        'The same logs as the others': slow,
        'Cuts ranges without a word': slow,
      },
    },
  ],
  'l1-edge-down': ({ target }) => [{ about: edge(target), says: '✖ DOWN', private: true }],
  'beacon-down': unreachable,
  'engine-cut': (place) => [
    { about: verdict(place), says: ['▲ LAGGING', '✖ STALLED'] },
    { about: { ...node(place), series: ['headwatch_pair_state'] }, says: ['✖', '▲'] },
  ],
  'pair-behind': ({ fleet }) =>
    ['beacon-a', 'eth-a'].map((target) => ({
      about: verdict({ fleet, target }),
      // Either says itself that it syncs, sooner or later.
      says: ['▲ LAGGING', '▲ SYNCING', '✖ STALLED'],
    })),
  'beacon-el-offline': told('headwatch_consensus_el_offline', '✖ YES'),
  'beacon-optimistic': told('headwatch_consensus_optimistic', '✖ YES'),
  'beacon-not-final': (place) => [
    { about: nodeOn(place, 'Epochs since the last final one'), colors: ['orange', 'red'] },
  ],
  'beacon-no-columns': (place) => [
    {
      about: { ...nodeOn(place, 'Blobs of recent batches'), series: ['headwatch_blob_missing_fetches'] },
      colors: ['orange', 'red'],
    },
  ],
  'eth-few-peers': (place) => [{ about: nodeOn(place, 'Peers'), colors: ['red'] }],
  'l1-reorg': () => [
    {
      about: { labels: {}, panels: ['Blocks taken back'], series: ['headwatch_reorg_last_depth_blocks'] },
      colors: ['orange', 'red'],
    },
  ],
  'l1-not-final': () => [
    { about: { labels: {}, panels: ['Epochs since the last final one'] }, colors: ['orange', 'red'] },
  ],
};
