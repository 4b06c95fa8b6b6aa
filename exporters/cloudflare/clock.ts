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
  /** An answer carried this time, Unix ms. One that is far from what we take it for is believed when another agrees. */
  readonly heard: (date: number) => void;
  /** Unix ms; our own clock until an answer has told. */
  readonly now: () => number;
}

/** ms. Answers take seconds; a step beyond it is a clock that was set, here or there. */
const far = 3 * 60_000;

interface Heard {
  readonly date: number;
  readonly mono: number;
}

export const createServerClock = (clock: Clock): ServerClock => {
  let last: Heard | undefined;
  let doubted: Heard | undefined;
  const since = ({ date, mono }: Heard): number => date + (clock.mono() - mono);
  return {
    heard: (date) => {
      const heard = { date, mono: clock.mono() };
      const known = [last, doubted].flatMap((each) => (each ? [since(each)] : []));
      // Our own clock proves nothing against the first answer.
      const agreed = last === undefined || known.some((time) => Math.abs(date - time) < far);
      // A minute that was counted too early is never counted rightly, so one answer alone moves nothing far.
      if (agreed) last = heard;
      doubted = agreed ? undefined : heard;
    },
    now: () => (last ? since(last) : clock.wall()),
  };
};
