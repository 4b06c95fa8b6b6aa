/**
 * What has been read of the chain so far. One JSON file, written whole and renamed, so that the cursor and what was found up
 * to it are always of one moment: after a loss of power the same blocks are read again, and nothing is counted twice.
 */
import { z } from 'zod';
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import type { Ignored, PriceFact } from '../../treasury/chainFacts.ts';
import type { Checkpoint } from './differences.ts';
import type { Move } from './move.ts';
import { noRequests, type Requests } from './requests.ts';
import type { TxFact } from './txFact.ts';

export interface Balance {
  readonly month: string;
  readonly address: string;
  readonly currency: string;
  readonly units: bigint;
  readonly block: number;
  readonly at: number;
}

/** The last final block of a month whose balances are still to be asked for. */
export interface MonthEnd {
  readonly month: string;
  readonly block: number;
  readonly at: number;
}

export interface ScanState {
  /** What the figures depend on: other addresses or tokens are read anew. */
  readonly about: string;
  /** First block that is read, and when it was made. */
  readonly since: number;
  readonly sinceAt: number;
  /** Last block that has been read, all before it too. */
  scanned: number;
  scannedHash: string;
  /** When that block was made. */
  scannedTime: number;
  /** When the chain was last asked. */
  scannedAt: number;
  moves: Move[];
  /** By hash. */
  txs: Map<string, TxFact>;
  ignored: Ignored[];
  ignoredCounts: { unknown_token: number; zero_amount: number };
  /** Native coins, by address. */
  checkpoints: Map<string, readonly Checkpoint[]>;
  /** Months that have ended; the last that was looked at. */
  lastMonth: string;
  pending: MonthEnd[];
  balances: Balance[];
  latest: Balance[];
  prices: PriceFact[];
  /** When each feed was last updated by its own word, whether used or not. */
  feeds: Map<string, number>;
  /** When a transaction of the books was first looked for. */
  askedSince: Map<string, number>;
  requests: Requests;
  warnings: string[];
}

export const aboutOf = ({ chain, addresses, tokens }: FleetTreasury, chainId: number): string =>
  JSON.stringify([
    1,
    chain,
    chainId,
    addresses.map(({ address, kind }) => `${address.toLowerCase()} ${kind}`).sort(),
    Object.entries(tokens)
      .map(([code, { address }]) => `${code} ${address.toLowerCase()}`)
      .sort(),
  ]);

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
});
const mapOf = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((record) => new Map(Object.entries(record)));

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
  checkpoints: mapOf(z.array(z.object({ block: whole, at: z.number(), units, nonce: units.optional() }))),
  lastMonth: z.string(),
  pending: z.array(z.object({ month: z.string(), block: whole, at: z.number() })),
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

export interface Opening {
  readonly about: string;
  readonly since: number;
  readonly sinceAt: number;
  readonly hash: string;
  readonly month: string;
}

/** Before the first block. What cannot be asked again is kept of an older one: balances and prices of months past. */
export const openState = ({ about, since, sinceAt, hash, month }: Opening, older?: ScanState): ScanState => ({
  about,
  since,
  sinceAt,
  scanned: since - 1,
  scannedHash: hash,
  scannedTime: sinceAt,
  scannedAt: 0,
  moves: [],
  txs: new Map(),
  ignored: [],
  ignoredCounts: { unknown_token: 0, zero_amount: 0 },
  checkpoints: older?.checkpoints ?? new Map(),
  lastMonth: month,
  pending: [],
  balances: older?.balances ?? [],
  latest: [],
  prices: older?.prices ?? [],
  feeds: new Map(),
  askedSince: older?.askedSince ?? new Map(),
  requests: older?.requests ?? noRequests(),
  warnings: [],
});
