/** From the books and what the chain said to the report of a month. Pure: the same books and facts, the same report. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { addressBalancesOf } from '../addressBalances.ts';
import { balancesOf } from '../balances.ts';
import type { ChainFacts, RowState } from '../chainFacts.ts';
import { fiatCurrency } from '../currencies.ts';
import { dailyPrices, priceDoubts, withFeedPrices } from '../feedPrices.ts';
import type { Books } from '../model.ts';
import { amountText, type Currency, divide, type Price, subtract } from '../money.ts';
import { historyNotAsked, type MonthHistory } from '../monthHistory.ts';
import { endOf, previousMonth } from '../months.ts';
import { hideMembers } from '../publicNames.ts';
import { meanExpense, membersIn, monthPrices, runwayOf, valuedAt } from '../ratios.ts';
import { rowFactsOf } from '../rowFacts.ts';
import { inMonth, signedAmount, standing, sumsOf, totalOf, worthOf } from '../sums.ts';
import { addressOf, balanceOf, dustOf } from './balanceTexts.ts';
import { addressPage, txPage } from './explorer.ts';
import type { MonthReport, ReportedMovement } from './model.ts';
import { readOf, unreconciledOf } from './reconciled.ts';

export interface ReportInput {
  readonly service: string;
  readonly treasury: FleetTreasury;
  readonly books: Books;
  /** Undefined: the chain has not been asked yet. */
  readonly facts: ChainFacts | undefined;
  /** Of the month; absent: nobody asked git, and the report says so. */
  readonly history?: MonthHistory;
  /** Makes text that people typed fit for everyone, beyond the names of members. */
  readonly publicText?: (text: string) => string;
}

const priceText = ({ units, scale }: Price): string =>
  amountText({ currency: { code: '', decimals: scale, kind: 'token' }, units });

const costPerMember = (units: bigint, members: number, base: Currency): string | null =>
  members === 0 ? null : amountText({ currency: base, units: divide(units, BigInt(members)) });

/** @param month YYYY-MM */
export const monthReport = (input: ReportInput, month: string): MonthReport => {
  const { service, treasury, books, facts, history = historyNotAsked, publicText = (text) => text } = input;
  const movements = withFeedPrices(books.movements, facts, treasury);
  const base = fiatCurrency(treasury.currency);
  const rows = inMonth(movements, month).toSorted((a, b) => (a.date + a.id < b.date + b.id ? -1 : 1));
  const rowFacts = rowFactsOf(books, facts);
  const reversedBy = new Map(movements.flatMap(({ id, reverses }) => (reverses === undefined ? [] : [[reverses, id]])));
  const hide = hideMembers(books.members);
  const clean = (text: string): string => publicText(hide(text));

  const states: Record<RowState, number> = { verified: 0, mismatch: 0, unknown: 0, none: 0 };
  const reported = rows.map((row): ReportedMovement => {
    const { state, why, found, counterparty = null } = rowFacts.get(row.id) ?? { state: 'unknown' };
    states[state] += 1;
    const worth = worthOf(row, base);
    return {
      id: row.id,
      date: row.date,
      kind: row.kind,
      category: row.category,
      party: clean(row.party),
      counterparty,
      counterpartyLink: counterparty === null ? null : addressPage(treasury.chain, counterparty),
      amount: amountText(signedAmount(row)),
      currency: row.amount.currency.code,
      value: worth ? amountText(worth) : null,
      price: row.price ? priceText(row.price) : null,
      priceSource: row.priceSource === undefined ? null : clean(row.priceSource),
      tx: row.tx ?? null,
      link: row.tx === undefined ? null : txPage(treasury.chain, row.tx),
      reference: row.reference === undefined ? null : clean(row.reference),
      serviceMonth: row.serviceMonth,
      reverses: row.reverses ?? null,
      reversedBy: reversedBy.get(row.id) ?? null,
      state,
      why: why ?? null,
      found: found ?? null,
      note: clean(row.note),
    };
  });

  const balanceInput = { movements, facts, treasury };
  const balances = balancesOf(balanceInput, month);
  const unreconciled = unreconciledOf(input, month, states);
  const settled = unreconciled?.complete === true;
  // The latest price of all is kept until the next day's first: a page that stays as it is does without it.
  const lasting = facts && settled ? { ...facts, prices: dailyPrices(facts.prices) } : facts;
  const prices = monthPrices(movements, lasting, month);
  const { atLeast, without } = valuedAt(balances, prices, base, treasury.dust);
  const worth = without.length === 0 ? atLeast : undefined;
  const income = totalOf(rows, 'income', base);
  const expense = totalOf(rows, 'expense', base);
  const members = membersIn(books.members, month);
  // Half a month's expense would make what there is last twice as long.
  const isOver = facts !== undefined && facts.askedAt >= endOf(month);
  return {
    version: 1,
    service,
    month,
    chain: treasury.chain,
    currency: base.code,
    read: facts ? readOf(facts, month, settled) : null,
    settled,
    unreconciled,
    states,
    coinsWithoutHash: standing(rows).filter(({ tx, amount }) => tx === undefined && amount.currency.kind !== 'fiat')
      .length,
    history,
    totals: {
      income: amountText(income.value),
      expense: amountText(expense.value),
      result: amountText(subtract(income.value, expense.value)),
      unpriced: income.unpriced + expense.unpriced,
    },
    sums: sumsOf(rows, base).map(({ kind, category, amount, rows: count, value }) => ({
      kind,
      category,
      currency: amount.currency.code,
      amount: amountText(amount),
      rows: count,
      value: value ? amountText(value) : null,
    })),
    balances: balances.map(balanceOf),
    addresses: addressBalancesOf(balanceInput, month).map((balance) => addressOf(treasury.chain, balance)),
    dust: dustOf(treasury, facts, month),
    worth: worth ? amountText(worth) : null,
    worthAtLeast: atLeast ? amountText(atLeast) : null,
    unvalued: without.map(({ currency }) => currency),
    prices: prices.map(({ currency, price, source, date }) => ({
      currency,
      price: priceText(price),
      source: clean(source),
      date,
    })),
    priceDoubts: priceDoubts(inMonth(books.movements, month), facts, treasury)
      .toSorted((a, b) => (a.date + a.id < b.date + b.id ? -1 : 1))
      .map(({ price, feed, ...doubt }) => ({ ...doubt, price: priceText(price), feed: priceText(feed) })),
    members: {
      count: members.length,
      named: members
        .filter((member) => member.public)
        .map(({ alias }) => alias)
        .sort(),
    },
    costPerMember: expense.unpriced === 0 ? costPerMember(expense.value.units, members.length, base) : null,
    runwayMonths: runwayOf(atLeast, meanExpense(movements, isOver ? month : previousMonth(month), base)) ?? null,
    ignored:
      facts && !settled
        ? {
            unknownTokens: facts.ignoredCounts.unknown_token,
            moreTokens: facts.unread?.some(({ what }) => what === 'others') === true,
            zeroAmounts: facts.ignoredCounts.zero_amount,
            dust: facts.ignoredCounts.dust,
          }
        : null,
    movements: reported,
    warnings: settled ? [] : (facts?.warnings ?? []),
  };
};
