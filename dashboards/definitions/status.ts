/** "Status": is it up for members, is it us, who watches. One definition, two profiles. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { plainText } from '../kit/queries.ts';
import { contextOf } from './context.ts';
import { firstRow } from './status/firstRow.ts';
import { secondRow } from './status/secondRow.ts';
import { signalRows } from './status/signals.ts';

export const build = (profile: Profile, fleet: Fleet): Dashboard => {
  const context = contextOf(profile, fleet);
  return {
    name: 'status',
    title: 'Status',
    description: `${plainText(fleet.service.name)}: is it up, is it us, who watches. Unknown is never shown as healthy.`,
    tags: ['headwatch'],
    profile,
    from: profile === 'public' ? 'now-6h' : 'now-1h',
    refresh: profile === 'public' ? '10s' : '5s',
    rows: [...firstRow(context), ...secondRow(context), ...signalRows(context)],
    variables: [],
  };
};
