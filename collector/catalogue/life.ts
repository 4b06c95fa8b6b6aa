import { gauge } from './define.ts';
import { targetLabels, upgradeNeeds, upgradeSources } from './labels.ts';

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
} as const;
