/**
 * What a healthy minute of the simulated fleet does not have. What panels make of it is proven with the fixture
 * (test/unit/dashboards/panels.prometheus.test.ts). An entry that explains no empty panel any more fails the test, unless
 * it is about time or chance: what is young may be there on a quick machine, a failure on a busy one.
 */
export interface Absent {
  /** Beginning of the series' name. */
  readonly series: string;
  /** Only where the selector has this matcher: the rest of the series is there. */
  readonly match?: string;
  /** It is there, but too young for the window that the panel looks at. */
  readonly young?: boolean;
  /** It may be there: a busy machine loses an answer now and then, or takes so long that more has come to pass. */
  readonly chance?: boolean;
  readonly why: string;
}

export const explains = ({ series, match = '', young }: Absent, selector: string, missing: boolean): boolean =>
  selector.startsWith(series) && selector.includes(match) && (missing || young === true);

const of = (why: string, ...series: readonly string[]): readonly Absent[] =>
  series.map((name) => ({ series: name, why }));

const young = (why: string, ...series: readonly string[]): readonly Absent[] =>
  series.map((name) => ({ series: name, young: true, why }));

const born = (why: string, ...series: readonly string[]): readonly Absent[] =>
  series.map((name) => ({ series: name, chance: true, why }));

export const notInThisRun: readonly Absent[] = [
  ...young('logs are compared every minute or two', 'headwatch_logs_agreement'),
  ...young(
    'Cloudflare tells of a minute when it is over and counted: five minutes later',
    'headwatch_cloudflare_',
    'headwatch_edge_behind_cloudflare',
  ),
  ...young('windows of an hour and more are made of copies each minute; the first needs two', 'headwatch:edge_'),
  ...young(
    'its window is five minutes, of a question each few minutes',
    'headwatch_journey_steps_total{step="settled_logs"',
  ),
  ...young(
    'there was no incident yet, and nobody was told of one',
    'headwatch_incidents_recent',
    'alertmanager_notifications_total',
  ),
  ...born(
    'is born with the first failure',
    'headwatch_head_regressions_total',
    'headwatch_head_failures_total',
    'headwatch_feed_faults_total',
    'headwatch_consensus_events_ends_total',
    'headwatch_subscription_ends_total',
    'headwatch_probe_overruns_total',
    'headwatch_reorg_last_depth_blocks',
  ),
  { series: 'headwatch_journey_steps_total', match: 'outcome', chance: true, why: 'no step has failed' },
  { series: 'headwatch_rpc_requests_total', match: 'outcome', chance: true, why: 'no question has failed' },
  ...born(
    'comes with time: the sooner, the slower the run',
    'headwatch_sla_month_cause_seconds',
    'headwatch_sla_month_intervals',
    'headwatch_deadman_beat_timestamp_seconds',
    'headwatch_ledger_settled_timestamp_seconds',
    'headwatch_cause',
  ),
  ...of(
    'nothing of the kind happens in a healthy run, however long',
    'headwatch_incident_acknowledge_seconds',
    'headwatch_sla_breach_timestamp_seconds',
    'headwatch_maintenance_active',
    'headwatch_upgrade_deadline_timestamp_seconds',
    'headwatch_upgrade_needed',
  ),
  ...of(
    'the simulated clients do not tell it',
    'headwatch_nitro_batches_behind',
    'headwatch_nitro_messages_behind',
    'headwatch_nitro_feed_pending_messages',
    'headwatch_nitro_unposted_messages',
    'headwatch_nitro_inbox_stuck',
    'headwatch_nitro_validations_total',
    'headwatch_nitro_rival_assertions_total',
    'headwatch_sync_remaining_blocks',
    'headwatch_index_remaining',
  ),
  ...of(
    'everything is reached without TLS here',
    'headwatch_tls_expiry_timestamp_seconds',
    'headwatch_public_tls_expiry_timestamp_seconds',
  ),
];

/** Panels that are red although all is well, each with its reason. */
export const badWhenHealthy: Readonly<Record<string, string>> = {
  'Settings that cost budget or keep members out': 'the stand-in for Cloudflare is set up as one finds it: with faults',
};
