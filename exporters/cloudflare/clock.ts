/**
 * What time it is at Cloudflare. Minutes are counted by its clock, as its answers show it, and ours only measures what has
 * passed since: a clock of ours that jumps ahead would have us count minutes that have not been, and one that jumps back
 * minutes twice.
 */
export interface Clock {
  /** Unix ms. */
  readonly wall: () => number;
  /** ms since any moment; never goes back. */
  readonly mono: () => number;
}

export const systemClock: Clock = { wall: () => Date.now(), mono: () => performance.now() };

export interface ServerClock {
  /** An answer carried this time, Unix ms. */
  readonly heard: (date: number) => void;
  /** Unix ms; our own clock until an answer has told. */
  readonly now: () => number;
}

export const createServerClock = (clock: Clock): ServerClock => {
  let last: { readonly date: number; readonly mono: number } | undefined;
  return {
    heard: (date) => {
      last = { date, mono: clock.mono() };
    },
    now: () => (last ? last.date + (clock.mono() - last.mono) : clock.wall()),
  };
};
