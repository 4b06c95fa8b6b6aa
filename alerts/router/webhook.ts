/**
 * Alertmanager's webhook, version 4, parsed loosely: every version adds fields and some leave some out, and a page
 * must not be lost over a field that nobody reads.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IncomingAlert } from './incident.ts';

const texts = z.record(z.string(), z.coerce.string()).nullish();

const alertSchema = z.object({
  status: z.string().nullish(),
  labels: texts,
  annotations: texts,
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  fingerprint: z.string().nullish(),
});

const webhookSchema = z.object({
  groupKey: z.string().nullish(),
  status: z.string().nullish(),
  truncatedAlerts: z.number().nullish(),
  alerts: z.array(alertSchema),
});

/** Unix seconds; undefined for absent, malformed, and Go's zero time (year 1), which Alertmanager sends while firing. */
export const timeOf = (text: string | null | undefined): number | undefined => {
  const at = text ? Date.parse(text) / 1000 : Number.NaN;
  return at > 0 ? at : undefined;
};

/** Alertmanager's own fingerprint is a hash of the labels; so is this one, for a body without it. */
const fingerprintOf = (labels: Readonly<Record<string, string>>): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);

export interface Webhook {
  readonly alerts: readonly IncomingAlert[];
  /** Alerts that Alertmanager left out (`max_alerts`); the reconcile loop fetches them. */
  readonly truncated: number;
}

/**
 * Each alert is some writes, and while those are made the router does nothing else: 300,000 empty ones would stop it
 * for twenty seconds. The rest the reconcile loop fetches.
 */
const maxAlerts = 5_000;

/** The same body with at most `maxAlerts`, and how many were left out. */
const bounded = (body: unknown): { readonly body: unknown; readonly left: number } => {
  const alerts: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'alerts') : undefined;
  if (!Array.isArray(alerts) || alerts.length <= maxAlerts) return { body, left: 0 };
  return { body: { ...Object(body), alerts: alerts.slice(0, maxAlerts) }, left: alerts.length - maxAlerts };
};

/** Undefined when the body is no webhook at all. */
export const parseWebhook = (given: unknown, now: number): Webhook | undefined => {
  const { body, left } = bounded(given);
  const parsed = webhookSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { groupKey, status, alerts, truncatedAlerts } = parsed.data;
  return {
    truncated: (truncatedAlerts ?? 0) + left,
    alerts: alerts.map((alert) => {
      const labels = alert.labels ?? {};
      const resolved = (alert.status ?? status) === 'resolved';
      return {
        fingerprint: alert.fingerprint || fingerprintOf(labels),
        status: resolved ? 'resolved' : 'firing',
        labels,
        annotations: alert.annotations ?? {},
        groupKey: groupKey ?? null,
        startsAt: Math.min(now, timeOf(alert.startsAt) ?? now),
        endsAt: resolved ? Math.min(now, timeOf(alert.endsAt) ?? now) : null,
        origin: 'alertmanager',
      };
    }),
  };
};
