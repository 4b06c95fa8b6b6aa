/** What commands need of planned work. A fault is said in words, for whoever asked. */
import type { Accepted, Ledger } from '../ledger/ledger.ts';
import { discordTime } from '../notifiers/cardWords.ts';
import type { Done } from './actions.ts';

export interface MaintenanceDoor {
  /** One line a window: what is on, what is planned. */
  list(): readonly string[];
  /** @param target `node:NAME` or `edge:NAME` */
  start(target: string, minutes: number, reason: string, by: string): Promise<Done>;
  stop(id: string, by: string): Promise<Done>;
}

const said = <T>(accepted: Accepted<T>, words: (value: T) => string): Done =>
  accepted.ok
    ? { ok: true, text: words(accepted.value) }
    : {
        ok: false,
        text: accepted.faults
          .map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
          .join('\n'),
      };
const closed: Done = { ok: false, text: 'The ledger cannot be written now: see the log of the router.' };

/** Planned work as the ledger knows it. */
export const ledgerDoor = (ledger: () => Ledger | undefined, now: () => number): MaintenanceDoor => ({
  list: () =>
    (ledger()?.windows(now()) ?? []).map(({ id, scope, regions, from, ended, reason }) => {
      const where = [scope, ...regions].join(' ');
      const when = from <= now() ? 'on' : `from ${discordTime(from, 'f')}`;
      return `🔧 ${id} · ${where} · ${when} until ${discordTime(ended, 'f')} · ${reason}`;
    }),
  start: async (target, minutes, reason, author) => {
    const book = ledger();
    if (!book) return closed;
    const from = now();
    const window = { scope: target, regions: [], from, to: from + minutes * 60, reason, author };
    return said(
      book.announce(window),
      ({ id, to }) => `${target} is in maintenance until ${discordTime(to, 't')} (${id}).`,
    );
  },
  stop: async (id, author) => {
    const book = ledger();
    return book ? said(book.endMaintenance(id, author), () => `${id} is over.`) : closed;
  },
});
