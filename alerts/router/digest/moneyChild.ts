/** A process of its own: the money of a month, which needs all that git has of the books. See askMoney of moneyFacts.ts. */
import { z } from 'zod';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { answerWith } from '../../../treasury/apart.ts';
import { monthMoney } from './moneyFacts.ts';

const question = z.object({
  home: z.string(),
  treasury: z.custom<FleetTreasury>(),
  service: z.object({ name: z.string() }),
  month: z.string(),
  now: z.number(),
});

await answerWith((asked) => {
  const { month, now, ...fleet } = question.parse(asked);
  return monthMoney(fleet, month, now);
});
