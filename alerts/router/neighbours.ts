/** What Alertmanager and Prometheus say of themselves and of their alerts. Loose, because versions differ. */
import { z } from 'zod';
import { type Ask, fetchJson, urlOf } from './fetchJson.ts';
import type { IncomingAlert } from './incident.ts';
import { timeOf } from './webhook.ts';

export interface HeldAlert extends IncomingAlert {
  readonly active: boolean;
  readonly inhibited: boolean;
  readonly silenced: boolean;
}

export interface AlertmanagerView {
  /** Unix seconds. */
  readonly startedAt: number;
  readonly alerts: readonly HeldAlert[];
}

export interface PrometheusView {
  readonly startedAt: number;
  /** Label sets of everything pending or firing. */
  readonly alerts: readonly Readonly<Record<string, string>>[];
  /** Those of them that fire. */
  readonly firing: readonly Readonly<Record<string, string>>[];
}

const labels = z.record(z.string(), z.string());
const statusSchema = z.object({ uptime: z.string() });
const heldSchema = z.array(
  z.object({
    fingerprint: z.string(),
    labels,
    annotations: labels.nullish(),
    startsAt: z.string().nullish(),
    status: z
      .object({
        state: z.string().nullish(),
        inhibitedBy: z.array(z.string()).nullish(),
        silencedBy: z.array(z.string()).nullish(),
      })
      .nullish(),
  }),
);
const prometheusAlerts = z.object({
  data: z.object({ alerts: z.array(z.object({ labels, state: z.string().nullish() })) }),
});
const runtimeInfo = z.object({ data: z.object({ startTime: z.string() }) });

/** When an Alertmanager started (its `uptime` field is that time), Unix seconds; undefined when it does not answer. */
export const alertmanagerStart = async (url: string, ask: Ask): Promise<number | undefined> =>
  timeOf((await fetchJson(urlOf(url, '/api/v2/status'), statusSchema, ask))?.uptime);

export const askAlertmanager = async (url: string, now: number, ask: Ask): Promise<AlertmanagerView | undefined> => {
  const [startedAt, alerts] = await Promise.all([
    alertmanagerStart(url, ask),
    fetchJson(urlOf(url, '/api/v2/alerts'), heldSchema, ask),
  ]);
  if (startedAt === undefined || alerts === undefined) return undefined;
  return {
    startedAt,
    alerts: alerts.map((alert) => ({
      fingerprint: alert.fingerprint,
      status: 'firing',
      labels: alert.labels,
      annotations: alert.annotations ?? {},
      groupKey: null, // the API does not tell it
      startsAt: timeOf(alert.startsAt) ?? now,
      endsAt: null,
      origin: 'alertmanager',
      active: alert.status?.state === 'active',
      inhibited: (alert.status?.inhibitedBy ?? []).length > 0,
      silenced: (alert.status?.silencedBy ?? []).length > 0,
    })),
  };
};

export const askPrometheus = async (url: string, ask: Ask): Promise<PrometheusView | undefined> => {
  const [alerts, info] = await Promise.all([
    fetchJson(urlOf(url, '/api/v1/alerts'), prometheusAlerts, ask),
    fetchJson(urlOf(url, '/api/v1/status/runtimeinfo'), runtimeInfo, ask),
  ]);
  const startedAt = timeOf(info?.data.startTime);
  if (alerts === undefined || startedAt === undefined) return undefined;
  const firing = alerts.data.alerts.filter(({ state }) => state === 'firing');
  return {
    startedAt,
    alerts: alerts.data.alerts.map((alert) => alert.labels),
    firing: firing.map((alert) => alert.labels),
  };
};
