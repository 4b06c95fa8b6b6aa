/** Chains as people write them. */
const known: Readonly<Record<string, string>> = {
  'arbitrum-one': 'Arbitrum',
  'arbitrum-nova': 'Arbitrum Nova',
  'arbitrum-sepolia': 'Arbitrum Sepolia',
  ethereum: 'Ethereum',
  sepolia: 'Sepolia',
};

/** `arbitrum-one` → `Arbitrum`; a chain that we do not know by name is written as fleet.yaml names it, capitalised. */
export const chainTitle = (chain: string): string =>
  known[chain] ??
  chain
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
