/** What members are told of a month: its service level and its money, or the one of the two that the fleet has. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { monthWords } from '../../ledger/report/words.ts';
import type { Store } from '../store/store.ts';
import { type Money, monthMoney } from './moneyFacts.ts';
import { moneyLines } from './moneyText.ts';
import { hasService, monthReport } from './monthFacts.ts';
import { isSettled, monthText } from './monthText.ts';

export interface MonthPost {
  readonly text: string;
  /** Whether all of it is known as well as it ever will be. */
  readonly settled: boolean;
}

/** The chain was read beyond the end of the month, and every row of it was told. */
const isChecked = (money: Money): boolean => !('because' in money) && money.unreconciled?.complete === true;

/**
 * Undefined where there is nothing to tell: neither an edge for members nor a treasury, or a ledger that cannot be read.
 * @param now Unix seconds
 * @throws when the store cannot be read
 */
export const monthPost = (
  fleet: Fleet,
  store: Pick<Store, 'incidentsIn'>,
  ledger: Pick<Ledger, 'month'> | undefined,
  month: string,
  now: number,
): MonthPost | undefined => {
  const link = fleet.router.publicUrl;
  if (hasService(fleet)) {
    const report = monthReport(fleet, store, ledger, month);
    return (
      report && {
        text: monthText(report, link, moneyLines(monthMoney(fleet, month, now))),
        settled: isSettled(report),
      }
    );
  }
  const money = monthMoney(fleet, month, now);
  if (!money) return undefined;
  const head = `📊 **${fleet.service.name}, ${monthWords(month)}**`;
  const more = link === undefined ? [] : [`More: <${link}>`];
  return { text: [head, ...moneyLines(money), ...more].join('\n'), settled: isChecked(money) };
};
