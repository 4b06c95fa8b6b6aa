/** The contracts of Arbitrum's chains on their parents. The Bridge is where everything else is found from. */
import { parseAbi } from 'viem/utils';
import { knownChains } from '../../collector/policy/chains.ts';

export const bridgeAbi = parseAbi([
  'function sequencerInbox() view returns (address)',
  'function rollup() view returns (address)',
  'function sequencerReportedSubMessageCount() view returns (uint256)',
  'function delayedMessageCount() view returns (uint256)',
]);

export const inboxAbi = parseAbi([
  'function bridge() view returns (address)',
  'function batchCount() view returns (uint256)',
  'function totalDelayedMessagesRead() view returns (uint256)',
]);

export interface RollupContracts {
  readonly bridge: string;
  /** Height of the first block that is a message of the rollup's inbox. */
  readonly firstBlock: number;
}

/** By chain id. Addresses: docs.arbitrum.io, contract addresses. */
export const rollups: ReadonlyMap<number, RollupContracts> = new Map([
  [
    knownChains['arbitrum-one'].id,
    {
      bridge: '0x8315177aB297bA92A06054cE80a67Ed4DBd7ed3a',
      firstBlock: 22_207_817,
    },
  ],
  [knownChains['arbitrum-nova'].id, { bridge: '0xC1Ebd02f738644983b6C4B2d440b8e77DdE276Bd', firstBlock: 0 }],
  [knownChains['arbitrum-sepolia'].id, { bridge: '0x38f918D0E9F1b721EDaA41302E399fa1B79333a9', firstBlock: 0 }],
]);
