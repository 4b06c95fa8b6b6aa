/** So many requests in five minutes, counted from the first of them; after that none until the five minutes are over. */
const windowMs = 300_000;

export interface Allowance {
  /** Takes one, or says that none is left. */
  take(): boolean;
  left(): number;
  /** Seconds until it is full again. */
  resetsIn(): number;
}

export const createAllowance = (limit: () => number, now: () => number): Allowance => {
  let used = 0;
  let since = Number.NEGATIVE_INFINITY;
  const turn = (): void => {
    // A clock that went back begins a new window too.
    if (now() >= since + windowMs || now() < since) {
      since = now();
      used = 0;
    }
  };
  const left = (): number => {
    turn();
    return Math.max(0, limit() - used);
  };
  return {
    take() {
      const some = left() > 0;
      if (some) used += 1;
      return some;
    },
    left,
    resetsIn: () => Math.max(1, Math.ceil((since + windowMs - now()) / 1000)),
  };
};
