/**
 * Seconds of an edge are booked in the order in which they were lived, whenever each was judged: the ledger takes the
 * n-th second of a counter for the n-th of the process. A failure is known later than the good answer after it.
 */
import type { EdgeJudgement } from '../verdict/edge.ts';

export type Worth = Pick<EdgeJudgement, 'state' | 'fault'>;

/** A second whose worth is owed. */
export interface Ticket {
  /** Undefined while it is not known. */
  worth: Worth | undefined;
  readonly seconds: number;
  /** Monotonic seconds. */
  readonly openedAt: number;
}

export interface Bookings {
  /** Takes the next place. */
  open(mono: number): Ticket;
  /** Says what it was worth; the first word counts. */
  settle(ticket: Ticket, worth: Worth): void;
  /** Seconds of known worth in the next place. */
  add(worth: Worth, seconds: number, mono: number): void;
}

/** Longer than deadlines and controls take together: a defect of ours must not hold up the books. Seconds. */
const owedFor = 15;

export const createBookings = (book: (worth: Worth, seconds: number) => void): Bookings => {
  const queue: Ticket[] = [];
  const flush = (): void => {
    for (let first = queue[0]; first?.worth; first = queue[0]) {
      queue.shift();
      book(first.worth, first.seconds);
    }
  };
  const giveUp = (mono: number): void => {
    for (const ticket of queue)
      if (!ticket.worth && mono - ticket.openedAt > owedFor) ticket.worth = { state: 'unknown' };
    flush();
  };
  return {
    open: (mono) => {
      giveUp(mono);
      const ticket: Ticket = { worth: undefined, seconds: 1, openedAt: mono };
      queue.push(ticket);
      return ticket;
    },
    settle: (ticket, worth) => {
      ticket.worth ??= worth;
      flush();
    },
    add: (worth, seconds, mono) => {
      queue.push({ worth, seconds, openedAt: mono });
      flush();
    },
  };
};
