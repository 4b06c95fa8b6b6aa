/**
 * The month's money for members, beside its service level: sums only, nobody's name. What is not known is said to be so.
 * Pure.
 */
import { counted, listed } from '../../../collector/config/words.ts';
import { notOnChain } from '../../../treasury/balances.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { categoryWords, unreconciledWords } from '../../../treasury/report/words.ts';
import { timeWords } from '../../ledger/report/words.ts';
import type { Money } from './moneyFacts.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sumLine = ({ totals, currency }: MonthReport): string => {
  const { income, expense, result, unpriced } = totals;
  const without = unpriced > 0 ? ` (without ${counted(unpriced, 'row')} whose price in ${currency} is not known)` : '';
  return `Income ${income}, expense ${expense}, left over ${result} ${currency}${without}`;
};

/** In the coins that were paid: no price is needed for that. What own money was exchanged for is not spent. */
const expenseLine = ({ sums }: MonthReport): readonly string[] => {
  const spent = sums.filter(({ kind, category }) => kind === 'expense' && category !== 'own');
  if (spent.length === 0) return [];
  const parts = spent.map(({ category, currency: coin, amount }) => `${categoryWords[category]} ${amount} ${coin}`);
  return [`Spent on ${parts.join(' · ')}`];
};

const isOff = (report: MonthReport): boolean => report.balances.some(({ verdict }) => verdict === 'does_not_balance');

/** Coins that the chain should say something of, and did not. */
const openCoins = ({ balances }: MonthReport): readonly string[] =>
  balances
    .filter(({ verdict, why }) => verdict === 'not_checked' && why !== notOnChain)
    .map(({ currency }) => currency);

/** How far the chain was read is told by the chain's own time: after a standstill ours says nothing. */
const chainLine = (report: MonthReport): string => {
  const { unreconciled, read } = report;
  const { complete = false, count = 0, across = 0, earlier = 0, heldBack = 0 } = unreconciled ?? {};
  const open = complete ? openCoins(report) : [];
  const fine = complete && count === 0 && earlier === 0 && heldBack === 0 && !isOff(report) && open.length === 0;
  const parts = [
    capital(unreconciledWords(report)),
    ...(across > 0 ? [`${counted(across, 'payment')} of this month or of one beside it`] : []),
    ...(heldBack > 0 ? [`${counted(heldBack, 'difference')} of balances not judged`] : []),
    ...(isOff(report) ? ['opening, in and out do not come to what the chain holds'] : []),
    ...(open.length > 0 ? [`not held against what the chain has: ${listed(open)}`] : []),
    ...(read && !complete ? [`the chain was read up to ${timeWords(read.at)} UTC`] : []),
  ];
  return `${fine ? '✅' : unreconciled ? '⚠️' : '◻'} ${parts.join('; ')}`;
};

const historyLine = ({ history }: MonthReport): readonly string[] =>
  history.commit === null ? ['⚠️ Not all old rows were held against git: whether one was changed is not known'] : [];

const balanceLine = (report: MonthReport): string => {
  const { worthAtLeast, unvalued, runwayMonths, costPerMember, currency } = report;
  const least = unvalued.length > 0 ? 'at least ' : '';
  const without = unvalued.length > 0 ? `, without ${listed(unvalued)}` : '';
  const worth = worthAtLeast === null ? 'not known' : `${least}${worthAtLeast} ${currency}${without}`;
  const lasts = runwayMonths === null ? 'how long it lasts is not known' : `enough for ${least}${runwayMonths} months`;
  const each = costPerMember === null ? '' : ` · cost a member: ${costPerMember} ${currency}`;
  return `Balance: ${worth}, ${lasts}${each}`;
};

/** No line for a fleet without a treasury. */
export const moneyLines = (money: Money | undefined): readonly string[] => {
  if (money === undefined) return [];
  if ('because' in money) return [`💶 **Money**: unknown, because ${money.because}.`];
  return [
    `💶 **Money**: ${sumLine(money)}`,
    ...expenseLine(money),
    chainLine(money),
    ...historyLine(money),
    balanceLine(money),
  ];
};
