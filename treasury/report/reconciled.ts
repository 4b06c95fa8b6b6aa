/** What of a month is told by the chain and what is not, and whether that can still change. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { ChainFacts, RowState } from '../chainFacts.ts';
import { currenciesOf } from '../currencies.ts';
import type { Books } from '../model.ts';
import { amountText } from '../money.ts';
import { dayAt, endOf, monthAt, monthOf, startOf } from '../months.ts';
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

interface Seen {
  readonly at: number;
  readonly after?: number;
}

/** Whether it moved in the month, or may have: of a difference it is known only between which balances that was. */
const mayBeIn =
  (month: string) =>
  ({ at, after = at }: Seen): boolean =>
    after < endOf(month) && at >= startOf(month);

/** Whether it may be of one month or of another. */
const isAcross = ({ at, after = at }: Seen): boolean => monthAt(after) !== monthAt(at);

/** Rows of other months whose payment was in this one: it is not among those that the books lack, and this month lacks it. */
const datedElsewhere = (
  { movements }: Pick<Books, 'movements'>,
  facts: ChainFacts,
  month: string,
): readonly string[] => {
  const months = new Map(movements.map(({ id, date }) => [id, monthOf(date)]));
  return facts.rows.flatMap(({ id, why, at }) => {
    const booked = months.get(id);
    const isHere = why === 'wrong_date' && at !== undefined && monthAt(at) === month;
    return isHere && booked !== undefined && booked !== month ? [id] : [];
  });
};

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
  const lacking = facts.unreconciled.filter(mayBeIn(month));
  const payments = lacking
    .toSorted((a, b) => a.at - b.at || a.block - b.block || a.log - b.log || ((a.tx ?? '') < (b.tx ?? '') ? -1 : 1))
    .map((payment): ReportedPayment => {
      const { at, after = at, direction, currency, units, address, counterparty, tx } = payment;
      const known = currencies.get(currency);
      const own = treasury.addresses.find((one) => one.address.toLowerCase() === address.toLowerCase());
      return {
        date: dayAt(at),
        after: isAcross(payment) ? dayAt(after) : null,
        direction,
        amount: known ? amountText({ currency: known, units: BigInt(units) }) : `${units} base units`,
        currency,
        address: own?.name ?? address,
        counterparty: counterparty ?? null,
        tx: tx ?? null,
        link: tx === undefined ? null : txPage(treasury.chain, tx),
      };
    });
  const across = lacking.filter(isAcross).length;
  const heldBack = facts.heldBack.filter(mayBeIn(month)).length;
  const elsewhere = datedElsewhere(books, facts, month);
  const coinsFollowed = areCoinsFollowed(facts, month);
  const isTold = states.unknown === 0 && across === 0 && heldBack === 0 && !isOutdated(books, facts, month);
  return {
    count: payments.length - across + states.mismatch + elsewhere.length,
    complete: wholeMonthRead(facts, month) && coinsFollowed && isTold,
    coinsFollowed,
    payments,
    across,
    mismatches: states.mismatch,
    elsewhere,
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
