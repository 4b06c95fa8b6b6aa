/**
 * A pace of our own for a channel of Discord's. Its answers name a limit of a few messages in two seconds; beyond that
 * about thirty a minute are taken from a webhook, which no header says and whoever ignores it is banned for.
 */

export interface Pace {
  /** Takes a place and returns 0, or returns the seconds until there is one. */
  take(urgent: boolean): number;
  /** Gives a place back that was not used. */
  giveBack(): void;
}

export interface PaceOptions {
  /** Monotonic seconds: a wall clock that is put back must not stop messages. */
  readonly mono: () => number;
  readonly perMinute?: number;
  /** So many may go at once after a quiet time. */
  readonly burst?: number;
  /** Of those, kept for what is urgent. */
  readonly reserve?: number;
}

/** What is urgent may borrow so many places from what comes later; Discord's own limits still hold for it. */
const mostBorrowed = 20;

export const createPace = ({ mono, perMinute = 25, burst = 8, reserve = 3 }: PaceOptions): Pace => {
  const rate = perMinute / 60;
  let places = burst;
  let at = mono();
  const refill = (): void => {
    const now = mono();
    places = Math.min(burst, places + (now - at) * rate);
    at = now;
  };
  return {
    take: (urgent) => {
      refill();
      const least = urgent ? 1 - mostBorrowed : 1 + reserve;
      if (places < least) return (least - places) / rate;
      places -= 1;
      return 0;
    },
    giveBack: () => {
      places = Math.min(burst, places + 1);
    },
  };
};
