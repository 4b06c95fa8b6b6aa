import { counter, gauge } from './define.ts';
import { deliveryOutcomes, sinks } from './labels.ts';

/** Served by the router on its private /metrics. */
export const routerMetrics = {
  deliveries: counter({
    name: 'headwatch_deliveries_total',
    help: 'Attempts to deliver to a sink, by how they ended.',
    labels: { sink: sinks, outcome: deliveryOutcomes },
    lane: 'router',
  }),
  outboxPending: gauge({
    name: 'headwatch_outbox_pending',
    help: 'Messages accepted but not yet delivered.',
    labels: { sink: sinks },
    lane: 'router',
  }),
  outboxOldest: gauge({
    name: 'headwatch_outbox_oldest_age_seconds',
    help: 'Age of the oldest message not yet delivered; 0 with an empty outbox.',
    labels: { sink: sinks },
    lane: 'router',
  }),
  lastDelivery: gauge({
    name: 'headwatch_last_delivery_timestamp_seconds',
    help: 'When a sink last accepted a message; absent until it has.',
    labels: { sink: sinks },
    lane: 'router',
  }),
  incidentsOpen: gauge({
    name: 'headwatch_incidents_open',
    help: 'Incidents that are not resolved.',
    labels: {},
    lane: 'router',
  }),
  watchdogSeen: gauge({
    name: 'headwatch_watchdog_seen_timestamp_seconds',
    help: 'When the router last received the Watchdog from Alertmanager; absent until it has.',
    labels: {},
    lane: 'router',
  }),
} as const;
