/** The registry of node kinds: one folder and one line each. The type ties it to the table that the config reads. */
import type { NodeKind } from '../collector/probe/api.ts';
import { arbitrumNitro } from './arbitrumNitro/index.ts';
import { ethereumConsensus } from './ethereumConsensus/index.ts';
import { ethereumExecution } from './ethereumExecution/index.ts';
import { evm } from './evm/index.ts';
import type { NodeKindName } from './kinds.ts';

export const nodeKinds = {
  'arbitrum-nitro': arbitrumNitro,
  'ethereum-execution': ethereumExecution,
  'ethereum-consensus': ethereumConsensus,
  evm,
} as const satisfies Record<NodeKindName, NodeKind>;

export { watchCloudflare } from './cloudflare/index.ts';
export { feedKind } from './feed/index.ts';
export { journeyKinds } from './journey/index.ts';
export { rollupKind } from './l1Link/index.ts';
export { watchTreasury } from './treasury/index.ts';
