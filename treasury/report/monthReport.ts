/** From the books and what the chain said to the report of a month. Pure: the same books and facts, the same report. */
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import { type AddressBalance, addressBalancesOf, balancesOf, type CurrencyBalance } from '../balances.ts';
import type { ChainFacts, RowFact, RowState } from '../chainFacts.ts';
import { currenciesOf, fiatCurrency } from '../currencies.ts';
import type { Books, Movement } from '../model.ts';
import { amountText, type Currency, type Price, subtract } from '../money.ts';
import { dayAt, endOf, monthAt, startOf } from '../months.ts';
import { hideMembers } from '../publicNames.ts';
import { meanExpense, membersIn, monthPrices, runwayOf, worthAt } from '../ratios.ts';
import { inMonth, signedAmount, standing, sumsOf, totalOf, worthOf } from '../sums.ts';
import { addressPage, txPage } from './explorer.ts';
import type {
  MonthReport,
  ReportedAddressBalance,
  ReportedBalance,
  ReportedMovement,
  ReportedPayment,
  Unreconciled,
} from './model.ts';

export interface ReportInput {
  readonly service: string;
  readonly treasury: FleetTreasury;
  readonly books: Books;
  /** Undefined: the chain has not been asked yet. */
  readonly facts: ChainFacts | undefined;
  /** Makes text that people typed fit for everyone, beyond the names of members. */
  readonly publicText?: (text: string) => string;
}

const priceText = ({ units, scale }: Price): string =>
  amountText({ currency: { code: '', decimals: scale, kind: 'token' }, units });

const textOf = (currency: Currency, units: bigint | null): string | null =>
  units === null ? null : amountText({ currency, units });

const balanceOf = (balance: CurrencyBalance): ReportedBalance => {
  const { currency, verdict, why, anchor, final } = balance;
  const text = (units: bigint): string => amountText({ currency, units });
  return {
    currency: currency.code,
    opening: text(balance.opening),
    anchor: anchor ?? null,
    in: text(balance.in),
    out: text(balance.out),
    gas: textOf(currency, balance.gas),
    closing: text(balance.closing),
    chain: textOf(currency, balance.chain),
    final,
    difference: textOf(currency, balance.difference),
    verdict,
    why: why ?? null,
  };
};

const addressOf = (chain: string, balance: AddressBalance): ReportedAddressBalance => {
  const { name, address, currency } = balance;
  return {
    name,
    address,
    link: addressPage(chain, address),
    currency: currency.code,
    opening: textOf(currency, balance.opening),
    in: textOf(currency, balance.in),
    out: textOf(currency, balance.out),
    gas: textOf(currency, balance.gas),
    closing: textOf(currency, balance.closing),
    difference: textOf(currency, balance.difference),
  };
};

/** What the chain says of rows; of a row that it was not asked about, nothing. */
const factsOfRows = (movements: readonly Movement[], facts: ChainFacts | undefined): ReadonlyMap<string, RowFact> => {
  const told = new Map(facts?.rows.map((fact) => [fact.id, fact]));
  const standingIds = new Set(standing(movements).map(({ id }) => id));
  return new Map(
    movements.map(({ id, tx }): [string, RowFact] => {
      if (tx === undefined || !standingIds.has(id)) return [id, { id, state: 'none' }];
      return [id, told.get(id) ?? { id, state: 'unknown' }];
    }),
  );
};

/** Whether nothing of the month escaped the reader: it began before the month did, and read on beyond its end. */
const wholeMonthRead = (facts: ChainFacts, month: string): boolean => {
  const start = startOf(month);
  const early =
    facts.sinceAt === undefined
      ? facts.balances.some((one) => one.month < month) || facts.rows.some(({ at }) => at !== undefined && at < start)
      : facts.sinceAt <= start;
  return early && facts.at >= endOf(month);
};

const unreconciledOf = (
  { treasury, facts }: ReportInput,
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
  return {
    count: payments.length + states.mismatch,
    complete: wholeMonthRead(facts, month) && states.unknown === 0,
    payments,
    mismatches: states.mismatch,
    earlier: facts.unreconciled.filter(({ at }) => monthAt(at) < month).length,
  };
};

const costPerMember = (units: bigint, members: number, base: Currency): string | null =>
  members === 0 ? null : amountText({ currency: base, units: (units + BigInt(members) / 2n) / BigInt(members) });

/** @param month YYYY-MM */
export const monthReport = (input: ReportInput, month: string): MonthReport => {
  const { service, treasury, books, facts, publicText = (text) => text } = input;
  const { movements } = books;
  const base = fiatCurrency(treasury.currency);
  const rows = inMonth(movements, month).toSorted((a, b) => (a.date + a.id < b.date + b.id ? -1 : 1));
  const rowFacts = factsOfRows(movements, facts);
  const reversedBy = new Map(movements.flatMap(({ id, reverses }) => (reverses === undefined ? [] : [[reverses, id]])));
  const hide = hideMembers(books.members);
  const clean = (text: string): string => publicText(hide(text));

  const states: Record<RowState, number> = { verified: 0, mismatch: 0, unknown: 0, none: 0 };
  const reported = rows.map((row): ReportedMovement => {
    const { state, why, found } = rowFacts.get(row.id) ?? { state: 'unknown' };
    states[state] += 1;
    const worth = worthOf(row, base);
    return {
      id: row.id,
      date: row.date,
      kind: row.kind,
      category: row.category,
      party: hide(row.party),
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
  const prices = monthPrices(movements, facts, month);
  const worth = worthAt(balances, prices, base);
  const income = totalOf(rows, 'income', base);
  const expense = totalOf(rows, 'expense', base);
  const members = membersIn(books.members, month);
  return {
    version: 1,
    service,
    month,
    chain: treasury.chain,
    currency: base.code,
    read: facts ? { from: facts.since, to: facts.scanned, at: facts.at } : null,
    unreconciled: unreconciledOf(input, month, states),
    states,
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
    worth: worth ? amountText(worth) : null,
    prices: prices.map(({ currency, price, source, date }) => ({
      currency,
      price: priceText(price),
      source: clean(source),
      date,
    })),
    members: {
      count: members.length,
      named: members
        .filter((member) => member.public)
        .map(({ alias }) => alias)
        .sort(),
    },
    costPerMember: expense.unpriced === 0 ? costPerMember(expense.value.units, members.length, base) : null,
    runwayMonths: runwayOf(worth, meanExpense(movements, month, base)) ?? null,
    ignored: facts
      ? {
          unknownTokens: facts.ignoredCounts.unknown_token,
          zeroAmounts: facts.ignoredCounts.zero_amount,
          dust: facts.ignoredCounts.dust,
        }
      : null,
    movements: reported,
    warnings: facts?.warnings ?? [],
  };
};
