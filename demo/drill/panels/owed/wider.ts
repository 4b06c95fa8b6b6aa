/** What the pages owe where the fleet is wider: a quiet chain, a validator, machines. Operators see those. */
import type { widerFaults } from '../../../faults/wider.ts';
import { nodeOn, type PagesOwe, type Shows, verdict } from './owed.ts';

/** @param target as the simulator names it: `host:NAME` */
const onHost =
  (panel: string, shows: Shows): PagesOwe =>
  ({ target }) => {
    const host = target.replace('host:', '');
    return [{ about: { labels: { host }, panels: [panel], row: { host: [host] } }, ...shows, private: true }];
  };

export const widerPages: Readonly<Record<keyof typeof widerFaults, PagesOwe>> = {
  'quiet-spell': { nothing: 'a quiet chain that nobody uses is well, and is shown so' },
  'quiet-node-behind': (place) => [{ about: verdict(place), says: ['▲ LAGGING', '✖ STALLED'] }],
  'validator-failing': (place) => [
    {
      about: nodeOn(place, 'Blocks taken back, and what validators refuse'),
      above: 0,
      private: true,
    },
  ],
  'validator-idle': { nothing: 'how much is validated has no limit: no member reads by it' },
  'host-disk-full': onHost('Disk left', { colors: ['red'] }),
  'host-memory-short': onHost('Memory left', { colors: ['red'] }),
  'host-clock-off': ({ target }) => [
    {
      about: { labels: { host: target.replace('host:', '') }, series: ['node_timex_sync_status'] },
      says: '✖ NO',
      private: true,
    },
  ],
  'host-silent': onHost('Machines heard', { says: '?' }),
};
