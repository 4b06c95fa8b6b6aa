/**
 * The longest synchronous block of this process's event loop. A timer fires every other millisecond; how late it comes is
 * a block, less the time in which the thread was ready and another process had its processor (Linux: schedstat).
 */
import { openSync, readSync } from 'node:fs';

const every = 2;

export interface Blocks {
  /** Milliseconds of the longest block since the last call: of work of ours, and by the clock on the wall. It begins anew now. */
  take(): { readonly own: number; readonly wall: number; readonly over20: number };
}

export const watchBlocks = (): Blocks => {
  // The main thread's id is the process's.
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const buffer = Buffer.alloc(64);
  /** Milliseconds that the thread has waited for a processor so far; the second of three numbers of nanoseconds. */
  const waited = (): number =>
    Number(buffer.toString('latin1', 0, readSync(file, buffer, 0, 64, 0)).split(' ')[1]) / 1e6;

  let own = 0;
  let wall = 0;
  let over20 = 0;
  let last = performance.now();
  let lastWaited = waited();
  const fire = (): void => {
    const now = performance.now();
    const nowWaited = waited();
    const gap = Math.max(0, now - last - every);
    const ours = Math.max(0, gap - (nowWaited - lastWaited));
    wall = Math.max(wall, gap);
    own = Math.max(own, ours);
    if (ours > 20) over20 += 1;
    last = now;
    lastWaited = nowWaited;
    setTimeout(fire, every);
  };
  setTimeout(fire, every);
  return {
    take: () => {
      const taken = { own, wall, over20 };
      own = 0;
      wall = 0;
      over20 = 0;
      last = performance.now();
      lastWaited = waited();
      return taken;
    },
  };
};
