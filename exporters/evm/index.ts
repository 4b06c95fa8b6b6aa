import type { NodeKind } from '../../collector/probe/api.ts';
import { headerProbe, reorgProbe } from '../evmHeads.ts';
import { createEvmLight } from '../evmLight.ts';
import { chainIdProbe, clientProbe, peersProbe, syncingProbe, tagsProbe } from '../evmProbes.ts';
import { safeProbe } from '../evmSafe.ts';

/** Any other chain, at the depth that plain JSON-RPC allows; also how references and edges are asked. */
export const evm: NodeKind = {
  light: createEvmLight,
  slow: [syncingProbe, tagsProbe, safeProbe, peersProbe, chainIdProbe, clientProbe, headerProbe, reorgProbe],
};
