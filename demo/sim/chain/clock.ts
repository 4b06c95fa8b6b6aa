/**
 * A clock that can stand still: maps wall time to the chain's own running time and back. Halts are kept, because a
 * block made before one keeps its timestamp. All times are seconds.
 */
export interface PausableClock {
  readonly running: (wall: number) => number;
  /** The wall time at which `running` was reached. */
  readonly wall: (running: number) => number;
  readonly halt: (on: boolean, now: number) => void;
  readonly halted: () => boolean;
}

interface Halt {
  readonly from: number;
  to: number;
}

/** Beyond this many halts the oldest two are merged: memory stays bounded, only timestamps of long ago shift. */
const keptHalts = 500;

export const pausableClock = (): PausableClock => {
  const halts: Halt[] = [];
  const open = (): boolean => halts.at(-1)?.to === Number.POSITIVE_INFINITY;

  const running = (wall: number): number => {
    let stood = 0;
    for (const { from, to } of halts) {
      if (from >= wall) break;
      stood += Math.min(wall, to) - from;
    }
    return wall - stood;
  };

  const wall = (at: number): number => {
    let result = at;
    for (const { from, to } of halts) {
      // A block made in the very instant of the halt was made before it.
      if (result <= from || to === Number.POSITIVE_INFINITY) break;
      result += to - from;
    }
    return result;
  };

  const halt = (on: boolean, now: number): void => {
    const last = halts.at(-1);
    if (on && !open()) halts.push({ from: now, to: Number.POSITIVE_INFINITY });
    if (!on && last && open()) last.to = now;
    const [first, second] = halts;
    if (halts.length > keptHalts && first && second) {
      halts.splice(0, 2, { from: second.from - (first.to - first.from), to: second.to });
    }
  };

  return { running, wall, halt, halted: open };
};
