/** The registry of node kinds: one folder and one line each. The type ties it to the table that the config reads. */
import type { NodeKind } from '../collector/probe/api.ts';
import type { CloudflareKind } from '../collector/probe/cloudflare.ts';
import type { TreasuryKind } from '../collector/probe/treasury.ts';
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

export { feedKind } from './feed/index.ts';
export { journeyKinds } from './journey/index.ts';
export { rollupKind } from './l1Link/index.ts';

/** Both are loaded when they are asked for: no second of an edge waits for a fifth of all modules. */
export const loadCloudflare = async (): Promise<CloudflareKind> =>
  (await import('./cloudflare/index.ts')).watchCloudflare;
export const loadTreasury = async (): Promise<TreasuryKind> => (await import('./treasury/index.ts')).watchTreasury;
