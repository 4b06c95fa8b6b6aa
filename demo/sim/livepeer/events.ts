/**
 * Livepeer's events on Arbitrum: about one block in forty has some, of the kinds that an orchestrator's block watcher
 * asks for. NewRound is not among them: a round takes most of a day.
 */
import { livepeerDefaults } from '../../../collector/config/livepeer.ts';
import type { Events, Log } from '../chain/events.ts';
import type { Block } from '../chain/model.ts';
import { digestOf, hex } from '../hash.ts';
import { address, joined, text, uint } from '../rpc/abi.ts';

type Contract = 'BondingManager' | 'TicketBroker' | 'ServiceRegistry';

interface Kind {
  readonly contract: Contract;
  /** keccak256 of the signature beside it. */
  readonly topic: string;
  readonly indexed: number;
  readonly data: (random: number) => string;
  /** How many of a hundred events are of this kind. */
  readonly share: number;
}

const wei = (random: number): string => uint(BigInt(random) * 10n ** 9n);
const round = (random: number): string => uint(4_000 + (random % 100));
const kind = (
  contract: Contract,
  topic: string,
  indexed: number,
  share: number,
  ...words: readonly ((random: number) => string)[]
): Kind => ({ contract, topic, indexed, share, data: (random) => joined(...words.map((word) => word(random))) });

export const livepeerEventKinds: Readonly<Record<string, Kind>> = {
  'WinningTicketTransfer(address,address,uint256)': kind(
    'TicketBroker',
    '0x8b87351a208c06e3ceee59d80725fd77a23b4129e1b51ca231fc89b40712649c',
    2,
    40,
    wei,
  ),
  'Unbond(address,address,uint256,uint256,uint256)': kind(
    'BondingManager',
    '0x2d5d98d189bee5496a08db2a5948cb7e5e786f09d17d0c3f228eb41776c24a06',
    2,
    10,
    (random) => uint(random % 9),
    wei,
    round,
  ),
  'Rebond(address,address,uint256,uint256)': kind(
    'BondingManager',
    '0x9f5b64cc71e1e26ff178caaa7877a04d8ce66fde989251870e80e6fbee690c17',
    2,
    5,
    (random) => uint(random % 9),
    wei,
  ),
  'WithdrawStake(address,uint256,uint256,uint256)': kind(
    'BondingManager',
    '0x1340f1a8f3d456a649e1a12071dfa15655e3d09252131d0f980c3b405cc8dd2e',
    1,
    5,
    (random) => uint(random % 9),
    wei,
    round,
  ),
  'DepositFunded(address,uint256)': kind(
    'TicketBroker',
    '0x5159e237d952190e68d5215430f305831be7c9c8776d1377c76679ae4773413f',
    1,
    10,
    wei,
  ),
  'ReserveFunded(address,uint256)': kind(
    'TicketBroker',
    '0xb52b99b9e83551fcbd069b559cc3e823e2a1a3bad8ece46561ea77524394c850',
    1,
    6,
    wei,
  ),
  'Withdrawal(address,uint256,uint256)': kind(
    'TicketBroker',
    '0xdf273cb619d95419a9cd0ec88123a0538c85064229baa6363788f743fff90deb',
    1,
    4,
    wei,
    wei,
  ),
  'Unlock(address,uint256,uint256)': kind(
    'TicketBroker',
    '0xf7870c5b224cbc19873599e46ccfc7103934650509b1af0c3ce90138377c2004',
    1,
    4,
    round,
    (random) => uint(4_005 + (random % 100)),
  ),
  'UnlockCancelled(address)': kind(
    'TicketBroker',
    '0xfa044b7b93a40365dc68049797c2eb06918523d694e5d56e406cac3eb35578e5',
    1,
    2,
  ),
  'TranscoderActivated(address,uint256)': kind(
    'BondingManager',
    '0x65d72d782835d64c3287844a829608d5abdc7e864cc9affe96d910ab3db665e9',
    1,
    6,
    round,
  ),
  'TranscoderDeactivated(address,uint256)': kind(
    'BondingManager',
    '0xfee3e693fc72d0a0a673805f3e606c551f4c677b9072444b90dd2d0406bc995c',
    1,
    4,
    round,
  ),
  'ServiceURIUpdate(address,string)': kind(
    'ServiceRegistry',
    '0xfbb63068732c85741c9f8e61caffaabe038d577bfafd2d2dcc0e352a4f653a4c',
    1,
    4,
    (random) => text(`https://orchestrator-${random % 100}.example.org:8935`),
  ),
};

const drawn: readonly Kind[] = Object.values(livepeerEventKinds).flatMap((each) =>
  Array.from({ length: each.share }, () => each),
);
/** One block in so many has events: about one in ten seconds. */
const every = 40;

/** The finaliser of MurmurHash3: a height to 32 bits that look like chance. */
const mixed = (height: number): number => {
  let value = height >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

const someone = (seed: string): string => `0x${digestOf(seed).slice(2, 42)}`;

const logOf = (block: Block, height: number, index: number): Log => {
  const random = mixed(height * 31 + index);
  const { contract, topic, indexed, data } = drawn[random % drawn.length] ?? failed();
  const transactions: unknown = block.json.transactions;
  const hashes = Array.isArray(transactions) ? transactions : [];
  // The first transaction of an Arbitrum block is the chain's own.
  const at = Math.max(0, hashes.length - 1);
  const people = Array.from({ length: indexed }, (_, each) => `0x${address(someone(`${random % 60}/${each}`))}`);
  return {
    address: livepeerDefaults[contract].toLowerCase(),
    blockHash: block.hash,
    blockNumber: hex(block.number),
    data: data(random),
    logIndex: hex((mixed(height) % 7) + index),
    removed: false,
    topics: [topic, ...people],
    transactionHash: String(hashes[at]),
    transactionIndex: hex(at),
  };
};

const failed = (): never => {
  throw new Error('the table of events is empty');
};

const has = (height: number): boolean => mixed(height) % every === 0;

export const livepeerEvents: Events = {
  has,
  of: (block, height) => {
    if (!has(height)) return [];
    const count = mixed(height + 1) % 4 === 0 ? 2 : 1;
    return Array.from({ length: count }, (_, index) => logOf(block, height, index));
  },
};
