/** Pages where anyone can look a transaction up. */
import type { arbitrum, arbitrumNova, arbitrumSepolia, mainnet, sepolia } from 'viem/chains';
import type { knownChains } from '../../collector/policy/chains.ts';

type Explorer<C extends { readonly blockExplorers: { readonly default: { readonly url: string } } }> =
  C['blockExplorers']['default']['url'];

/** Held against viem's by the compiler. */
const explorers: Readonly<Record<string, string>> = {
  'arbitrum-one': 'https://arbiscan.io' satisfies Explorer<typeof arbitrum>,
  'arbitrum-nova': 'https://nova.arbiscan.io' satisfies Explorer<typeof arbitrumNova>,
  'arbitrum-sepolia': 'https://sepolia.arbiscan.io' satisfies Explorer<typeof arbitrumSepolia>,
  ethereum: 'https://etherscan.io' satisfies Explorer<typeof mainnet>,
  sepolia: 'https://sepolia.etherscan.io' satisfies Explorer<typeof sepolia>,
} satisfies Record<keyof typeof knownChains, string>;

const pageOf = (chain: string, kind: 'tx' | 'address', id: string): string | null => {
  const explorer = explorers[chain];
  return explorer === undefined ? null : `${explorer}/${kind}/${id}`;
};

export const txPage = (chain: string, tx: string): string | null => pageOf(chain, 'tx', tx);
export const addressPage = (chain: string, address: string): string | null => pageOf(chain, 'address', address);
