/** What the config must know of each kind of node. `exporters/index.ts` holds their probes under the same names. */
import type { KindTable } from '../collector/config/kindTable.ts';

export const kinds = {
  'arbitrum-nitro': {
    layer: 'execution',
    defaultPort: 8547,
    metrics: { port: 6070, path: '/debug/metrics/prometheus' },
  },
  // geth's; other clients differ, and their URL is given.
  'ethereum-execution': {
    layer: 'execution',
    defaultPort: 8545,
    metrics: { port: 6060, path: '/debug/metrics/prometheus' },
  },
  'ethereum-consensus': { layer: 'consensus', defaultPort: 5052, metrics: { port: 5054, path: '/metrics' } },
  evm: { layer: 'execution', defaultPort: 8545 },
} as const satisfies KindTable;

export type NodeKindName = keyof typeof kinds;
