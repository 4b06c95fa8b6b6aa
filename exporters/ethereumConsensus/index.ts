import type { NodeKind } from '../../collector/probe/api.ts';
import { blobsProbe } from './blobs.ts';
import { eventsProbe } from './events.ts';
import { createConsensusLight } from './light.ts';
import { consensusMetricsProbe } from './ownMetrics.ts';
import { clientProbe, finalityProbe, identityProbe, peersProbe, syncingProbe } from './probes.ts';
import { consensusUpgradesProbe } from './upgrades.ts';

/** Ethereum consensus clients by the Beacon API: Lighthouse, Prysm, Teku, Nimbus, Lodestar. */
export const ethereumConsensus: NodeKind = {
  light: createConsensusLight,
  slow: [
    syncingProbe,
    peersProbe,
    finalityProbe,
    clientProbe,
    identityProbe,
    eventsProbe,
    blobsProbe,
    consensusMetricsProbe,
    consensusUpgradesProbe,
  ],
};
