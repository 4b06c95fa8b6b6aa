/** The dashboards, by uid. A new one is a file here and a line below; everything else derives from this. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { build as status } from './status.ts';

export const dashboards = {
  'headwatch-status': status,
} as const satisfies Record<string, (profile: Profile, fleet: Fleet) => Dashboard>;
