import { counter, gauge } from './define.ts';
import { causes, deliveryOutcomes, edgeStates, exclusions, proofs, sinks } from './labels.ts';

const incidentSeverities = ['page', 'warning', 'info'] as const;

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
  incidentsUnacknowledged: gauge({
    name: 'headwatch_incidents_unacknowledged',
    help: 'Open incidents that paged and that nobody has acknowledged.',
    labels: {},
    lane: 'router',
  }),
  incidentsRecent: gauge({
    name: 'headwatch_incidents_recent',
    help: 'Incidents that were opened in the last 30 days, by the worst that they were and by the cause last named.',
    labels: { severity: incidentSeverities, cause: causes },
    lane: 'router',
  }),
  acknowledgeTime: gauge({
    name: 'headwatch_incident_acknowledge_seconds',
    help: 'Time from the opening of an incident that paged to its acknowledgement, over those opened in the last 30 days; absent without any.',
    labels: { rank: ['median', 'longest'] },
    lane: 'router',
  }),
  incidentShown: gauge({
    name: 'headwatch_incident_shown_timestamp_seconds',
    help: 'When each open incident began (open, recovering or unknown) and when the last one ended (over), titled as on the public page.',
    labels: {
      title: 'open',
      region: 'open',
      severity: incidentSeverities,
      cause: causes,
      state: ['open', 'recovering', 'unknown', 'over'],
    },
    lane: 'router',
  }),
  maintenanceShown: gauge({
    name: 'headwatch_maintenance_shown_timestamp_seconds',
    help: 'Beginning and end of the maintenance that is open, or else of the next one; absent when none is planned.',
    labels: { about: 'open', bound: ['from', 'to'] },
    lane: 'router',
  }),
  slaMonthSeconds: gauge({
    name: 'headwatch_sla_month_seconds',
    help: 'Seconds of a calendar month (UTC) by state, from the SLA ledger; region is one, `any` (bad in any measured region, the headline) or `all`. The current month is provisional.',
    labels: { target: 'open', region: 'open', month: 'open', state: edgeStates },
    lane: 'router',
  }),
  slaMonthExcluded: gauge({
    name: 'headwatch_sla_month_excluded_seconds',
    help: 'Seconds of a month that leave the raw figure to make an adjusted one; labels as of the month figures.',
    labels: { target: 'open', region: 'open', month: 'open', exclusion: exclusions },
    lane: 'router',
  }),
  slaMonthCauseSeconds: gauge({
    name: 'headwatch_sla_month_cause_seconds',
    help: 'Bad and halted seconds of a month by the cause that counts; labels as of the month figures, regions only.',
    labels: { target: 'open', region: 'open', month: 'open', cause: causes },
    lane: 'router',
  }),
  slaMonthIntervals: gauge({
    name: 'headwatch_sla_month_intervals',
    help: 'Intervals behind those seconds.',
    labels: { target: 'open', region: 'open', month: 'open', cause: causes },
    lane: 'router',
  }),
  slaMonthBudget: gauge({
    name: 'headwatch_sla_month_budget_seconds',
    help: 'Bad seconds that the objective allows in a calendar month.',
    labels: { month: 'open' },
    lane: 'router',
  }),
  slaBreach: gauge({
    name: 'headwatch_sla_breach_timestamp_seconds',
    help: 'When it was first noted that the bad seconds of this month exceed its budget; absent while they do not.',
    labels: { target: 'open', month: 'open' },
    lane: 'router',
  }),
  ledgerSettled: gauge({
    name: 'headwatch_ledger_settled_timestamp_seconds',
    help: 'Up to when the SLA ledger is written; what is younger is provisional.',
    labels: { target: 'open', region: 'open' },
    lane: 'router',
  }),
  ledgerRun: gauge({
    name: 'headwatch_ledger_last_success_timestamp_seconds',
    help: 'When the ledger job last ran through.',
    labels: {},
    lane: 'router',
  }),
  maintenanceActive: gauge({
    name: 'headwatch_maintenance_active',
    help: 'Whether a maintenance window of the scope is open (1); absent without one.',
    labels: { scope: 'open', region: 'open' },
    lane: 'router',
  }),
  pagingArmed: gauge({
    name: 'headwatch_paging_armed',
    help: 'Whether pages can go out at all (1): PagerDuty has a key and this is no trial week.',
    labels: {},
    lane: 'router',
  }),
  pagingProven: gauge({
    name: 'headwatch_paging_proven_timestamp_seconds',
    help: 'When the paging path was last proven with the key in place: PagerDuty `accepted` an event of the router, or a person `heard` a test page. Absent until it was.',
    labels: { proof: proofs },
    lane: 'router',
  }),
  deadmanBeat: gauge({
    name: 'headwatch_deadman_beat_timestamp_seconds',
    help: "When the router's own dead man's URL last took a beat; absent until it has.",
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
