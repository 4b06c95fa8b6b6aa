/**
 * Tokens as they should be: what there was, and what logs say has moved since, must be what there is. A node whose index of
 * logs lags behind its blocks answers with fewer of them and no error; only the balance tells.
 */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { HeadView } from '../../collector/view.ts';
import { dayAt } from '../../treasury/months.ts';
import { type Node, reasonOf } from './ask.ts';
import { balancesAt, wantedOf } from './balances.ts';
import { addCheckpoint, type Checkpoint, residual } from './differences.ts';
import type { Scope } from './move.ts';
import type { RangeFound, RangeReader } from './readRange.ts';
import type { ScanState } from './state.ts';
import { knownOf, type Moved, splitKey, tokenDifferences } from './tokenDifferences.ts';

/** Seconds of our clock for which nodes that cannot tell are waited for. */
const patience = 3600;
/** Seconds of the chain for which logs that were missing are looked for again. */
const mendedFor = 3600;

const withFound = ({ moves, txs }: Moved, found: readonly RangeFound[]): Moved => ({
  moves: [...moves, ...found.flatMap((one) => one.moves)],
  txs: new Map([...txs, ...found.flatMap((one) => one.txs.map((fact) => [fact.hash, fact] as const))]),
});

/** Of one moment, by address and contract; what the node cannot tell is not in it. */
const balancesOf = async (
  node: Node,
  treasury: FleetTreasury,
  scope: Scope,
  block: HeadView,
): Promise<ReadonlyMap<string, Checkpoint>> => {
  const contracts = new Map([...scope.tokens].map(([contract, code]) => [code, contract]));
  const wanted = wantedOf(treasury, scope).filter(({ currency }) => contracts.has(currency));
  const found = await balancesAt(node, treasury, wanted, block);
  return new Map(
    found.map(({ address, currency, block: number, at, units }) => [
      `${address} ${contracts.get(currency)}`,
      { block: number, at, units },
    ]),
  );
};

/** The last one before a block, if none is known from it on. */
const lastBefore = (list: readonly Checkpoint[] | undefined, block: number): Checkpoint | undefined => {
  const last = list?.at(-1);
  return last && last.block < block ? last : undefined;
};

/** From which block on logs and balances do not come out even; undefined: they do. */
const unevenFrom = (
  state: ScanState,
  scope: Scope,
  moved: Moved,
  now: ReadonlyMap<string, Checkpoint>,
): number | undefined => {
  const known = knownOf(moved);
  const from = [...now].flatMap(([key, after]) => {
    const [address, contract] = splitKey(key);
    const before = lastBefore(state.tokenCheckpoints.get(key), after.block);
    const code = scope.tokens.get(contract);
    if (!before || code === undefined) return [];
    return residual(address, code, before, after, known) === 0n ? [] : [before.block + 1];
  });
  return from.length === 0 ? undefined : Math.min(...from);
};

/** Remembers balances to hold the next ones against. Of one day there is one difference of a token, so that they are few. */
const remember = (state: ScanState, scope: Scope, moved: Moved, now: ReadonlyMap<string, Checkpoint>): void => {
  const known = knownOf(moved);
  for (const [key, next] of now) {
    const [address, contract] = splitKey(key);
    const code = scope.tokens.get(contract) ?? '';
    const list = state.tokenCheckpoints.get(key) ?? [];
    const [before, last] = list.slice(-2);
    const again =
      before &&
      last &&
      dayAt(last.at) === dayAt(next.at) &&
      last.block < next.block &&
      residual(address, code, before, last, known) !== 0n &&
      residual(address, code, last, next, known) !== 0n;
    const kept = again ? list.slice(0, -1) : list;
    state.tokenCheckpoints.set(key, addCheckpoint(address, code, kept, next, known));
  }
};

/** Everything in a range that may have to be read in parts. */
const readAll = async (
  node: Node,
  readOn: RangeReader['read'],
  from: number,
  to: number,
  until: number,
): Promise<RangeFound> => {
  const parts: RangeFound[] = [];
  for (let next = from; next <= to; ) {
    if (performance.now() > until) throw new ProbeFailure('timeout');
    const part = await readOn(node, next, to, until);
    parts.push(part);
    next = part.to + 1;
  }
  return {
    moves: parts.flatMap(({ moves }) => moves),
    ignored: parts.flatMap(({ ignored }) => ignored),
    txs: parts.flatMap(({ txs }) => txs),
    unread: parts.flatMap(({ unread }) => unread),
  };
};

export interface HoldOptions {
  readonly node: Node;
  /** All the others that can be asked. */
  readonly others: readonly Node[];
  readonly treasury: FleetTreasury;
  readonly scope: Scope;
  readonly state: ScanState;
  readonly readOn: RangeReader['read'];
  /** Unix seconds. */
  readonly now: number;
  /** Monotonic ms. */
  readonly until: number;
}

/**
 * Holds a range that has been read, before the cursor moves past it, against the balances at its last block. On a remainder
 * all other nodes are asked; when each of them says the same it is the token's own way, and shows as a difference.
 * @returns what the others knew beside
 * @throws ProbeFailure `inconsistent` while a remainder may be the fault of nodes
 */
export const holdTokens = async (
  { node, others, treasury, scope, state, readOn, now, until }: HoldOptions,
  found: RangeFound,
  end: HeadView,
): Promise<readonly RangeFound[]> => {
  // Without the state of that block it is held with a later one.
  const balances = await balancesOf(node, treasury, scope, end);
  if (balances.size === 0) return [];
  const all = [found];
  const settle = (held: ReadonlyMap<string, Checkpoint>): readonly RangeFound[] => {
    remember(state, scope, withFound(state, all), held);
    state.unevenSince = 0;
    return all.slice(1);
  };
  const from = unevenFrom(state, scope, withFound(state, all), balances);
  if (from === undefined) return settle(balances);
  if (state.unevenSince === 0) state.unevenSince = now;
  let told = true;
  for (const other of others) {
    try {
      if ((await other.header(end.number)).hash !== end.hash) throw new ProbeFailure('inconsistent');
      all.push(await readAll(other, readOn, from, end.number, until));
      // Of a token that they cannot tell of, what the first one said.
      const theirs = new Map([...balances, ...(await balancesOf(other, treasury, scope, end))]);
      const moved = withFound(state, all);
      const even = [theirs, balances].find((held) => unevenFrom(state, scope, moved, held) === undefined);
      if (even) return settle(even);
    } catch (error) {
      reasonOf(error);
      told = false;
    }
  }
  if (!told && now - state.unevenSince < patience) throw new ProbeFailure('inconsistent');
  return settle(balances);
};

/** Balances before the first block, where one of the nodes still has them. */
export const beginTokens = async (
  { node, others, treasury, scope, state }: HoldOptions,
  before: HeadView,
): Promise<void> => {
  const all = treasury.addresses.length * scope.tokens.size;
  for (const one of [node, ...others])
    if (state.tokenCheckpoints.size < all)
      remember(state, scope, state, await balancesOf(one, treasury, scope, before));
};

/** Looks again for the logs of what did not come out even a short while ago: an index may have caught up since. */
export const mendTokens = async ({
  node,
  scope,
  state,
  readOn,
  until,
}: HoldOptions): Promise<readonly RangeFound[]> => {
  const found: RangeFound[] = [];
  for (const { after, block, at } of tokenDifferences(state, scope)) {
    if (at < state.scannedTime - mendedFor) continue;
    try {
      found.push(await readAll(node, readOn, after.block + 1, block, until));
    } catch (error) {
      // The difference stands.
      reasonOf(error);
    }
  }
  return found;
};
