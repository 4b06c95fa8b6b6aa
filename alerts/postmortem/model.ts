/** What a postmortem is made of, as the router's private listener tells it. Times are Unix seconds. */
import { z } from 'zod';
import { causes, edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import { severities, timelineKinds } from '../router/incident.ts';

const texts = z.record(z.string(), z.string());
const cause = z.enum(causes);

export const incidentSchema = z.object({
  id: z.string(),
  scope: z.string(),
  region: z.string(),
  state: z.enum(['firing', 'resolved', 'unknown']),
  severity: z.enum(severities),
  peak: z.enum(severities),
  headline: z.string(),
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
  reopened: z.number(),
  causes: z.array(z.object({ cause, detail: z.string(), at: z.number() })),
  alerts: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      severity: z.enum(severities),
      pageClass: z.string().nullable(),
      labels: texts,
      annotations: texts,
      startsAt: z.number(),
      endsAt: z.number().nullable(),
    }),
  ),
});
export type ToldIncident = z.output<typeof incidentSchema>;

export const keptSchema = z.object({
  incident: incidentSchema,
  timeline: z.array(
    z.object({ at: z.number(), kind: z.enum(timelineKinds), text: z.string(), by: z.string().nullable() }),
  ),
  outage: z
    .object({
      from: z.number(),
      to: z.number().nullable(),
      fault: z.enum(edgeFaults).nullable(),
      detail: z.string(),
    })
    .nullable(),
  recording: z.object({
    parts: z.array(z.object({ vantage: z.string(), from: z.number(), to: z.number(), bytes: z.number() })),
    missing: z.array(z.object({ vantage: z.string(), why: z.string() })),
  }),
});
export type Kept = z.output<typeof keptSchema>;

const seconds = z.record(z.enum(edgeStates), z.number());
const intervalSchema = z.object({
  id: z.string(),
  region: z.string(),
  state: z.enum(edgeStates),
  from: z.number(),
  to: z.number(),
  seconds: z.number(),
  faults: z.record(z.enum(edgeFaults), z.number()),
  counts: cause,
  evidence: z.object({
    nodes: z.record(z.string(), z.object({ verdict: z.string(), seconds: z.number() })),
    references: z.object({ answered: z.number(), asked: z.number() }),
    chain: z.string().nullable(),
    otherRegions: z.record(z.string(), z.number()),
  }),
});
export type ToldInterval = z.output<typeof intervalSchema>;

const figures = z.object({ region: z.string(), seconds });
/** A month of an edge in the SLA ledger: what of it a postmortem tells. */
export const ledgerSchema = z.object({
  month: z.string(),
  edges: z.array(
    z.object({
      edge: z.string(),
      month: z.string(),
      budgetSeconds: z.number(),
      settledTo: z.number(),
      knownTo: z.number(),
      any: figures,
      regions: z.array(figures),
      intervals: z.array(intervalSchema),
    }),
  ),
});
export type ToldMonth = z.output<typeof ledgerSchema>['edges'][number];

export interface ToldRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string | undefined;
}

export interface Postmortem {
  /** A copy for others: what is missing in it is left out, not unknown. */
  readonly forOthers: boolean;
  readonly kept: Kept;
  /** Of the edge that it is about, from the first month to the last; null when the ledger could not be asked. */
  readonly months: readonly ToldMonth[] | null;
  /** NDJSON; null when there is none. */
  readonly recording: string | null;
  /** Of its alerts; null in a copy for others. */
  readonly rules: readonly ToldRule[] | null;
  /** Node → what it calls itself. */
  readonly clients: Readonly<Record<string, string>>;
  /** Of headwatch. */
  readonly version: string;
  readonly writtenAt: number;
  readonly service: string;
}
