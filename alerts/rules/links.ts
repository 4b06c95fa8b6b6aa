/** Where an alert sends its reader. Derived from names, so a link cannot point to another alert's page. */
import { dashboardUid } from '../../collector/catalogue/dashboards.ts';
import { panelId } from '../../collector/catalogue/panelId.ts';
import type { Fleet } from '../../collector/config/fleet.ts';

/** Where the runbook of an alert stands in the repository. */
export const runbookPath = (name: string): string => `docs/runbooks/${name}.md`;

/**
 * The runbook of an alert as the router's public listener serves it; its path in the repository while the fleet names
 * no public URL, because a dead link is worse than a path.
 */
export const runbookUrl = (name: string, fleet: Fleet): string =>
  fleet.router.publicUrl ? `${fleet.router.publicUrl.replace(/\/+$/, '')}/runbooks/${name}` : runbookPath(name);

/** Scopes that are no target's, and the key of the panel that shows most of them; of the others the whole is best. */
const panelOf: Readonly<Record<string, string>> = {
  chain: 'chains',
  host: 'hosts now',
  heartbeat: 'heartbeats',
  sla: 'burn',
};

const statusUrl = ({ grafana }: Fleet): string | undefined =>
  grafana && `${grafana.url.replace(/\/+$/, '')}/d/${dashboardUid('status')}`;

/** The measurements of one target; undefined when the fleet names no Grafana. */
export const targetDashboard = (target: string, fleet: Fleet): string | undefined => {
  const dashboard = statusUrl(fleet);
  return dashboard === undefined ? undefined : `${dashboard}?var-target=${target}`;
};

/**
 * Where an alert's measurements are: the Status dashboard with its target chosen, or with the panel of its scope opened.
 * Undefined when the fleet names no Grafana.
 * @param scope of the alert, by Prometheus' templates: the link has them too
 */
export const dashboardUrl = (scope: string, fleet: Fleet): string | undefined => {
  const dashboard = statusUrl(fleet);
  if (dashboard === undefined) return undefined;
  const target = /\{\{ \$labels\.target \}\}/.exec(scope)?.[0];
  if (target !== undefined) return targetDashboard(target, fleet);
  const panel = panelOf[scope.split(':')[0] ?? ''];
  return panel === undefined ? dashboard : `${dashboard}?viewPanel=${panelId(panel)}`;
};
