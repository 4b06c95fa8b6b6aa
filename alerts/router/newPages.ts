/**
 * Which pages an acknowledgement, and a ring, do not cover. One outage is one page within its class: what joins a page of
 * its class that lasts is no news, to PagerDuty neither. Another class is, and so is an alert that had ended.
 */
import type { StoredAlert } from './incident.ts';
import type { Standing } from './timeline.ts';

const isLivePage = ({ severity, status }: StoredAlert): boolean => severity === 'page' && status !== 'resolved';

/**
 * Pages that began while their incident was open, and that nothing that paged before covers.
 * @param before undefined for an incident that did not exist; then, and when it was over, its card rings anyway
 */
export const newPagesOf = (before: Standing | undefined, alerts: readonly StoredAlert[]): readonly StoredAlert[] => {
  if (!before || before.incident.state === 'resolved') return [];
  const classes = new Set(before.alerts.filter(isLivePage).map(({ pageClass }) => pageClass));
  const was = new Map(before.alerts.map(({ fingerprint, status }) => [fingerprint, status]));
  return alerts.filter((alert) => {
    if (!isLivePage(alert)) return false;
    const earlier = was.get(alert.fingerprint);
    return earlier === 'resolved' || (earlier === undefined && !classes.has(alert.pageClass));
  });
};
