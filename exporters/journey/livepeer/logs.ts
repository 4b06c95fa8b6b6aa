import type { JourneyContext } from '../../../collector/probe/journey.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';
import { askLogs } from '../steps/logs.ts';
import { livepeerTopics } from './topics.ts';

/** Blocks that a member's process asks for at once, and how many such questions at the same time. */
const span = 1_000;
const atOnce = 3;
/** Blocks before the head where a process without a past begins: those of one poll. */
const firstLook = 20;
/** A backlog longer than a day is left: the endpoint is what is tested here, not a month of history. */
const backlog = 345_600;

const ranges = (from: number, to: number): readonly (readonly [number, number])[] => {
  const count = Math.min(atOnce, Math.ceil((to - from + 1) / span));
  return Array.from({ length: count }, (_, index) => {
    const first = from + index * span;
    return [first, Math.min(to, first + span - 1)] as const;
  });
};

/**
 * All logs from the cursor to the head, as a member's process asks: after a gap at most three thousand blocks a run,
 * so that the cursor catches up over the next runs. It only moves when every question was answered.
 */
export const livepeerLogsStep = (context: JourneyContext, head: HeadStep): Step => {
  let cursor: number | undefined;
  return {
    name: 'logs',
    run: async () => {
      const { number } = head.current();
      if (cursor === undefined || number - cursor > backlog) cursor = Math.max(0, number - firstLook);
      // Much lower: the head step has given up a height that was never the chain's.
      if (cursor > number + span) cursor = number - 1;
      if (cursor >= number) return 'not_run';
      const asked = ranges(cursor + 1, number);
      await Promise.all(asked.map(([from, to]) => askLogs(context, { topics: livepeerTopics }, from, to)));
      cursor = asked.at(-1)?.[1] ?? cursor;
      return 'done';
    },
  };
};
