import type { NodeKind } from '../../collector/probe/api.ts';
import { baseFeeProbe } from '../evmHeads.ts';
import { createEvmLight } from '../evmLight.ts';
import { chainIdProbe, clientProbe, tagsProbe } from '../evmProbes.ts';
import { safeProbe } from '../evmSafe.ts';
import { methodsProbe } from '../methods.ts';
import { blockExtrasProbe } from './blockExtras.ts';
import { nitroMetricsProbe } from './ownMetrics.ts';
import { maintenanceProbe, publisherProbe } from './publisher.ts';
import { nitroSyncingProbe } from './syncing.ts';
import { nitroUpgradesProbe } from './upgrades.ts';

/**
 * Those that others build on, by version and configuration. Never `txpool_status`: asking for it crashes its handler and
 * writes a stack to the node's log. `arb_findBatchContainingBlock` takes a plain number; block 1 is read at once.
 */
const optionalMethods = [
  { method: 'arb_checkPublisherHealth' },
  { method: 'arb_maintenanceStatus' },
  { method: 'arb_latestValidated' },
  { method: 'arb_findBatchContainingBlock', params: [1] },
] as const;

/** Arbitrum Nitro. It has no peers, so they are not asked for. */
export const arbitrumNitro: NodeKind = {
  light: createEvmLight,
  slow: [
    nitroSyncingProbe,
    tagsProbe,
    safeProbe,
    chainIdProbe,
    clientProbe,
    publisherProbe,
    maintenanceProbe,
    blockExtrasProbe,
    baseFeeProbe,
    nitroMetricsProbe,
    nitroUpgradesProbe,
    methodsProbe(optionalMethods),
  ],
};
