/**
 * `eth_call` on Livepeer's contracts: as much as an orchestrator asks when it starts and when a round begins. Answers
 * follow the L1 block that the asked Arbitrum block carries, so that a source that is behind also answers behind.
 */
import { livepeerDefaults } from '../../../collector/config/livepeer.ts';
import type { View } from '../chain/view.ts';
import { digestOf } from '../hash.ts';
import { address, bool, bytes32, joined, text, uint } from '../rpc/abi.ts';
import { failure, type Outcome } from '../rpc/envelope.ts';
import { heightOfTag } from '../rpc/tags.ts';

/** L1 blocks in a round on Arbitrum, and the number that rounds are counted from here. */
const roundLength = 6_377;
const firstRound = 100;
const arbitrumOne = 42_161;
const lpt = 10n ** 18n;

/** keccak256 of a contract's name: how the Controller knows it. The price feed is Chainlink's and not among them. */
const registered: Readonly<Record<string, string>> = {
  '7c20e2bbcd91c5aaa7898ba022ab8867ac32d84e959c236484db066900aa363a': livepeerDefaults.Controller,
  e8438ea868df48e3fc21f2f087b993c9b1837dc0f6135064161ce7d7a1701fe8: livepeerDefaults.RoundsManager,
  '2517d59a36a86548e38734e8ab416f42afff4bca78706a66ad65750dae7f9e37': livepeerDefaults.BondingManager,
  bd1aa3e8d2464256d7fd3dcf645c16418d5d8c51d971f1ad7d57e7b1b5eee239: livepeerDefaults.TicketBroker,
  '79c5d2a4a07754f4bacb0ffba18ac516030ee589ebc89db8627680c4d4cdb230': livepeerDefaults.ServiceRegistry,
  '6e58ad548d72b425ea94c15f453bf26caddb061d82b2551db7fdd3cefe0e9940': livepeerDefaults.Minter,
  '3443e257065fe41dd0e4d1f5a1b73a22a62e300962b57f30cddf41d0f8273ba7': livepeerDefaults.LivepeerToken,
};

interface State {
  readonly l1: number;
  readonly timestamp: number;
  /** Arguments after the selector, hex. */
  readonly input: string;
}

const roundOf = ({ l1 }: State): number => firstRound + Math.floor(l1 / roundLength);
const roundStart = ({ l1 }: State): number => Math.floor(l1 / roundLength) * roundLength;

const blockHashForRound = (state: State): string => {
  const asked = BigInt(`0x${state.input.slice(0, 64) || '0'}`);
  return asked > BigInt(roundOf(state)) ? bytes32(uint(0)) : bytes32(digestOf(`livepeer/round/${asked}`));
};

/** Chainlink answers with eight decimals and once an hour, or when the price moves. */
const latestRoundData = ({ timestamp }: State): readonly string[] => {
  const hour = Math.floor(timestamp / 3_600);
  // The phase of the proxy is in the upper 16 bits of its 80-bit round id.
  const id = (1n << 64n) + BigInt(hour);
  return [uint(id), uint(243_512_000_000 + (hour % 500) * 1_000_000), uint(hour * 3_600), uint(hour * 3_600), uint(id)];
};

type Method = (state: State) => string | readonly string[];

/** Contract → selector (first four bytes of keccak256 of the signature beside it) → answer. */
const contracts: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  [livepeerDefaults.Controller]: {
    e16c7d98: ({ input }) => address(registered[input.slice(0, 64)] ?? '0x'), // getContract(bytes32)
  },
  [livepeerDefaults.RoundsManager]: {
    '8a19c8bc': (state) => uint(roundOf(state)), // currentRound()
    '219bc76c': () => bool(true), // currentRoundInitialized()
    '6841f253': ({ l1 }) => bool(l1 % roundLength >= roundLength * 0.9), // currentRoundLocked()
    '8807f36e': (state) => uint(roundOf(state)), // lastInitializedRound()
    '8fa148f2': (state) => uint(roundStart(state)), // currentRoundStartBlock()
    '8b649b94': () => uint(roundLength), // roundLength()
    '8ae63d6d': ({ l1 }) => uint(l1), // blockNum()
    '3aa4add4': blockHashForRound, // blockHashForRound(uint256)
  },
  [livepeerDefaults.BondingManager]: {
    '2a4e0d55': () => uint(100), // getTranscoderPoolSize()
    '5a2a75a9': () => uint(100), // getTranscoderPoolMaxSize()
    '5c50c356': (state) => uint(BigInt(20_000_000 + roundOf(state) * 1_000) * lpt), // getTotalBonded()
  },
  [livepeerDefaults.TicketBroker]: {
    // getSenderInfo(address): (deposit, withdrawRound), (fundsRemaining, claimedInCurrentRound)
    e1a589da: () => [uint(lpt / 5n), uint(0), uint(lpt / 4n), uint(0)],
    '4ac826da': () => uint(0), // claimedReserve(address,address)
    '20d3a0b4': () => uint(1), // unlockPeriod()
  },
  [livepeerDefaults.ServiceRegistry]: {
    '214c2a4b': () => text('https://orchestrator-1.example.org:8935'), // getServiceURI(address)
  },
  [livepeerDefaults.LivepeerToken]: {
    '70a08231': () => uint(1_250n * lpt), // balanceOf(address)
    '18160ddd': () => uint(38_000_000n * lpt), // totalSupply()
  },
  [livepeerDefaults.Minter]: {},
  [livepeerDefaults.PriceFeed]: {
    feaf968c: latestRoundData, // latestRoundData()
    '313ce567': () => uint(8), // decimals()
    '7284e416': () => text('ETH / USD'), // description()
  },
};
const byAddress = new Map(Object.entries(contracts).map(([at, methods]) => [at.toLowerCase(), methods]));

const textIn = (value: object, key: string): string => {
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found.toLowerCase() : '';
};

/** As geth answers: `0x` where there is no code, a bare revert where a contract has no such function. */
export const livepeerCall = (params: readonly unknown[], view: View): Outcome => {
  const call: unknown = params[0];
  if (typeof call !== 'object' || call === null) return failure(-32602, 'missing value for required argument 0');
  const block = view.block(heightOfTag(params[1], view) ?? view.head);
  if (!block) return failure(-32000, 'header not found');
  // Livepeer lives on Arbitrum One and nowhere else.
  const methods = view.chainId === arbitrumOne ? byAddress.get(textIn(call, 'to')) : undefined;
  if (!methods) return { result: '0x' };
  const input = (textIn(call, 'input') || textIn(call, 'data')).replace(/^0x/, '');
  const method = methods[input.slice(0, 8)];
  if (!method) return failure(-32000, 'execution reverted');
  const state = { l1: Number(block.json.l1BlockNumber), timestamp: block.timestamp, input: input.slice(8) };
  const answer = method(state);
  return { result: typeof answer === 'string' ? joined(answer) : joined(...answer) };
};
