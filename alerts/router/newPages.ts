/**
 * Which pages an acknowledgement, and a ring, do not cover. One outage is one page within its class: what joins a page of
 * its class that lasts is no news, to PagerDuty neither. Another class is, and so is an outage after one that had ended.
 */
import { alerts as rules } from '../rules/index.ts';
import type { Standing, StoredAlert } from './incident.ts';

const isLivePage = ({ severity, status }: StoredAlert): boolean => severity === 'page' && status !== 'resolved';

/** It fires for minutes after the last bad second: that it does says nothing of an outage now. */
const lagging: ReadonlySet<string> = new Set([rules.BudgetFastBurn.name]);

/** That alerting itself is silent is the router's own page: none that Alertmanager sent while it still could covers it. */
const coverOf = ({ origin, pageClass }: StoredAlert): string => `${origin} ${pageClass}`;

/**
 * Pages that began while their incident was open, and that nothing that paged before covers.
 * @param before undefined for an incident that did not exist; then, and when it was over, its card rings anyway
 */
export const newPagesOf = (before: Standing | undefined, alerts: readonly StoredAlert[]): readonly StoredAlert[] => {
  if (!before || before.incident.state === 'resolved') return [];
  const live = before.alerts.filter(isLivePage);
  const were = new Set(live.map(({ fingerprint }) => fingerprint));
  const covered = new Set(live.filter(({ name }) => !lagging.has(name)).map(coverOf));
  return alerts.filter((alert) => isLivePage(alert) && !were.has(alert.fingerprint) && !covered.has(coverOf(alert)));
};

/** Of those, what Alertmanager pages nobody for: its group never ended, and may be acknowledged at PagerDuty. */
export const unpagedOf = (before: Standing | undefined, alerts: readonly StoredAlert[]): readonly StoredAlert[] => {
  const groups = new Set(before?.alerts.filter(isLivePage).map(({ groupKey }) => groupKey));
  return newPagesOf(before, alerts).filter(({ groupKey }) => groupKey !== null && groups.has(groupKey));
};
