/** How a request to Discord's REST for a bot ends: refused with a reason, or taken with an answer. */
import type { z } from 'zod';
import * as refuse from './discordErrors.ts';
import type { Answer, DiscordFacts, Settled } from './types.ts';

export const refused = (facts: DiscordFacts, answer: Answer, reason: string): Settled<DiscordFacts> => ({
  ...{ answer, reason, facts },
  accepted: false,
});
export const taken = (facts: DiscordFacts, body: unknown, more: Partial<DiscordFacts> = {}, status = 200) => ({
  answer: body === undefined ? { status } : { status, body },
  accepted: true,
  reason: null,
  facts: { ...facts, ...more },
});
export const badForm = (facts: DiscordFacts, issues: readonly z.core.$ZodIssue[]): Settled<DiscordFacts> =>
  refused(facts, refuse.invalidForm(issues), refuse.inWords(issues));
