/**
 * A time that was noted before the wall clock was put back counts from when that is first seen: taken as it stands,
 * nothing would be late, or due, for as long as the clock had been ahead. Not written down, for it may be now that the
 * clock is slow, as after a start without a network.
 */
export const createPast = (now: () => number): ((at: number) => number) => {
  const seen = new Map<number, number>();
  return (at) => {
    const current = now();
    if (at <= current) {
      seen.delete(at);
      return at;
    }
    const since = Math.min(seen.get(at) ?? current, current);
    seen.set(at, since);
    return since;
  };
};
