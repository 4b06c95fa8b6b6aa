/** How far the report is from what was sent and what the receipts say, in base units. */
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { readBooks, treasuryDir } from '../../../treasury/books.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import type { Anvil, Receipt } from '../../support/anvil.ts';
import { type Coin, coins, dayOf, decimals, distance, end, inUnits, months, type Sent, type Way } from './coins.ts';

export interface Truth {
  readonly sent: readonly Sent[];
  readonly opening: Readonly<Record<Coin, bigint>>;
  /** Wei by month, from the receipts. */
  readonly gas: ReadonlyMap<string, bigint>;
}

/** Of every transaction that the wallet sent, by its receipt. */
export const gasByMonth = async (anvil: Anvil, wallet: string, to: number): Promise<ReadonlyMap<string, bigint>> => {
  const gas = new Map<string, bigint>();
  for (let number = 1; number <= to; number += 1) {
    const at = `0x${number.toString(16)}`;
    // What anvil answers.
    const block = (await anvil.ask('eth_getBlockByNumber', [at, true])) as {
      timestamp: string;
      transactions: readonly { from: string; hash: string }[];
    };
    const month = dayOf(Number(block.timestamp)).slice(0, 7);
    for (const { from, hash } of block.transactions) {
      if (from.toLowerCase() !== wallet) continue;
      const receipt = (await anvil.ask('eth_getTransactionReceipt', [hash])) as Receipt;
      gas.set(month, (gas.get(month) ?? 0n) + BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice));
    }
  }
  return gas;
};

const signed = ({ way, units }: Sent): bigint => (way === 'in' ? units : way === 'out' ? -units : 0n);

export const reportErrors = (
  facts: ChainFacts,
  treasury: FleetTreasury,
  home: string,
  { sent, opening, gas }: Truth,
): bigint => {
  const books = readBooks(treasuryDir(home), treasury, end);
  if (books.problems.length > 0) throw new Error(`the bench's books: ${JSON.stringify(books.problems.slice(0, 3))}`);
  let error = 0n;
  for (const month of months) {
    const { balances, addresses } = monthReport({ service: 'bench', treasury, books, facts }, month);
    for (const coin of coins) {
      const before = sent.filter((one) => one.coin === coin && dayOf(one.at).slice(0, 7) <= month);
      const spent = [...gas]
        .filter(([each]) => coin === 'ETH' && each <= month)
        .reduce((sum, [, fees]) => sum + fees, 0n);
      const truth = before.reduce((sum, one) => sum + signed(one), opening[coin]) - spent;
      const told = balances.find(({ currency }) => currency === coin);
      if (!told || told.chain === null || told.gas === null)
        throw new Error(`no balance of ${coin} at the end of ${month}`);
      error += distance(inUnits(told.closing, decimals[coin]), truth);
      error += distance(inUnits(told.chain, decimals[coin]), truth);
      const ofMonth = (way: Way): bigint =>
        before
          .filter((one) => one.way === way && dayOf(one.at).slice(0, 7) === month)
          .reduce((sum, { units }) => sum + units, 0n);
      error += distance(inUnits(told.in, decimals[coin]), ofMonth('in'));
      error += distance(inUnits(told.out, decimals[coin]), ofMonth('out'));
      error += distance(inUnits(told.gas, decimals[coin]), coin === 'ETH' ? (gas.get(month) ?? 0n) : 0n);
    }
    for (const { difference, name, currency } of addresses) {
      const coin = coins.find((each) => each === currency);
      if (!coin) throw new Error(`${name} holds ${currency}`);
      // Of the first month the chain's balance at its beginning was not read.
      if (month === months[0]) continue;
      if (difference === null) throw new Error(`what came and went of ${name} in ${currency} in ${month} is not known`);
      error += distance(inUnits(difference, decimals[coin]), 0n);
    }
  }
  return error;
};
