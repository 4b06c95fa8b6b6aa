/** A process of its own: holds old rows against every version that git has, which takes seconds of one core. See historyWatch.ts. */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import { booksVerdict } from '../../treasury/verdict.ts';

const question = z.object({ home: z.string(), treasury: z.custom<FleetTreasury>(), now: z.number() });

const { home, treasury, now } = question.parse(JSON.parse(await text(process.stdin)));
const { checked, historyProblems } = booksVerdict(home, treasury, now);
process.stdout.write(JSON.stringify({ checked, problems: historyProblems }));
