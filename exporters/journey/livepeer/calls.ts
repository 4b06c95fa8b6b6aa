/** The view functions that a go-livepeer process reads, as calls that are encoded once. */
import { keccak256, parseAbi, stringToBytes } from 'viem/utils';
import type { LivepeerContracts } from '../../../collector/config/livepeer.ts';
import { contractCall } from '../ethCall.ts';

const controllerAbi = parseAbi(['function getContract(bytes32 id) view returns (address)']);
const roundsManagerAbi = parseAbi([
  'function currentRound() view returns (uint256)',
  'function currentRoundInitialized() view returns (bool)',
  'function currentRoundStartBlock() view returns (uint256)',
  'function lastInitializedRound() view returns (uint256)',
  'function roundLength() view returns (uint256)',
  'function blockNum() view returns (uint256)',
  'function blockHashForRound(uint256 round) view returns (bytes32)',
]);
const bondingManagerAbi = parseAbi([
  'function getTranscoderPoolSize() view returns (uint256)',
  'function getTotalBonded() view returns (uint256)',
]);
const ticketBrokerAbi = parseAbi([
  'struct Sender { uint256 deposit; uint256 withdrawRound; }',
  'struct Reserve { uint256 fundsRemaining; uint256 claimedInCurrentRound; }',
  'function getSenderInfo(address sender) view returns (Sender sender, Reserve reserve)',
  'function claimedReserve(address reserveHolder, address claimant) view returns (uint256)',
]);
const priceFeedAbi = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

/** Nobody's deposit: what is tested is that the question is answered. */
const nobody = '0x0000000000000000000000000000000000000001';

export const livepeerCalls = (contracts: LivepeerContracts) => {
  const rounds = contracts.RoundsManager;
  return {
    contractNamed: (name: keyof LivepeerContracts) =>
      contractCall(contracts.Controller, controllerAbi, 'getContract', [keccak256(stringToBytes(name))]),
    currentRound: contractCall(rounds, roundsManagerAbi, 'currentRound', []),
    currentRoundInitialized: contractCall(rounds, roundsManagerAbi, 'currentRoundInitialized', []),
    currentRoundStartBlock: contractCall(rounds, roundsManagerAbi, 'currentRoundStartBlock', []),
    lastInitializedRound: contractCall(rounds, roundsManagerAbi, 'lastInitializedRound', []),
    roundLength: contractCall(rounds, roundsManagerAbi, 'roundLength', []),
    blockNum: contractCall(rounds, roundsManagerAbi, 'blockNum', []),
    blockHashForRound: (round: bigint) => contractCall(rounds, roundsManagerAbi, 'blockHashForRound', [round]),
    transcoderPoolSize: contractCall(contracts.BondingManager, bondingManagerAbi, 'getTranscoderPoolSize', []),
    totalBonded: contractCall(contracts.BondingManager, bondingManagerAbi, 'getTotalBonded', []),
    senderInfo: contractCall(contracts.TicketBroker, ticketBrokerAbi, 'getSenderInfo', [nobody]),
    claimedReserve: contractCall(contracts.TicketBroker, ticketBrokerAbi, 'claimedReserve', [nobody, nobody]),
    latestPrice: contractCall(contracts.PriceFeed, priceFeedAbi, 'latestRoundData', []),
  };
};
export type LivepeerCalls = ReturnType<typeof livepeerCalls>;
