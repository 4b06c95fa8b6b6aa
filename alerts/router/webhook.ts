/**
 * Alertmanager's webhook, version 4, parsed loosely: every version adds fields and some leave some out, and a page
 * must not be lost over a field that nobody reads.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IncomingAlert } from './incident.ts';

/** An object in the place of a text is not a text: `[object Object]` would be no label of anything. */
const text = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ''));
const texts = z.record(z.string(), text).nullish();

const loose = z.string().nullish().catch(null);

/** Its labels are what an alert is; the rest can be done without. */
const alertSchema = z.object({
  status: loose,
  labels: texts,
  annotations: texts.catch(null),
  startsAt: loose,
  endsAt: loose,
  fingerprint: loose,
});

const webhookSchema = z.object({
  groupKey: loose,
  status: loose,
  truncatedAlerts: z.number().nullish().catch(null),
  alerts: z.array(z.unknown()),
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
  /** Alerts that are none: they are left out, the others are taken. */
  readonly unreadable: number;
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

/** Undefined when the body is no webhook at all, or none of its alerts is one. */
export const parseWebhook = (given: unknown, now: number): Webhook | undefined => {
  const { body, left } = bounded(given);
  const parsed = webhookSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { groupKey, status, truncatedAlerts } = parsed.data;
  const alerts = parsed.data.alerts.flatMap((alert) => alertSchema.safeParse(alert).data ?? []);
  const unreadable = parsed.data.alerts.length - alerts.length;
  if (unreadable > 0 && alerts.length === 0) return undefined;
  return {
    truncated: (truncatedAlerts ?? 0) + left,
    unreadable,
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
