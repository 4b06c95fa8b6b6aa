import type { StoredAlert } from '../router/incident.ts';
import { severities } from '../router/incident.ts';
import { pageClasses } from '../rules/define.ts';

const rank = (alert: StoredAlert): number =>
  (alert.status === 'resolved' ? 10 : 0) + severities.indexOf(alert.severity);

const pages: readonly string[] = Object.keys(pageClasses);
/** What members feel now before what may come; a page of the user's own after ours. */
const pageRank = ({ name, severity }: StoredAlert): number =>
  severity === 'page' && pages.includes(name) ? pages.indexOf(name) : pages.length;

/** Worst first: firing before over, page before warning, the page that tells most, then the oldest. */
export const sortAlerts = (alerts: readonly StoredAlert[]): readonly StoredAlert[] =>
  [...alerts].sort(
    (a, b) => rank(a) - rank(b) || pageRank(a) - pageRank(b) || a.startsAt - b.startsAt || a.name.localeCompare(b.name),
  );
