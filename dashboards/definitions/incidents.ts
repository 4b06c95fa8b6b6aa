/** "Incidents and delivery": what fires, what is to blame, and whether people are told of it. For operators. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { contextOf } from './context.ts';
import { firingRow } from './incidents/alerts.ts';
import { deliveryRow } from './incidents/delivery.ts';
import { evidenceRow } from './incidents/evidence.ts';
import { ringingRow } from './incidents/paging.ts';

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  if (profile === 'public') return undefined;
  const context = contextOf(profile, fleet);
  return {
    name: 'incidents',
    title: 'Incidents and delivery',
    description: 'What fires, what is to blame as far as it is known, and whether people are told.',
    tags: ['headwatch'],
    profile,
    from: 'now-6h',
    refresh: '10s',
    rows: [...firingRow, evidenceRow(context), deliveryRow, ringingRow],
    variables: [],
  };
};
