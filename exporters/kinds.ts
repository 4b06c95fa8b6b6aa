/** What the config must know of each kind of node. `exporters/index.ts` holds their probes under the same names. */
import type { KindTable } from '../collector/config/schema.ts';

export const kinds = {
  'arbitrum-nitro': { layer: 'execution', defaultPort: 8547 },
  'ethereum-execution': { layer: 'execution', defaultPort: 8545 },
  'ethereum-consensus': { layer: 'consensus', defaultPort: 5052 },
  evm: { layer: 'execution', defaultPort: 8545 },
} as const satisfies KindTable;

export type NodeKindName = keyof typeof kinds;
