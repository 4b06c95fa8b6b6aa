/** The record of truth: for each region of an edge, the seconds in which a member was truly served or not. */
import type { Chain } from '../../collector/policy/chains.ts';
import { defaultLadder } from '../../collector/policy/ladder.ts';
import type { ChainModel } from './chain/model.ts';
import { type Active, defaultLag, viewOf } from './chain/view.ts';
import { transportModes } from './http/misbehave.ts';
import type { ChainName } from './layout.ts';
import type { TrueState } from './types.ts';

/** By name, as the ladder knows them; the table of chains itself would load a whole library for two numbers. */
const known = {
  'arbitrum-one': { name: 'arbitrum-one', id: 42_161, blockTime: 0.25, quiet: false },
  'arbitrum-nova': { name: 'arbitrum-nova', id: 42_170, blockTime: 0.25, quiet: true },
  ethereum: { name: 'ethereum', id: 1, blockTime: 12, quiet: false },
} as const satisfies Record<ChainName, Chain>;

/** Nothing usable in the light answer. */
const useless = ['error_in_200', 'null_block', 'decimal_numbers', 'wrong_chain', 'future'];
/** The head is fine, and an orchestrator loses its work all the same: only the full journey tells. */
const unusable = ['logs_fail', 'logs_clamped', 'hash_null', 'gas_odd', 'calls_fail', 'head_regress'];
const bad: ReadonlySet<string> = new Set([...transportModes, ...useless, ...unusable]);

/** What a source in this mode is worth to a member at `now`, by the shipped ladder of its chain. */
export const trueState = (name: ChainName, chain: ChainModel, active: Active | undefined, now: number): TrueState => {
  if (active && bad.has(active.mode)) return 'bad';
  const ladder = defaultLadder(known[name]);
  // Until it passes the head that was told before, a member's process stands still without a word.
  if (active?.mode === 'lag' && now - active.since < (active.seconds ?? defaultLag)) return 'bad';
  // Whoever subscribed has the last head that was told, and it grows old.
  if (active?.mode === 'ws_silent' && now - active.since >= ladder.stale) return 'bad';
  const view = viewOf(chain, active, '', now);
  const head = view.block(view.head);
  const truth = chain.block(view.trueHead);
  if (!head || !truth || truth.timestamp - head.timestamp >= ladder.stale) return 'bad';
  return chain.halted() && now - truth.timestamp >= ladder.halted ? 'halted' : 'good';
};

/** A block that is not told within so many seconds is late for everyone who subscribed. */
const tellsWithin = 2;

/**
 * Whether whoever subscribed has an old head while the chain goes on. A connection stays with the node that it was steered
 * to, also when that is drained: its subscribers have what that node has, until they subscribe anew.
 * @param now Unix seconds
 */
export const isLeftBehind = (
  name: ChainName,
  chain: ChainModel,
  { height, at }: { readonly height: number; readonly at: number },
  now: number,
): boolean => now - at / 1000 >= defaultLadder(known[name]).stale && chain.headAt(now - tellsWithin) > height;

export interface Ledger {
  readonly state: TrueState;
  readonly since: number;
  readonly seconds: Readonly<Record<TrueState, number>>;
  /** How often it became bad. */
  readonly badIntervals: number;
}

/** Adds up time by state; a state lasts from one look to the next. */
export const newLedger = (now: number): Ledger => ({
  state: 'good',
  since: now,
  seconds: { good: 0, bad: 0, halted: 0 },
  badIntervals: 0,
});

export const entered = (ledger: Ledger, state: TrueState, elapsed: number, now: number): Ledger => ({
  state,
  since: state === ledger.state ? ledger.since : now,
  seconds: { ...ledger.seconds, [ledger.state]: ledger.seconds[ledger.state] + elapsed },
  badIntervals: ledger.badIntervals + (state === 'bad' && ledger.state !== 'bad' ? 1 : 0),
});
