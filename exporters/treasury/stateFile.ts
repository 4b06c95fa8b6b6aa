/**
 * The state as a file. One JSON file, written whole and renamed, so that the cursor and what was found up to it are always of
 * one moment: after a loss of power the same blocks are read again, and nothing is counted twice.
 */
import { z } from 'zod';
import type { Log } from '../../collector/probe/treasury.ts';
import { parseFacts, unreadSchema } from '../../treasury/factsFile.ts';
import type { Store } from '../cloudflare/state.ts';
import { stateOfFacts } from './reopen.ts';
import type { Border, ScanState } from './state.ts';

const whole = z.int().min(0);
const units = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text));
const optional = z.string().optional();
const moveSchema = z.object({
  tx: optional,
  log: z.int(),
  block: whole,
  at: z.number(),
  direction: z.enum(['in', 'out', 'own']),
  address: z.string(),
  counterparty: optional,
  currency: optional,
  token: optional,
  units,
});
const balanceSchema = z.object({
  month: z.string(),
  address: z.string(),
  currency: z.string(),
  units,
  block: whole,
  at: z.number(),
  computed: z.literal(true).optional(),
  gas: units.optional(),
});
const mapOf = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((record) => new Map(Object.entries(record)));

const checkpoint = z.object({ block: whole, at: z.number(), units, nonce: units.optional() });

/** What came later than the first version has a default: a file of before is none that is damaged. */
const stateSchema = z.object({
  about: z.string(),
  since: whole,
  sinceAt: z.number(),
  scanned: z.int().min(-1),
  scannedHash: z.string(),
  scannedTime: z.number(),
  scannedAt: z.number(),
  moves: z.array(moveSchema),
  txs: mapOf(
    z.object({
      hash: z.string(),
      block: whole,
      at: z.number(),
      ok: z.boolean(),
      from: z.string(),
      fee: units,
      moves: z.array(moveSchema),
      elsewhere: z.array(z.string()),
      plain: z.boolean().optional(),
    }),
  ),
  ignored: z.array(
    z.object({
      tx: z.string(),
      token: z.string(),
      why: z.enum(['unknown_token', 'zero_amount', 'dust']),
      at: z.number(),
    }),
  ),
  ignoredCounts: z.object({ unknown_token: whole, zero_amount: whole }),
  unread: z.array(unreadSchema).default([]),
  checkpoints: mapOf(z.array(checkpoint)),
  tokenCheckpoints: mapOf(z.array(checkpoint)).default(() => new Map()),
  unevenSince: z.number().default(0),
  largeSince: z.number().default(0),
  stale: z.array(z.string()).default([]),
  lastMonth: z.string(),
  pending: z.array(
    z.object({
      month: z.string(),
      block: whole,
      at: z.number(),
      hash: optional,
      askedAt: z.number().optional(),
    }),
  ),
  border: z
    .object({
      month: z.string(),
      block: whole,
      at: z.number(),
      hash: z.string(),
      balances: z.array(balanceSchema),
    })
    .optional()
    .transform((border): Border | undefined => border),
  lost: z.array(z.object({ month: z.string(), what: z.array(z.string()), lostAt: z.number() })).default([]),
  balances: z.array(balanceSchema),
  latest: z.array(balanceSchema),
  prices: z.array(z.object({ currency: z.string(), price: z.string(), source: z.string(), at: z.number() })),
  feeds: mapOf(z.number()),
  askedSince: mapOf(z.number()),
  requests: z.object({
    last: mapOf(z.number()),
    months: z.array(z.object({ month: z.string(), count: z.number(), from: z.number(), to: z.number() })),
  }),
  warnings: z.array(z.string()),
});

export const stateText = (state: ScanState): string =>
  JSON.stringify(state, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value instanceof Map ? Object.fromEntries(value) : value,
  );

/** undefined when the text is none of ours. */
export const parseState = (text: string): ScanState | undefined => {
  try {
    const read = stateSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What was kept last time. After damage there is what reports have been given: since when, balances and prices.
 * @param facts where that is
 */
export const readState = (store: Store, facts: Store, log: Log): ScanState | undefined => {
  const text = store.read();
  if (text === undefined) return undefined;
  const state = parseState(text);
  if (state) return state;
  log.error({}, 'data/treasury/chain.json is damaged: put aside, the chain is read anew');
  store.putAside();
  const known = parseFacts(facts.read() ?? '');
  return known && stateOfFacts(known);
};
