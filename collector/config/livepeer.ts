/** Livepeer's contracts on Arbitrum One (livepeer/protocol, branch delta; go-livepeer's default price feed). */
export const livepeerDefaults = {
  Controller: '0xD8E8328501E9645d16Cf49539efC04f734606ee4',
  RoundsManager: '0xdd6f56DcC28D3F5f27084381fE8Df634985cc39f',
  BondingManager: '0x35Bcf3c30594191d53231E4FF333E8A770453e40',
  TicketBroker: '0xa8bB618B1520E284046F3dFc448851A1Ff26e41B',
  ServiceRegistry: '0xC92d3A360b8f9e083bA64DE15d95Cf8180897431',
  Minter: '0xc20DE37170B45774e6CD3d2304017fc962f27252',
  LivepeerToken: '0x289ba1701C2F088cf0faf8B3705246331cB8A839',
  /** Chainlink ETH/USD. */
  PriceFeed: '0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612',
} as const;
export type LivepeerContract = keyof typeof livepeerDefaults;
// Object.keys widens to string; the literal's keys are exactly these.
export const livepeerContractNames = Object.keys(livepeerDefaults) as [LivepeerContract, ...LivepeerContract[]];
export type LivepeerContracts = Readonly<Record<LivepeerContract, string>>;
