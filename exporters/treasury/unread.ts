/** What nobody can be asked, because the answer is larger than any that is read: counted by month, so that it stays little. */
import type { Unread } from '../../treasury/chainFacts.ts';
import { monthAt } from '../../treasury/months.ts';
import type { ScanState } from './state.ts';

/** One block or transaction of it. */
export interface UnreadPart {
  readonly what: Unread['what'];
  readonly block: number;
  /** Unix seconds of the block. */
  readonly at: number;
}

/** Seconds for which it is told of what is no money, or shows in balances. */
const toldFor = 7 * 86_400;

export const addUnread = (known: readonly Unread[], parts: readonly UnreadPart[]): Unread[] => {
  const byKey = new Map(known.map((one) => [`${one.month} ${one.what}`, one]));
  for (const { what, block, at } of parts) {
    const month = monthAt(at);
    const count = (byKey.get(`${month} ${what}`)?.count ?? 0) + 1;
    byKey.set(`${month} ${what}`, { month, what, count, block, at });
  }
  return [...byKey.values()];
};

const words: Readonly<Record<Unread['what'], (about: string) => string>> = {
  own: (about) =>
    `logs of an own contract could not be read (${about}): payments in them show in balances alone, and not which they were`,
  receipt: (about) =>
    `transactions could not be looked into (${about}): what they did beside their transfers shows in balances alone`,
  others: (about) => `transfers of tokens that are no money of ours could not be counted (${about})`,
};

/** Sentences for people. */
export const unreadWarnings = ({ unread, scannedTime }: Pick<ScanState, 'unread' | 'scannedTime'>): readonly string[] =>
  unread
    .filter(({ what, at }) => what === 'own' || at > scannedTime - toldFor)
    .map(({ month, what, count, block }) => {
      const times = count === 1 ? `block ${block}` : `${count} times, last in block ${block}`;
      return `in ${month} ${words[what](`${times}: the answer is too large`)}`;
    });
