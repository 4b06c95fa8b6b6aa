/** What runs now says of itself: the collector, Prometheus, Alertmanager and the router, each asked once. */
import { z } from 'zod';
import { type Ask, fetchJson, urlOf } from '../../alerts/router/fetchJson.ts';
import { type HeartbeatTold, heartbeatStates } from '../../alerts/router/heartbeats/heartbeats.ts';
import { viewSchema } from '../../alerts/router/knowledge.ts';
import { freshView } from '../../alerts/router/regionStatus.ts';
import { askElsewhere, type Elsewhere } from '../../alerts/router/regions.ts';
import { clientAddress, routerHeaders } from '../../alerts/routing/addresses.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { View } from '../../collector/view.ts';

const patient: Ask = { timeoutMs: 5000 };
const labels = z.record(z.string(), z.string());

const alertSchema = z.object({
  labels,
  state: z.string(),
  activeAt: z.string().nullish(),
  value: z.string().nullish(),
});
/** An alert that Prometheus holds as pending or firing. */
export type ActiveAlert = z.output<typeof alertSchema>;
const alertsSchema = z.object({ data: z.object({ alerts: z.array(alertSchema) }) });

const heldSchema = z.object({
  labels,
  status: z.object({
    state: z.string(),
    silencedBy: z.array(z.string()).default([]),
    inhibitedBy: z.array(z.string()).default([]),
  }),
});
/** An alert that an Alertmanager holds. */
export type HeldAlert = z.output<typeof heldSchema>;

const incidentSchema = z.object({
  id: z.string(),
  scope: z.string(),
  region: z.string(),
  state: z.string(),
  severity: z.string(),
  headline: z.string(),
  openedAt: z.number(),
  acknowledgedBy: z.string().nullable(),
  causes: z.array(z.object({ cause: z.string(), detail: z.string() })),
});
export type OpenIncident = z.output<typeof incidentSchema>;
const incidentsSchema = z.object({ incidents: z.array(incidentSchema) });
const standingSchema = z.object({ standing: z.array(z.string()) });
const when = z.number().nullable();
const proofSchema = z.object({
  armed: z.boolean(),
  acceptedAt: when,
  heardAt: when,
  heardBy: z.string().nullable(),
  deadman: z.object({ beatAt: when, silence: z.string().nullable() }).nullable(),
});
export type PagingProof = z.output<typeof proofSchema>;
const heartbeatSchema = z.object({
  name: z.string(),
  about: z.string().nullable(),
  state: z.enum(heartbeatStates),
  knownSince: z.number(),
  expected: z.number(),
  goodAt: when,
  lastAt: when,
  sizeBytes: when,
  leastBytes: when,
  tookSeconds: when,
}) satisfies z.ZodType<HeartbeatTold>;
const heartbeatsSchema = z.object({ heartbeats: z.array(heartbeatSchema) });

export interface Live {
  readonly fleet: Fleet;
  /** Unix seconds. */
  readonly now: number;
  /** The central collector's view, only if it is of now. */
  readonly view: View | undefined;
  readonly elsewhere: Elsewhere | undefined;
  readonly alerts: readonly ActiveAlert[] | undefined;
  /** Of each Alertmanager that answers. */
  readonly held: readonly (readonly HeldAlert[])[];
  readonly incidents: readonly OpenIncident[] | undefined;
  /** Whether a page can go out, and when that was last proven. */
  readonly proof: PagingProof | undefined;
  /** What must happen; undefined while the router does not say. */
  readonly heartbeats: readonly HeartbeatTold[] | undefined;
  /** What the router says is missing for good. */
  readonly standing: readonly string[] | undefined;
  /** Who does not answer, as sentences: what they would say is unknown. */
  readonly unanswered: readonly string[];
}

/** Asks everyone at once; whoever does not answer within five seconds is named in `unanswered`. */
export const askAll = async (fleet: Fleet): Promise<Live> => {
  const collector = clientAddress(fleet.collector.listen);
  const router = clientAddress(fleet.router.listen);
  const [told, elsewhere, alerts, held, incidents, proof, heartbeats, standing] = await Promise.all([
    fetchJson(`http://${collector}/api/view`, viewSchema, patient),
    askElsewhere(fleet, patient),
    fetchJson(urlOf(fleet.prometheus.url, '/api/v1/alerts'), alertsSchema, patient),
    Promise.all(
      fleet.alertmanagers.map(({ url }) => fetchJson(urlOf(url, '/api/v2/alerts'), z.array(heldSchema), patient)),
    ),
    fetchJson(`http://${router}/api/incidents`, incidentsSchema, { ...patient, headers: routerHeaders(fleet) }),
    fetchJson(`http://${router}/api/proof`, proofSchema, { ...patient, headers: routerHeaders(fleet) }),
    fetchJson(`http://${router}/api/heartbeats`, heartbeatsSchema, { ...patient, headers: routerHeaders(fleet) }),
    fetchJson(`http://${clientAddress(fleet.router.public)}/status.json`, standingSchema, patient),
  ]);
  const now = Date.now() / 1000;
  const view = freshView({ view: told, now });
  const silent = (what: string, unknown: string): string => `${what} does not answer: ${unknown}.`;
  const unanswered = [
    ...(told ? [] : [silent(`The collector at ${collector}`, 'nodes, chains and the edges of its region are unknown')]),
    ...(told && !view
      ? [`The collector's last tick was judged ${formatSeconds(now - told.at)} ago: what it saw is no longer known.`]
      : []),
    ...(elsewhere && alerts
      ? []
      : [silent(`Prometheus at ${fleet.prometheus.url}`, 'alerts and what other vantages see are unknown')]),
    ...fleet.alertmanagers
      .filter((_, index) => held[index] === undefined)
      .map(({ url }) => silent(`Alertmanager at ${url}`, 'what is silenced or inhibited there is unknown')),
    ...(incidents ? [] : [silent(`The router at ${router}`, 'its incidents are unknown')]),
  ];
  return {
    fleet,
    now,
    view,
    elsewhere,
    alerts: alerts?.data.alerts,
    held: held.filter((each) => each !== undefined),
    incidents: incidents?.incidents.filter(({ state }) => state !== 'resolved'),
    proof,
    heartbeats: heartbeats?.heartbeats,
    standing: standing?.standing,
    unanswered,
  };
};
