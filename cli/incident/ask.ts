/** What the router keeps of an incident, and what else an export is made of. */
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { monthOf } from '../../alerts/ledger/month.ts';
import { showRecording } from '../../alerts/postmortem/evidence.ts';
import {
  incidentSchema,
  type Kept,
  keptSchema,
  ledgerSchema,
  type Postmortem,
  type ToldIncident,
  type ToldMonth,
  type ToldRule,
} from '../../alerts/postmortem/model.ts';
import { clientAddress, routerHeaders } from '../../alerts/routing/addresses.ts';
import { groups } from '../../alerts/rules/define.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import { userRulesOf } from '../../alerts/rules/user/index.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { version } from '../../collector/version.ts';
import { CommandError, exitCodes, note } from '../io.ts';
import { askRouter } from '../ledger/router.ts';

const listSchema = z.object({ incidents: z.array(incidentSchema) });

export const askIncidents = async (fleet: Fleet, query: string): Promise<readonly ToldIncident[]> =>
  (await askRouter(fleet, `/api/incidents?${query}`, listSchema)).incidents;

/** @throws CommandError, exit code 2 for what is no id */
export const askIncident = async (fleet: Fleet, id: string): Promise<Kept> => {
  if (!/^\d{4}-\d{2}-\d{2}-\d+$/.test(id))
    throw new CommandError(`ID: found ${id.slice(0, 40)}, expected one that list shows, 2026-11-22-1`, exitCodes.usage);
  return askRouter(fleet, `/api/incidents/${id}`, keptSchema, undefined, `There is no incident ${id}.`);
};

/** A file of the home's own; more than this would not be one. Bytes. */
const mostText = 512 * 1024 * 1024;

/** NDJSON; null when there is none. @throws CommandError when it cannot be read */
const askRecordingText = async (fleet: Fleet, id: string): Promise<string | null> => {
  const url = `http://${clientAddress(fleet.router.listen)}/api/incidents/${id}/recording`;
  const response = await fetch(url, {
    headers: routerHeaders(fleet),
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  if (response?.status === 404) return null;
  if (!response?.ok) throw new CommandError('The router does not give the recording now; its log says why.');
  try {
    return gunzipSync(Buffer.from(await response.arrayBuffer()), { maxOutputLength: mostText }).toString('utf8');
  } catch {
    throw new CommandError(`The recording of ${id} is damaged and cannot be unpacked.`);
  }
};

/** The months of its edge from its first second to its last; empty when it is about no edge of members. */
const askMonths = async (fleet: Fleet, { incident }: Kept, now: number): Promise<readonly ToldMonth[] | null> => {
  const edge = fleet.edges.find(({ name, audience }) => audience === 'members' && incident.scope === `edge:${name}`);
  if (!edge) return [];
  const names = [...new Set([monthOf(incident.openedAt), monthOf(incident.resolvedAt ?? now)])];
  try {
    const told = await Promise.all(names.map((name) => askRouter(fleet, `/api/ledger?month=${name}`, ledgerSchema)));
    return told.flatMap(({ edges }) => edges.filter((each) => each.edge === edge.name));
  } catch (error) {
    note(`WARNING: what it cost is not in the export: ${error instanceof Error ? error.message : 'unknown error'}`);
    return null;
  }
};

const rulesOf = (fleet: Fleet, { incident }: Kept): readonly ToldRule[] => {
  const names = new Set(incident.alerts.map(({ name }) => name));
  const own = groups.flatMap((group) => ruleGroup(fleet, group)?.rules ?? []);
  const users = userRulesOf(fleet).flatMap((file) => file.groups.flatMap(({ rules }) => rules));
  return [...own, ...users].flatMap(({ alert, expr, for: wait }) =>
    // A recording has no alert.
    alert !== undefined && names.has(alert) ? [{ alert, expr, ...(wait === undefined ? {} : { for: wait }) }] : [],
  );
};

export const gatherPostmortem = async (fleet: Fleet, id: string, now: number): Promise<Postmortem> => {
  const kept = await askIncident(fleet, id);
  const [months, recording] = await Promise.all([askMonths(fleet, kept, now), askRecordingText(fleet, id)]);
  return {
    ...{ forOthers: false, kept, months, recording, version, writtenAt: Math.floor(now), service: fleet.service.name },
    rules: rulesOf(fleet, kept),
    clients: recording === null ? {} : showRecording(recording, 0, 0).clients,
  };
};
