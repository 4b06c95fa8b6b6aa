import { counter, gauge, histogram } from './define.ts';
import { failureReasons, targetLabels, upgradeNeeds, upgradeSources, vantageLabels } from './labels.ts';

/** What comes: `arbos-60`, `gloas`, `fork-2026-12-03`, or the version that is asked for: `nitro-3.11.0`. */
const upgradeLabels = { ...targetLabels, source: upgradeSources, upgrade: 'open' } as const;

/** The life of a node: upgrades, clocks, certificates, restarts, arrival. Served on /metrics, every 15 s. */
export const lifeMetrics = {
  upgradeDeadline: gauge({
    name: 'headwatch_upgrade_deadline_timestamp_seconds',
    help: 'When an upgrade of a node must be done, by who tells of it; absent where nothing is planned.',
    labels: upgradeLabels,
    lane: 'slow',
  }),
  upgradeNeeded: gauge({
    name: 'headwatch_upgrade_needed',
    help: 'One-hot: whether a node must be upgraded before that; unknown where its version or the required one is not known.',
    labels: { ...upgradeLabels, needed: upgradeNeeds },
    lane: 'slow',
  }),
  clockSkew: gauge({
    name: 'headwatch_clock_skew_seconds',
    help: 'Our clock minus that of others (above zero: fast), by Date headers; absent while too few of them agree.',
    labels: vantageLabels,
    lane: 'slow',
  }),
  clockSkewUncertainty: gauge({
    name: 'headwatch_clock_skew_uncertainty_seconds',
    help: 'Seconds by which that may be wrong, to either side.',
    labels: vantageLabels,
    lane: 'slow',
  }),
  nodeClockSkew: gauge({
    name: 'headwatch_node_clock_skew_seconds',
    help: 'Clock of a node by its own Date header, with ours put right (above zero: fast); absent for one behind a CDN.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nodeClockSkewUncertainty: gauge({
    name: 'headwatch_node_clock_skew_uncertainty_seconds',
    help: 'Seconds by which that may be wrong, to either side.',
    labels: targetLabels,
    lane: 'slow',
  }),
  certificateExpiry: gauge({
    name: 'headwatch_tls_expiry_timestamp_seconds',
    help: 'When the certificate of an https endpoint expires, read every six hours; absent for http.',
    labels: targetLabels,
    lane: 'slow',
  }),
  publicCertificateExpiry: gauge({
    name: 'headwatch_public_tls_expiry_timestamp_seconds',
    help: 'The same of the public page; absent where it has no https address.',
    labels: vantageLabels,
    lane: 'slow',
  }),
  nodeRestarts: counter({
    name: 'headwatch_node_restarts_total',
    help: 'Starts of a node that were seen: its own counters began anew, or its version changed.',
    labels: targetLabels,
    lane: 'slow',
  }),
  headRewinds: counter({
    name: 'headwatch_head_rewinds_total',
    help: 'Heads of a node far below one that it had answered before (1,000 blocks, 64 on chains of slow ones).',
    labels: targetLabels,
    lane: 'slow',
  }),
  headPropagation: histogram({
    name: 'headwatch_head_propagation_seconds',
    help: 'From the first of our sources that told of a block (by its hash) to its arrival by subscription from a node.',
    labels: targetLabels,
    lane: 'slow',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8],
  }),
  subscriptionEnds: counter({
    name: 'headwatch_subscription_ends_total',
    help: 'How subscriptions to new heads of a node ended or did not come about, by closed reason.',
    labels: { ...targetLabels, reason: failureReasons },
    lane: 'slow',
  }),
} as const;
