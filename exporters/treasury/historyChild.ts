/** A process of its own: holds old rows against every version that git has. See historyWatch.ts. */
import { z } from 'zod';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { answerWith } from '../../treasury/apart.ts';
import { booksVerdict } from '../../treasury/verdict.ts';

const question = z.object({ home: z.string(), treasury: z.custom<FleetTreasury>(), now: z.number() });

await answerWith((asked) => {
  const { home, treasury, now } = question.parse(asked);
  const { checked, historyProblems } = booksVerdict(home, treasury, now);
  return { checked, problems: historyProblems };
});
