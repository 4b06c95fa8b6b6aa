/**
 * The one door to planned work: the command line and HTTP, and `/maintenance` in Discord, go through it. What is refused
 * is said by path where something is spelled wrong, and in sentences where the work must not be.
 */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { View } from '../../../collector/view.ts';
import type { Accepted, Announcement, Ledger, Refusal } from '../../ledger/ledger.ts';
import type { Window } from '../../ledger/windows.ts';
import { announceComposed } from '../membersDesk.ts';
import type { Store } from '../store/store.ts';
import { endedText, extendedText, startedText } from './answers.ts';
import type { MaintenanceJob, WindowState } from './job.ts';
import { memberTextOf } from './memberWindow.ts';
import { cannotSpare, nodeOfWindow } from './spare.ts';

export interface DoorOptions {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly now: () => number;
  readonly ledger: () => Ledger | undefined;
  readonly view: () => View | undefined;
  readonly job: MaintenanceJob;
}

export interface WindowWithState {
  readonly window: Window;
  readonly state: WindowState;
}

export type Answer =
  /** `text`: what it means, in sentences for whoever asked. */
  | { readonly kind: 'done'; readonly window: Window; readonly state: WindowState; readonly text: string }
  | { readonly kind: 'refused'; readonly faults: readonly Refusal[]; readonly why: string | null }
  /** The files of the ledger cannot be read or written. */
  | { readonly kind: 'closed' };

/** Announcements, by whoever may: the rights of people are the caller's to check. */
export interface MaintenanceDoor {
  /** Windows that end after `since`, undefined while the ledger is closed. */
  list(since: number): readonly WindowWithState[] | undefined;
  /** @param window its scope may be a bare name. `forced`: also where the node cannot be spared */
  start(window: Announcement): Promise<Answer>;
  extend(change: { id: string; seconds: number; author: string; forced?: true }): Promise<Answer>;
  stop(id: string, author: string): Promise<Answer>;
}

/** Whoever says now is on the way for a while. Seconds. */
const isNow = 60;

export const createDoor = ({ fleet, store, now, ledger, view, job }: DoorOptions): MaintenanceDoor => {
  const scopeOf = (given: string): string => {
    if (given.includes(':')) return given;
    return fleet.nodes.some(({ name }) => name === given) ? `node:${given}` : `edge:${given}`;
  };
  const why = (book: Ledger, scope: string, from: number, to: number, planned: boolean): string | undefined => {
    const node = nodeOfWindow({ scope });
    if (node === undefined) return undefined;
    return cannotSpare({ fleet, node, from, to, planned, windows: book.windows(now()), view: view() });
  };
  const refused = (faults: readonly Refusal[], reason: string | null = null): Answer => ({
    kind: 'refused',
    faults,
    why: reason,
  });
  const notSpared = (reason: string): Answer =>
    refused([], `${reason} Whoever must do it anyway forces it (--force, \`force: true\`): the ledger says so.`);
  const answered = async (
    accepted: Accepted<unknown>,
    id: string,
    book: Ledger,
    text: (window: Window, state: WindowState) => string,
  ): Promise<Answer> => {
    if (!accepted.ok) return refused(accepted.faults);
    await job.tend();
    const window = book.allWindows(0).find((each) => each.id === id);
    if (!window) return { kind: 'closed' };
    const state = job.stateOf(window);
    return { kind: 'done', window, state, text: text(window, state) };
  };

  return {
    list: (since) =>
      ledger()
        ?.windows(since)
        .map((window) => ({ window, state: job.stateOf(window) })),

    start: async ({ forced, ...given }) => {
      const book = ledger();
      if (!book) return { kind: 'closed' };
      const scope = scopeOf(given.scope);
      const reason = why(book, scope, given.from, given.to, given.from > now() + isNow);
      // What is spelled wrong is said first: only what could be announced is worth refusing.
      const plain = book.mayAnnounce({ ...given, scope });
      if (!plain.ok) return refused(plain.faults);
      if (reason !== undefined && !forced) return notSpared(reason);
      // Work that begins now and can be spared needed no force; of a later one nobody knows yet.
      const needed = reason !== undefined || given.from > now() + isNow;
      const accepted = book.announce({ ...given, scope, ...(needed && forced ? { forced } : {}) });
      return answered(accepted, accepted.ok ? accepted.value.id : '', book, (window, state) =>
        startedText(window, state, reason),
      );
    },

    extend: async ({ id, seconds, author, forced }) => {
      const book = ledger();
      if (!book) return { kind: 'closed' };
      const window = book.windows(now()).find((each) => each.id === id);
      const to = (window?.ended ?? now()) + seconds;
      // The node is being worked on already: what is new is only what the plan says of the time that is added.
      const reason = window && why(book, window.scope, window.ended, to, true);
      if (reason !== undefined && !forced && window?.forced !== true) return notSpared(reason);
      const accepted = book.extendMaintenance({
        id,
        to,
        author,
        ...(reason !== undefined && forced ? { forced } : {}),
      });
      if (accepted.ok && accepted.value.scope.startsWith('edge:') && accepted.value.from <= now()) {
        const text = memberTextOf(fleet, 'extended', accepted.value, now());
        if (text !== undefined)
          announceComposed({ fleet, store, now }, `maintenance:${id}:extended:${accepted.value.to}`, text);
      }
      return answered(accepted, id, book, extendedText);
    },

    stop: async (id, author) => {
      const book = ledger();
      if (!book) return { kind: 'closed' };
      return answered(book.endMaintenance(id, author), id, book, (window) => endedText(window, job.unanswered()));
    },
  };
};
