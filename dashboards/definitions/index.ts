/**
 * The dashboards, by name. A new one is a name in collector/catalogue/dashboards.ts, a file here and a line below;
 * everything else derives from this.
 */
import type { DashboardName } from '../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { build as arbitrum } from './arbitrum.ts';
import { build as cloudflare } from './cloudflare.ts';
import { build as ethereum } from './ethereum.ts';
import { build as incidents } from './incidents.ts';
import { build as journey } from './journey.ts';
import { build as monitor } from './monitor.ts';
import { build as node } from './node.ts';
import { build as sla } from './sla.ts';
import { build as status } from './status.ts';
import { build as transparency } from './transparency.ts';

/** Undefined where this profile has no such dashboard, or the fleet nothing to show on it. */
export type Build = (profile: Profile, fleet: Fleet) => Dashboard | undefined;

export const dashboards = {
  status,
  arbitrum,
  ethereum,
  journey,
  cloudflare,
  sla,
  transparency,
  incidents,
  node,
  monitor,
} as const satisfies Partial<Record<DashboardName, Build>>;
