import type { arbitrum, arbitrumNova, arbitrumSepolia, mainnet, sepolia } from 'viem/chains';

export interface Chain {
  readonly name: string;
  /** EIP-155 chain id, the guard against a node on the wrong chain. */
  readonly id: number;
  /** Usual seconds between blocks. */
  readonly blockTime: number;
  /** A quiet chain makes no blocks without transactions: its head may be old and well (facts of Nova and Sepolia). */
  readonly quiet: boolean;
  /** Chain id of the one that its batches are posted to; absent for a chain that stands alone, or is not known. */
  readonly parentId?: number;
}

/**
 * Chains known by name; any other is declared under `chains:` in fleet.yaml. The ids are checked against viem's by the
 * compiler; loading viem's list of all chains would cost every process more than a second of its start.
 */
export const knownChains = {
  'arbitrum-one': {
    name: 'arbitrum-one',
    id: 42_161 satisfies typeof arbitrum.id,
    blockTime: 0.25,
    quiet: false,
    parentId: 1 satisfies typeof mainnet.id,
  },
  'arbitrum-nova': {
    name: 'arbitrum-nova',
    id: 42_170 satisfies typeof arbitrumNova.id,
    blockTime: 0.25,
    quiet: true,
    parentId: 1 satisfies typeof mainnet.id,
  },
  'arbitrum-sepolia': {
    name: 'arbitrum-sepolia',
    id: 421_614 satisfies typeof arbitrumSepolia.id,
    blockTime: 0.25,
    quiet: true,
    parentId: 11_155_111 satisfies typeof sepolia.id,
  },
  ethereum: { name: 'ethereum', id: 1 satisfies typeof mainnet.id, blockTime: 12, quiet: false },
  sepolia: { name: 'sepolia', id: 11_155_111 satisfies typeof sepolia.id, blockTime: 12, quiet: false },
} as const satisfies Record<string, Chain>;
