/** What of a month is told by the chain and what is not, and whether that can still change. */
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import type { ChainFacts, RowState } from '../chainFacts.ts';
import { currenciesOf } from '../currencies.ts';
import type { Books } from '../model.ts';
import { amountText } from '../money.ts';
import { dayAt, endOf, monthAt, startOf } from '../months.ts';
import { isOutdated } from '../rowFacts.ts';
import { txPage } from './explorer.ts';
import type { MonthReport, ReportedPayment, Unreconciled } from './model.ts';

/** Whether nothing of the month escaped the reader: it began before the month did, and read a block after its end. */
const wholeMonthRead = (facts: ChainFacts, month: string): boolean => {
  const start = startOf(month);
  const early =
    facts.sinceAt === undefined
      ? facts.balances.some((one) => one.month < month) || facts.rows.some(({ at }) => at !== undefined && at < start)
      : facts.sinceAt <= start;
  const cut = facts.unread?.some((one) => one.what === 'own' && one.month === month) === true;
  return early && !cut && facts.at >= endOf(month);
};

const areCoinsFollowed = ({ coins }: ChainFacts, month: string): boolean =>
  coins !== undefined && coins.from <= startOf(month) && coins.to >= endOf(month);

/** Seconds. What is held back is seen when a balance is read next, which may be as late as that. */
const seenLate = 86_400;

const heldBackIn = (facts: ChainFacts, month: string): number =>
  facts.heldBack.filter(({ at }) => at >= startOf(month) && at < endOf(month) + seenLate).length;

/** Null: the chain was not asked. */
export const unreconciledOf = (
  {
    treasury,
    books,
    facts,
  }: {
    readonly treasury: FleetTreasury;
    readonly books: Pick<Books, 'movements'>;
    readonly facts: ChainFacts | undefined;
  },
  month: string,
  states: Readonly<Record<RowState, number>>,
): Unreconciled | null => {
  if (!facts) return null;
  const currencies = currenciesOf(treasury);
  const payments = facts.unreconciled
    .filter(({ at }) => monthAt(at) === month)
    .toSorted((a, b) => a.at - b.at || a.block - b.block || a.log - b.log || ((a.tx ?? '') < (b.tx ?? '') ? -1 : 1))
    .map(({ at, direction, currency, units, address, counterparty, tx }): ReportedPayment => {
      const known = currencies.get(currency);
      const own = treasury.addresses.find((one) => one.address.toLowerCase() === address.toLowerCase());
      return {
        date: dayAt(at),
        direction,
        amount: known ? amountText({ currency: known, units: BigInt(units) }) : `${units} base units`,
        currency,
        address: own?.name ?? address,
        counterparty: counterparty ?? null,
        tx: tx ?? null,
        link: tx === undefined ? null : txPage(treasury.chain, tx),
      };
    });
  const heldBack = heldBackIn(facts, month);
  const coinsFollowed = areCoinsFollowed(facts, month);
  const isTold = states.unknown === 0 && heldBack === 0 && !isOutdated(books, facts, month);
  return {
    count: payments.length + states.mismatch,
    complete: wholeMonthRead(facts, month) && coinsFollowed && isTold,
    coinsFollowed,
    payments,
    mismatches: states.mismatch,
    heldBack,
    earlier: facts.unreconciled.filter(({ at }) => monthAt(at) < month).length,
  };
};

/**
 * How far the chain was read. Of a month that is wholly told: to its last block, and not when we asked, so that the page
 * stays as it is.
 */
export const readOf = (facts: ChainFacts, month: string, settled: boolean): NonNullable<MonthReport['read']> => {
  const { since: from, scanned, at, askedAt } = facts;
  if (!settled) return { from, to: scanned, at, askedAt };
  const end = facts.balances.find((one) => one.month === month);
  return { from, to: end?.block ?? null, at: end?.at ?? endOf(month) - 1, askedAt: null };
};
