/**
 * The month's money for members, beside its service level: sums only, nobody's name. What is not known is said to be so.
 * Pure.
 */
import { counted } from '../../../collector/config/words.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { categoryWords, unreconciledWords } from '../../../treasury/report/words.ts';
import type { Money, NoMoney } from './moneyFacts.ts';

const whyNot: Readonly<Record<NoMoney, string>> = {
  unreadable: 'the books cannot be read where this is written',
  unfit: 'the books have faults, and are told when they are mended',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sumLine = ({ totals, currency }: MonthReport): string => {
  const { income, expense, result, unpriced } = totals;
  const without = unpriced > 0 ? ` (without ${counted(unpriced, 'row')} whose price in ${currency} is not known)` : '';
  return `Income ${income}, expense ${expense}, left over ${result} ${currency}${without}`;
};

/** In the coins that were paid: no price is needed for that. */
const expenseLine = ({ sums }: MonthReport): readonly string[] => {
  const spent = sums.filter(({ kind }) => kind === 'expense');
  if (spent.length === 0) return [];
  const parts = spent.map(({ category, currency: coin, amount }) => `${categoryWords[category]} ${amount} ${coin}`);
  return [`Spent on ${parts.join(' · ')}`];
};

const isOff = (report: MonthReport): boolean => report.balances.some(({ verdict }) => verdict === 'does_not_balance');

const chainLine = (report: MonthReport): string => {
  const { unreconciled } = report;
  const fine = unreconciled?.complete && unreconciled.count === 0 && !isOff(report);
  const off = isOff(report) ? '; opening, in and out do not come to what the chain holds' : '';
  return `${fine ? '✅' : unreconciled ? '⚠️' : '◻'} ${capital(unreconciledWords(report))}${off}`;
};

const balanceLine = ({ worth, runwayMonths, costPerMember, currency }: MonthReport): string => {
  const lasts = runwayMonths === null ? 'how long it lasts is not known' : `enough for ${runwayMonths} months`;
  const each = costPerMember === null ? '' : ` · cost a member: ${costPerMember} ${currency}`;
  return `Balance: ${worth === null ? 'not known' : `${worth} ${currency}`}, ${lasts}${each}`;
};

/** No line for a fleet without a treasury. */
export const moneyLines = (money: Money | undefined): readonly string[] => {
  if (money === undefined) return [];
  if (typeof money === 'string') return [`💶 **Money**: not known; ${whyNot[money]}.`];
  return [`💶 **Money**: ${sumLine(money)}`, ...expenseLine(money), chainLine(money), balanceLine(money)];
};
