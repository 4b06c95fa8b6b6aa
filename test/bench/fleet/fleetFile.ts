/** The fleet of the bench: so many nodes on a tenth as many chains, two references a chain, an edge on every tenth. */

const nodesPerChain = 10;

export interface BenchFleet {
  readonly nodes: number;
  readonly chains: number;
  readonly yaml: string;
}

/** Of ten chains: eight of other EVM nodes, one of Nitro nodes, one of Ethereum's clients. */
export const kindOfChain = (chain: number): string =>
  chain % 10 === 8 ? 'arbitrum-nitro' : chain % 10 === 9 ? 'ethereum-execution' : 'evm';

export const idOfChain = (chain: number): number => 7_000_000 + chain;

/** @param origins of the servers; chains are spread over them */
export const benchFleet = (count: number, origins: readonly string[], listen: string): BenchFleet => {
  const chains = Math.max(1, Math.round(count / nodesPerChain));
  const url = (chain: number, target: string): string => `${origins[chain % origins.length]}/${chain}/${target}`;
  const each = <T>(length: number, make: (index: number) => T): T[] =>
    Array.from({ length }, (_, index) => make(index));
  const perChain = (make: (chain: number) => readonly string[]): string => each(chains, make).flat().join('\n');
  const yaml = `service: { name: bench }
vantage: eu
collector: { listen: "${listen}" }
chains:
${perChain((chain) => [`  c${chain}: { id: ${idOfChain(chain)}, block_time: 2s }`])}
nodes:
${perChain((chain) =>
  each(
    nodesPerChain,
    (index) =>
      `  - { name: n${chain}-${index}, kind: ${kindOfChain(chain)}, chain: c${chain}, region: eu, rpc: "${url(chain, `n${index}`)}" }`,
  ),
)}
references:
${perChain((chain) => each(2, (index) => `  - { name: r${chain}-${index}, chain: c${chain}, rpc: "${url(chain, `r${index}`)}" }`))}
edges:
${perChain((chain) =>
  chain % 10 === 0
    ? [
        `  - { name: e${chain}, chain: c${chain}, audience: members, journey: evm-generic, rpc: "${url(chain, 'edge')}", regions: { eu: [${each(5, (index) => `n${chain}-${index}`).join(', ')}] } }`,
      ]
    : [],
)}
`;
  return { nodes: chains * nodesPerChain, chains, yaml };
};
