/**
 * Whether less than so many seconds lie between two times of the wall clock. A time later than now is from before the
 * clock was put back: it is as old as it is far, and never "just now" until the clock has caught up with it.
 */
export const within = (now: number, at: number, seconds: number): boolean => Math.abs(now - at) < seconds;
