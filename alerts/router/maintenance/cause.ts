/** What is to blame for an incident that is nothing but planned work. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Window } from '../../ledger/windows.ts';
import type { StoredAlert } from '../incident.ts';
import type { KnownCause } from '../knowledge.ts';
import type { Store } from '../store/store.ts';

/** The node that an alert is about, if it is about one. */
const nodeOfAlert = (fleet: Fleet, { labels }: StoredAlert): string | undefined =>
  fleet.nodes.find(({ name }) => labels.target === name || labels.scope === `node:${name}`)?.name;

/**
 * `maintenance` where all that an open incident holds are alerts below a page of nodes that are being worked on;
 * undefined where anything else fires, for then something else may be wrong.
 */
export const causeInMaintenance = (
  fleet: Fleet,
  store: Pick<Store, 'openIncident' | 'alertsOf'>,
  inWork: ReadonlyMap<string, Window>,
  scope: string,
  region: string,
): KnownCause | undefined => {
  const incident = inWork.size === 0 ? undefined : store.openIncident(scope, region);
  if (!incident) return undefined;
  const live = store.alertsOf(incident.id).filter(({ status }) => status !== 'resolved');
  const nodes = [...new Set(live.map((alert) => nodeOfAlert(fleet, alert)))];
  const windows = nodes.map((node) => (node === undefined ? undefined : inWork.get(node)));
  if (live.length === 0 || live.some(({ severity }) => severity === 'page')) return undefined;
  if (windows.includes(undefined)) return undefined;
  const detail = nodes.map(
    (node, index) => `${node} is in maintenance (${windows[index]?.id}): ${windows[index]?.reason}`,
  );
  return { cause: 'maintenance', detail: detail.join(' · ') };
};
