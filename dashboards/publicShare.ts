/** Where a dashboard of the public profile is found: the one place that knows its token. */
import { createHash } from 'node:crypto';
import { type DashboardName, dashboardUid } from '../collector/catalogue/dashboards.ts';
import type { Fleet } from '../collector/config/fleet.ts';

/**
 * Grafana's access token of a public dashboard: 32 hexadecimal digits, a UUID without its dashes (what it demands). It
 * is an address, no secret: whoever has it may look. Made from the service's name, it survives a new database.
 */
export const publicToken = (name: DashboardName, fleet: Fleet): string => {
  const own = fleet.grafana?.publicTokens?.[name];
  if (own !== undefined) return own;
  const digest = createHash('sha256')
    .update(`${fleet.service.name}\n${dashboardUid(name)}`)
    .digest('hex');
  return digest.slice(0, 32);
};

/** The path below the public Grafana's address. */
export const publicPath = (name: DashboardName, fleet: Fleet): string =>
  `/public-dashboards/${publicToken(name, fleet)}`;
