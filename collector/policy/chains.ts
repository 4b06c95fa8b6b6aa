import { arbitrum, arbitrumNova, arbitrumSepolia, mainnet, sepolia } from 'viem/chains';

export interface Chain {
  readonly name: string;
  /** EIP-155 chain id, the guard against a node on the wrong chain. */
  readonly id: number;
  /** Usual seconds between blocks. */
  readonly blockTime: number;
  /** A quiet chain makes no blocks without transactions: its head may be old and well (facts of Nova and Sepolia). */
  readonly quiet: boolean;
}

/** Chains known by name; any other is declared under `chains:` in fleet.yaml. */
export const knownChains = {
  'arbitrum-one': { name: 'arbitrum-one', id: arbitrum.id, blockTime: 0.25, quiet: false },
  'arbitrum-nova': { name: 'arbitrum-nova', id: arbitrumNova.id, blockTime: 0.25, quiet: true },
  'arbitrum-sepolia': { name: 'arbitrum-sepolia', id: arbitrumSepolia.id, blockTime: 0.25, quiet: true },
  ethereum: { name: 'ethereum', id: mainnet.id, blockTime: 12, quiet: false },
  sepolia: { name: 'sepolia', id: sepolia.id, blockTime: 12, quiet: false },
} as const satisfies Record<string, Chain>;
