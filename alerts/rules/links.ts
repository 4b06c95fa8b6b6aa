/** Where an alert sends its reader. Derived from names, so a link cannot point to another alert's page. */
import type { Fleet } from '../../collector/config/fleet.ts';

/** Where the runbook of an alert stands in the repository. */
export const runbookPath = (name: string): string => `docs/runbooks/${name}.md`;

/**
 * The runbook of an alert as the router's public listener serves it; its path in the repository while the fleet names
 * no public URL, because a dead link is worse than a path.
 */
export const runbookUrl = (name: string, fleet: Fleet): string =>
  fleet.router.publicUrl ? `${fleet.router.publicUrl.replace(/\/+$/, '')}/runbooks/${name}` : runbookPath(name);

/** UID of the dashboard that every alert points to. */
export const statusDashboard = 'headwatch-status';

/** The Status dashboard; undefined when the fleet names no Grafana. */
export const dashboardUrl = (fleet: Fleet): string | undefined =>
  fleet.grafana ? `${fleet.grafana.url.replace(/\/+$/, '')}/d/${statusDashboard}` : undefined;
