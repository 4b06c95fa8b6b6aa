/** Where an alert sends its reader. Derived from names, so a link cannot point to another alert's page. */
import type { Fleet } from '../../collector/config/fleet.ts';

/**
 * The runbook of an alert: its path in the repository, because no copy is served anywhere yet and a dead link is
 * worse than a path. A base URL goes in front once there is one.
 */
export const runbookUrl = (name: string, base = ''): string => `${base}docs/runbooks/${name}.md`;

/** UID of the dashboard that every alert points to. */
export const statusDashboard = 'headwatch-status';

/** The Status dashboard; undefined when the fleet names no Grafana. */
export const dashboardUrl = (fleet: Fleet): string | undefined =>
  fleet.grafana ? `${fleet.grafana.url.replace(/\/+$/, '')}/d/${statusDashboard}` : undefined;
