import type { NodeKind } from '../../collector/probe/api.ts';
import { createEvmLight } from '../evmLight.ts';
import { chainIdProbe, clientProbe, syncingProbe, tagsProbe } from '../evmProbes.ts';

/** Arbitrum Nitro. It has no peers and no `txpool_status` (asking for it crashes the handler), so neither is asked. */
export const arbitrumNitro: NodeKind = {
  light: createEvmLight,
  slow: [syncingProbe, tagsProbe, chainIdProbe, clientProbe],
};
