/** What the pages owe for a Nitro node whose head is fresh, mostly, and that is not well. */
import type { nitroFaults } from '../../../faults/nitro.ts';
import { nodeOn, type PagesOwe, told, toldUs, verdict } from './owed.ts';

export const nitroPages: Readonly<Record<keyof typeof nitroFaults, PagesOwe>> = {
  'node-publisher-bad': toldUs('headwatch_nitro_publisher_healthy', '✖ NO'),
  'node-throttled': ({ target }) => [
    { about: { labels: { target, outcome: 'refused' }, panels: ['Calls that nodes serve'] }, above: 0, private: true },
  ],
  'node-execution-behind': (place) => [{ about: verdict(place), says: ['▲ LAGGING', '▲ SYNCING', '✖ STALLED'] }],
  // Its head goes on with each batch, and its verdict with it.
  'node-feed-lost': told('headwatch_l1_link', '▲ FEED'),
  'node-blobs-lost': told('headwatch_l1_link', '✖ BLOBS'),
  'node-l1-lost': told('headwatch_l1_link', '✖ L1 PATH'),
  'node-clock-off': (place) => [{ about: nodeOn(place, 'Clocks'), colors: ['orange', 'red'], private: true }],
  'node-tags-swapped': (place) => [
    {
      about: { ...nodeOn(place, 'Nitro nodes now'), series: ['headwatch_tag_number'] },
      says: '✖ YES',
      private: true,
    },
  ],
  'node-final-other': ({ target, fleet }) => [
    {
      about: {
        ...nodeOn({ target, fleet }, 'The same blocks as the others'),
        row: { target: [target], height: ['finalized'] },
      },
      says: '✖ NO',
    },
  ],
  'node-feed-gap': (place) => [
    {
      about: { ...nodeOn(place, 'What nodes have yet to do'), series: ['headwatch_nitro_feed_pending_messages'] },
      above: 0,
    },
  ],
  // Unknown after the first window with other logs, ✖ NO after the second.
  'node-logs-lost': (place) => [
    // The journey tells first. Settled logs are compared more seldom, and are said to differ only after several windows.
    {
      about: { labels: { target: place.target, outcome: 'logs_differ' }, panels: ['Logs of settled blocks, compared'] },
      above: 0,
      private: true,
    },
  ],
};
