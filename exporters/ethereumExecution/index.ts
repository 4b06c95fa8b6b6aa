import type { NodeKind } from '../../collector/probe/api.ts';
import { headerProbe, reorgProbe } from '../evmHeads.ts';
import { createEvmLight } from '../evmLight.ts';
import { chainIdProbe, clientProbe, peersProbe, syncingProbe, tagsProbe } from '../evmProbes.ts';
import { safeProbe } from '../evmSafe.ts';
import { executionMetricsProbe } from './ownMetrics.ts';
import { blobFeeProbe, txpoolProbe } from './probes.ts';
import { executionUpgradesProbe } from './upgrades.ts';

/** Ethereum execution clients: geth, nethermind, erigon, besu, reth. */
export const ethereumExecution: NodeKind = {
  light: createEvmLight,
  slow: [
    syncingProbe,
    tagsProbe,
    safeProbe,
    peersProbe,
    chainIdProbe,
    clientProbe,
    headerProbe,
    reorgProbe,
    txpoolProbe,
    blobFeeProbe,
    executionMetricsProbe,
    executionUpgradesProbe,
  ],
};
