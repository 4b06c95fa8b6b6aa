import type { KeptIncident } from './http/incidentRoutes.ts';
import { readOutage } from './outage.ts';
import type { Recordings } from './recording/recordings.ts';
import type { Store } from './store/store.ts';

/** Everything that is kept of one incident; undefined when there is none. */
export const keptIncident = (
  store: Store,
  recordings: Pick<Recordings, 'told'>,
  id: string,
): KeptIncident | undefined => {
  const incident = store.incident(id);
  if (!incident) return undefined;
  return {
    incident,
    alerts: store.alertsOf(id),
    timeline: store.timeline(id),
    outage: readOutage(store, id),
    recording: recordings.told(id),
  };
};
