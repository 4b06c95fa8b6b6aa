/** What members are told of a month: its service level and its money, or the one of the two that the fleet has. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { monthWords } from '../../ledger/report/words.ts';
import type { Store } from '../store/store.ts';
import type { Money } from './moneyFacts.ts';
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
 * @throws when the store cannot be read, or the money is no longer waited for
 */
export const monthPost = async (
  fleet: Fleet,
  store: Pick<Store, 'incidentsIn'>,
  ledger: Pick<Ledger, 'month'> | undefined,
  month: string,
  askMoney: () => Promise<Money | undefined>,
): Promise<MonthPost | undefined> => {
  const link = fleet.router.publicUrl;
  if (hasService(fleet)) {
    const report = monthReport(fleet, store, ledger, month);
    if (!report) return undefined;
    const money = await askMoney();
    const asked = money === undefined || !('later' in money);
    return { text: monthText(report, link, moneyLines(money)), settled: isSettled(report) && asked };
  }
  const money = await askMoney();
  if (!money) return undefined;
  const head = `📊 **${fleet.service.name}, ${monthWords(month)}**`;
  const more = link === undefined ? [] : [`More: <${link}>`];
  return { text: [head, ...moneyLines(money), ...more].join('\n'), settled: isChecked(money) };
};
