/** What has been read of the chain so far. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { Ignored, PriceFact, Unread } from '../../treasury/chainFacts.ts';
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
  /** No node could be asked in time: a later balance less what moved since then. */
  readonly computed?: true | undefined;
  /** Gas of the month as it was known before what it is added up from was lost. */
  readonly gas?: bigint | undefined;
}

/** The last final block of a month whose balances are still to be asked for. */
export interface MonthEnd {
  readonly month: string;
  readonly block: number;
  readonly at: number;
  readonly hash?: string | undefined;
  /** When a node was first asked, Unix seconds of our clock. */
  readonly askedAt?: number | undefined;
}

/** What there was at the end of a month, read before its last block was final: nodes keep old state for minutes only. */
export interface Border {
  readonly month: string;
  readonly block: number;
  readonly at: number;
  readonly hash: string;
  readonly balances: readonly Balance[];
}

/** Balances of a month that nobody can tell any more. */
export interface LostMonth {
  readonly month: string;
  /** `CODE of 0x…` */
  readonly what: readonly string[];
  /** When it was given up, Unix seconds of our clock. */
  readonly lostAt: number;
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
  unread: Unread[];
  /** Native coins, by address. */
  checkpoints: Map<string, readonly Checkpoint[]>;
  /** Tokens, by address and contract. */
  tokenCheckpoints: Map<string, readonly Checkpoint[]>;
  /** Since when logs and balances of tokens do not come out even, Unix seconds of our clock; 0: they do. */
  unevenSince: number;
  /** Since when the next block is too large for nodes, Unix seconds of our clock; 0: it is not. */
  largeSince: number;
  /** Hashes of transactions that were read for other addresses or tokens, and are to be read again. */
  stale: string[];
  /** Months that have ended; the last that was looked at. */
  lastMonth: string;
  pending: MonthEnd[];
  border: Border | undefined;
  lost: LostMonth[];
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

export interface Opening {
  readonly about: string;
  readonly since: number;
  readonly sinceAt: number;
  readonly hash: string;
  readonly month: string;
}

/** Before the first block. */
export const openState = ({ about, since, sinceAt, hash, month }: Opening): ScanState => ({
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
  unread: [],
  checkpoints: new Map(),
  tokenCheckpoints: new Map(),
  unevenSince: 0,
  largeSince: 0,
  stale: [],
  lastMonth: month,
  pending: [],
  border: undefined,
  lost: [],
  balances: [],
  latest: [],
  prices: [],
  feeds: new Map(),
  askedSince: new Map(),
  requests: noRequests(),
  warnings: [],
});
