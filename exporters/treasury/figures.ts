/** What is shown of the treasury, from the books and what the chain says of them. Pure; numbers only at the very end. */
import {
  type TreasuryBookState,
  treasuryBookStates,
  treasuryCategories,
  treasuryKinds,
  treasuryMetrics,
} from '../../collector/catalogue/treasury.ts';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { fiatCurrency } from '../../treasury/currencies.ts';
import { withFeedPrices } from '../../treasury/feedPrices.ts';
import type { Books, Movement } from '../../treasury/model.ts';
import { type Amount, add, type Currency, zero } from '../../treasury/money.ts';
import { lastMonths, monthAt, monthOf, previousMonth } from '../../treasury/months.ts';
import { membersIn } from '../../treasury/ratios.ts';
import { rowFactsOf } from '../../treasury/rowFacts.ts';
import { inMonth, sumsOf, totalOf } from '../../treasury/sums.ts';
import type { Board } from './board.ts';
import { showChain, shown } from './chainFigures.ts';
import type { KnownHistory } from './historyWatch.ts';
import { type Requests, requestsIn } from './requests.ts';

/** Months that have series: this one and the twelve before it. */
const window = 13;

const showMonths = (board: Board, books: Books, base: Currency, requests: Requests, now: number): void => {
  const fiat = base.code;
  const current = monthAt(now);
  for (const month of lastMonths(current, window)) {
    const rows = inMonth(books.movements, month);
    for (const kind of treasuryKinds)
      for (const category of treasuryCategories) {
        const sums = sumsOf(rows, base).filter((sum) => sum.kind === kind && sum.category === category);
        let value: Amount | undefined = zero(base);
        for (const sum of sums) {
          const currency = sum.amount.currency.code;
          board.set(treasuryMetrics.treasurySum, { kind, category, currency, month }, shown(sum.amount));
          value = value && sum.value && add(value, sum.value);
        }
        if (sums.length > 0 && value)
          board.set(treasuryMetrics.treasuryValue, { kind, category, fiat, month }, shown(value));
      }
    const { value, unpriced } = totalOf(rows, 'expense', base);
    if (unpriced > 0 || value.units === 0n) continue;
    const members = membersIn(books.members, month).length;
    if (members > 0) board.set(treasuryMetrics.treasuryCostPerMember, { fiat, month }, shown(value) / members);
    const million = month === current ? undefined : requestsIn(requests, month);
    if (million) board.set(treasuryMetrics.treasuryCostPerMillion, { fiat, month }, (shown(value) / million) * 1e6);
  }
};

/** Of the last three complete months those that have any; undefined when none has, or a row has no price. */
export const fixedCost = (movements: readonly Movement[], month: string, base: Currency): Amount | undefined => {
  const fixed = movements.filter(({ kind, category }) => kind === 'expense' && category === 'fixed');
  const months = lastMonths(previousMonth(month), 3).filter((each) => fixed.some(({ date }) => monthOf(date) === each));
  let sum = zero(base);
  for (const each of months) {
    const { value, unpriced } = totalOf(inMonth(fixed, each), 'expense', base);
    if (unpriced > 0) return undefined;
    sum = add(sum, value);
  }
  return months.length === 0 ? undefined : { currency: base, units: sum.units / BigInt(months.length) };
};

export interface FiguresInput {
  readonly treasury: FleetTreasury;
  /** Undefined: their files cannot be read. */
  readonly books: Books | undefined;
  /** What git says of old rows; undefined: nobody has asked it. */
  readonly history: KnownHistory | undefined;
  readonly facts: ChainFacts | undefined;
  readonly requests: Requests;
  readonly now: number;
}

const stateOf = (problems: number, { books, history }: FiguresInput): TreasuryBookState => {
  if (!books) return 'unreadable';
  if (problems > 0) return 'faulty';
  if (books.movements.length === 0) return 'none';
  return history?.checked ? 'proven' : 'unproven';
};

/** Sets all that is known; what is not set is not shown. Books with a fault are not added up: they may say anything. */
export const showFigures = (board: Board, input: FiguresInput): void => {
  const { treasury, books, history, facts, requests, now } = input;
  const base = fiatCurrency(treasury.currency);
  for (const [currency, { maxAge }] of Object.entries(treasury.feeds))
    board.set(treasuryMetrics.treasuryFeedMaxAge, { currency }, maxAge);
  const problems = (books?.problems.length ?? 0) + (history?.problems.length ?? 0);
  // As the report has them: rows without a price have the feed's of their day.
  const fit =
    books && problems === 0 ? { ...books, movements: withFeedPrices(books.movements, facts, treasury) } : undefined;
  if (books) board.set(treasuryMetrics.treasuryProblems, {}, problems);
  const is = stateOf(problems, input);
  for (const state of treasuryBookStates) board.set(treasuryMetrics.treasuryBooks, { state }, Number(state === is));
  if (fit) {
    showMonths(board, fit, base, requests, now);
    const fixed = fixedCost(fit.movements, monthAt(now), base);
    if (fixed) board.set(treasuryMetrics.treasuryFixedCost, { fiat: base.code }, shown(fixed));
  }
  const rows = books ? [...rowFactsOf(books, facts).values()] : [];
  if (facts) showChain(board, { treasury, movements: fit?.movements, rows, facts, base, now });
};
