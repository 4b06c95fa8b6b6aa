/** One incident with everything that is kept of it, and its recording. Below /api/incidents. */
import { type Response, Router } from 'express';
import type { OutageFact } from '../../notifiers/facts.ts';
import type { Incident, StoredAlert, TimelineEntry } from '../incident.ts';
import { isIncidentId } from '../recording/recordingFile.ts';
import type { RecordingTold } from '../recording/recordings.ts';
import { incidentJson } from './incidentJson.ts';

export interface KeptIncident {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly timeline: readonly TimelineEntry[];
  readonly outage: OutageFact | null;
  readonly recording: RecordingTold;
}

export interface IncidentRoutesOptions {
  readonly kept: (id: string) => KeptIncident | undefined;
  /** The packed lines; undefined where there are none. */
  readonly recording: (id: string) => Promise<Buffer | undefined>;
}

const none = (response: Response): void => {
  response.status(404).json({ error: 'no such incident' });
};

export const incidentRoutes = ({ kept, recording }: IncidentRoutesOptions): Router => {
  const routes = Router();
  routes.get('/:id', (request, response) => {
    const { id } = request.params;
    const found = isIncidentId(id) ? kept(id) : undefined;
    if (!found) return none(response);
    const { incident, alerts, timeline, outage, recording: told } = found;
    response.json({ incident: incidentJson(incident, alerts), timeline, outage, recording: told });
  });
  routes.get('/:id/recording', async (request, response) => {
    const { id } = request.params;
    const bytes = isIncidentId(id) ? await recording(id) : undefined;
    if (!bytes) return none(response);
    response.type('application/gzip').send(bytes);
  });
  return routes;
};
