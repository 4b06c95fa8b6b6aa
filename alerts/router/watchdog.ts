/**
 * The Watchdog always fires; Alertmanager delivers it here each minute. Three missed beats mean that nobody would hear
 * of an outage either, so the router raises that itself. The alert is the router's own: only the next beat resolves it.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { alerts } from '../rules/index.ts';
import { dashboardUrl, runbookUrl } from '../rules/links.ts';
import type { IncomingAlert } from './incident.ts';

export const watchdogName = alerts.Watchdog.name;
export const silentName = 'AlertingSilent';
export const silentFingerprint = 'router:alerting-silent';

/** Beats come on Alertmanager's clock, not on ours: a little late is not missed. */
const slack = 5;

/**
 * Seconds without a beat after which the pipeline counts as silent. They are counted from our own start at the
 * earliest: the router's downtime is not the pipeline's. And on the monotonic clock: a host that finds the right time
 * after its boot has missed nothing.
 */
export const silentAfter = limits.beatLate + slack;

const scope = 'self';
const linkTo = (url: string | undefined) => (url === undefined ? {} : { dashboard_url: url });

export const silentAlert = (status: 'firing' | 'resolved', at: number, fleet: Fleet): IncomingAlert => ({
  fingerprint: silentFingerprint,
  status,
  origin: 'router',
  groupKey: 'router/alerting-silent',
  startsAt: at,
  endsAt: status === 'resolved' ? at : null,
  labels: { alertname: silentName, severity: 'page', page_class: 'monitor', scope, region: fleet.vantage },
  annotations: {
    summary: 'Alerting pipeline silent.',
    description: 'The Watchdog that Alertmanager delivers each minute has missed three beats.',
    impact: 'An outage would reach nobody: no card, no page.',
    action: 'Check that Prometheus and Alertmanager run, and that Alertmanager reaches the router.',
    runbook_url: runbookUrl(silentName, fleet),
    ...linkTo(dashboardUrl(alerts.Watchdog.name, scope, fleet)),
  },
});
