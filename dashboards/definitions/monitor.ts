/** "Monitor health": whether the watchers watch, and what watching costs. For operators. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { isolationRow } from './cloudflare/isolation.ts';
import { contextOf } from './context.ts';
import { costRow } from './monitor/costs.ts';
import { probeRow } from './monitor/probes.ts';
import { prometheusRow } from './monitor/prometheus.ts';
import { watcherRow } from './monitor/watchers.ts';

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  if (profile === 'public') return undefined;
  const context = contextOf(profile, fleet);
  return {
    name: 'monitor',
    title: 'Monitor health',
    description: 'Whether the watchers watch, what they ask of the nodes, and what scrapes and rules cost.',
    tags: ['headwatch'],
    profile,
    from: 'now-6h',
    refresh: '15s',
    rows: [
      watcherRow(context),
      probeRow,
      costRow,
      prometheusRow,
      // Without a page of Cloudflare there is no better place.
      ...(fleet.cloudflare === undefined && fleet.isolation !== undefined ? isolationRow(context) : []),
    ],
    variables: [],
  };
};
