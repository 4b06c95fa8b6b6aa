/** An Ethereum without any client behind it, for quick tests: headers only, in the shape that geth answers. */
import { digestOf, hashOf, hex } from '../hash.ts';
import type { Producer } from './ethereum.ts';
import type { Block } from './model.ts';
import { emptyBloom } from './nitroChain.ts';
import { slotSeconds, slotStart } from './slots.ts';

/** Recorded: this block had this timestamp. */
const anchor = { number: 25_103_729, timestamp: 1_778_722_223 } as const;
const emptyTrie = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
const zero = (digits: number): string => `0x${'0'.repeat(digits)}`;

export const syntheticEthereum = (seed: number, now: number, history = 128): Producer => {
  const domain = `ethereum/${seed}`;
  const newest = slotStart(now);
  const firstNumber = anchor.number + Math.floor((newest - anchor.timestamp) / slotSeconds) - history + 1;

  const make = (number: number, timestamp: number): Block => {
    const hash = hashOf(domain, number);
    const parentHash = hashOf(domain, number - 1);
    const json = {
      baseFeePerGas: '0x3b9aca00',
      blobGasUsed: '0xc0000',
      difficulty: '0x0',
      excessBlobGas: '0x0',
      extraData: '0x',
      gasLimit: '0x3938700',
      gasUsed: hex(0x1c9c380 + (number % 100_000)),
      hash,
      logsBloom: emptyBloom,
      miner: '0x4838b106fce9647bdf1e7877bf73ce8b0bad5f97',
      mixHash: digestOf(`${hash}/mix`),
      nonce: zero(16),
      number: hex(number),
      parentBeaconBlockRoot: digestOf(`${parentHash}/beacon`),
      parentHash,
      receiptsRoot: digestOf(`${hash}/receipts`),
      requestsHash: '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
      size: hex(0x265),
      stateRoot: digestOf(`${hash}/state`),
      timestamp: hex(timestamp),
      transactions: [],
      transactionsRoot: emptyTrie,
      uncles: [],
      withdrawals: [],
      withdrawalsRoot: emptyTrie,
    };
    return { number, timestamp, hash, parentHash, json };
  };

  const blocks = Array.from({ length: history }, (_, index) =>
    make(firstNumber + index, newest - (history - 1 - index) * slotSeconds),
  );
  let last = firstNumber + history - 1;
  return {
    domain,
    history: blocks,
    produce: (timestamp) => {
      last += 1;
      return make(last, timestamp);
    },
    safeBehind: 45,
    finalizedBehind: 77,
    wrongShift: -15_000_000,
    stop: async () => {},
  };
};
