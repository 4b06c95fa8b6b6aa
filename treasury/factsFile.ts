/** Where the exporter leaves what it learned of the chain, for reports and pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ChainFacts, mismatches, rowStates, unreadKinds } from './chainFacts.ts';

export const factsPath = (home: string): string => join(home, 'data', 'treasury', 'facts.json');

const units = z.string().regex(/^-?\d+$/);
const balance = z.object({
  month: z.string(),
  address: z.string(),
  currency: z.string(),
  units,
  block: z.int(),
  at: z.number(),
  gasUnits: units.exactOptional(),
  computed: z.literal(true).exactOptional(),
});
const why = z.enum(['unknown_token', 'zero_amount', 'dust']);

export const unreadSchema = z.object({
  month: z.string(),
  what: z.enum(unreadKinds),
  count: z.int(),
  block: z.int(),
  at: z.number(),
});

const factsSchema = z.object({
  scanned: z.int(),
  since: z.int(),
  sinceAt: z.number().exactOptional(),
  at: z.number(),
  askedAt: z.number(),
  coins: z.object({ from: z.number(), to: z.number() }).exactOptional(),
  asked: z.record(z.string(), z.string()).exactOptional(),
  rows: z.array(
    z.object({
      id: z.string(),
      state: z.enum(rowStates),
      why: z.enum(mismatches).exactOptional(),
      found: z.string().exactOptional(),
      at: z.number().exactOptional(),
      from: z.string().exactOptional(),
      to: z.string().exactOptional(),
      counterparty: z.string().exactOptional(),
    }),
  ),
  unreconciled: z.array(
    z.object({
      tx: z.string().exactOptional(),
      log: z.int(),
      direction: z.enum(['in', 'out', 'own']),
      address: z.string(),
      counterparty: z.string().exactOptional(),
      currency: z.string(),
      units,
      block: z.int(),
      at: z.number(),
      after: z.number().exactOptional(),
    }),
  ),
  heldBack: z.array(
    z.object({
      address: z.string(),
      currency: z.string(),
      direction: z.enum(['in', 'out']),
      units,
      block: z.int(),
      at: z.number(),
      after: z.number().exactOptional(),
      rows: z.array(z.string()),
    }),
  ),
  dust: z.array(z.object({ month: z.string(), address: z.string(), currency: z.string(), units, count: z.int() })),
  ignored: z.array(z.object({ tx: z.string(), token: z.string(), why, at: z.number() })),
  ignoredCounts: z.record(why, z.int()),
  unread: z.array(unreadSchema).exactOptional(),
  balances: z.array(balance),
  latest: z.array(balance),
  prices: z.array(z.object({ currency: z.string(), price: z.string(), source: z.string(), at: z.number() })),
  warnings: z.array(z.string()),
});

/** undefined when the text is none of ours. */
export const parseFacts = (text: string): ChainFacts | undefined => {
  try {
    const read = factsSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/**
 * undefined: the chain has not been asked yet.
 * @throws Error when there is a file that is none of ours
 */
export const readFacts = (home: string): ChainFacts | undefined => {
  const path = factsPath(home);
  if (!existsSync(path)) return undefined;
  const facts = parseFacts(readFileSync(path, 'utf8'));
  if (!facts) throw new Error(`${path} is damaged, or of another version; the collector writes it anew each minute`);
  return facts;
};
