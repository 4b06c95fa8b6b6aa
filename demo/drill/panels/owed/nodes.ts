/** What the pages owe for a Nitro node that answers badly, or whose head is not where it should be. */
import type { nodeFaults } from '../../../faults/nodes.ts';
import { node, type PagesOwe, slow, verdict } from './owed.ts';

const told =
  (...says: readonly string[]): PagesOwe =>
  (place) => [{ about: verdict(place), says }];

/** What else it is asked may be answered: only its verdict is owed. */
const unreachable = told('✖ UNREACHABLE');

export const nodePages: Readonly<Record<keyof typeof nodeFaults, PagesOwe>> = {
  // Nobody is answered anything: nothing that is said of it may look well.
  'node-down': (place) => [
    {
      about: node(place),
      says: '✖ UNREACHABLE',
      may: {
        'Nitro nodes now': slow,
        'The same blocks as the others': slow,
        'The same logs as the others': slow,
        'Cuts ranges without a word': slow,
      },
    },
  ],
  'node-reset': unreachable,
  'node-hang': unreachable,
  'node-429': unreachable,
  'node-502': unreachable,
  'node-html': unreachable,
  'node-garbage': unreachable,
  'node-truncated': unreachable,
  'node-huge': unreachable,
  'node-error-in-200': unreachable,
  'node-null-block': unreachable,
  'node-decimal': unreachable,
  'node-future': unreachable,
  'node-wrong-chain': told('✖ WRONG CHAIN'),
  'node-stall': told('✖ STALLED', '▲ LAGGING'),
  'node-lag': told('▲ LAGGING'),
  'node-diverge': told('✖ DIVERGED'),
  'node-syncing': told('▲ SYNCING'),
};
