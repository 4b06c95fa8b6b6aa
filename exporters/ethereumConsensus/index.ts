import type { NodeKind } from '../../collector/probe/api.ts';
import { createConsensusLight } from './light.ts';
import { clientProbe, finalityProbe, peersProbe, syncingProbe } from './probes.ts';

/** Ethereum consensus clients by the Beacon API: Lighthouse, Prysm, Teku, Nimbus, Lodestar. */
export const ethereumConsensus: NodeKind = {
  light: createConsensusLight,
  slow: [syncingProbe, peersProbe, finalityProbe, clientProbe],
};
