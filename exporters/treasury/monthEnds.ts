/**
 * Balances at the last block of each month. Our nodes keep state for half an hour, and a block may be final later than
 * that: so it is read as soon as the month is over, kept under its hash, and believed when the block of that hash is final.
 * What nobody could be asked in time is worked out from a later balance.
 */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { endOf, monthAt, nextMonth, previousMonth } from '../../treasury/months.ts';
import { lastBlockBefore, type Node } from './ask.ts';
import { balancesAt, type Wanted, wantedOf } from './balances.ts';
import { type Checkpoint, gasOf, isSettled } from './differences.ts';
import { allMoves } from './known.ts';
import { effectOn, type Scope } from './move.ts';
import type { Balance, MonthEnd, ScanState } from './state.ts';
import { tokenDifferences } from './tokenDifferences.ts';

/** Seconds after a month's end in which state of its last block may still be there before it is final. */
const borderFor = 6 * 3600;
/** Seconds of our clock for which nodes are asked for an old balance. */
const askedFor = 3600;

export const isOf =
  ({ address, currency }: Wanted) =>
  (other: Wanted): boolean =>
    other.address === address && other.currency === currency;

/** Reads the balances of the last block of a month that is over, but not by final blocks. */
export const readBorder = async (
  node: Node,
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
): Promise<void> => {
  const head = await node.header('latest');
  const month = previousMonth(monthAt(head.timestamp));
  const end = endOf(month);
  // Once final blocks have passed it, what there is will do.
  if (month < state.lastMonth || state.scannedTime >= end || head.timestamp > end + borderFor) return;
  const wanted = wantedOf(treasury, scope);
  const last = await lastBlockBefore(node, end, Math.max(0, state.scanned), head.number);
  if (last.timestamp >= end) return;
  const known = state.border?.hash === last.hash && state.border.month === month ? state.border.balances : [];
  const missing = wanted.filter((one) => !known.some(isOf(one)));
  if (missing.length === 0) return;
  const balances = await balancesAt(node, treasury, missing, last);
  // Balances are asked by number: the block must be the same one still.
  if ((await node.header(last.number)).hash !== last.hash) return;
  const place = { block: last.number, at: last.timestamp, hash: last.hash };
  state.border = { month, ...place, balances: [...known, ...balances] };
};

/** Adds months that have ended since the last round to those whose balances are to be read. */
export const endMonths = async (node: Node, state: ScanState, now: number): Promise<void> => {
  const current = monthAt(state.scannedTime);
  for (let month = state.lastMonth; month < current; month = nextMonth(month)) {
    const last = await lastBlockBefore(node, endOf(month), Math.max(0, state.since - 1), state.scanned);
    if (last.timestamp < endOf(month) && !state.pending.some((pending) => pending.month === month))
      state.pending.push({ month, block: last.number, at: last.timestamp, hash: last.hash, askedAt: now });
    state.lastMonth = nextMonth(month);
  }
};

/** What there is takes the place of what was worked out. */
const put = (state: ScanState, balances: readonly Balance[]): void => {
  for (const balance of balances) {
    const same = isOf(balance);
    state.balances = [...state.balances.filter((one) => one.month !== balance.month || !same(one)), balance];
  }
};

const missingOf = (state: ScanState, month: string, wanted: readonly Wanted[]): readonly Wanted[] =>
  wanted.filter((one) => {
    const same = isOf(one);
    return !state.balances.some((known) => known.month === month && known.computed === undefined && same(known));
  });

/** However late some of them came: the same balances are in the same order. */
const inOrder = (state: ScanState, wanted: readonly Wanted[]): void => {
  const places = new Map(wanted.map(({ address, currency }, place) => [`${address} ${currency}`, place]));
  const placeOf = ({ address, currency }: Balance): number => places.get(`${address} ${currency}`) ?? wanted.length;
  state.balances = state.balances.toSorted(
    (a, b) => Number(a.month > b.month) - Number(a.month < b.month) || placeOf(a) - placeOf(b),
  );
};

/** Reads what is pending, of each node what those before it could not tell. */
export const readMonthEnds = async (
  nodes: readonly Node[],
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
): Promise<void> => {
  const wanted = wantedOf(treasury, scope);
  for (const { month, block, at, hash } of state.pending) {
    // Of a month without a block the last one is of an earlier month.
    const add = (balances: readonly Balance[]): void =>
      put(
        state,
        balances.map((one) => ({ ...one, month })),
      );
    const missing = (): readonly Wanted[] => missingOf(state, month, wanted);
    const { border } = state;
    if (border?.month === month && border.block === block && border.hash === hash)
      add(border.balances.filter((one) => missing().some(isOf(one))));
    for (const node of nodes)
      if (missing().length > 0) add(await balancesAt(node, treasury, missing(), { number: block, timestamp: at }));
  }
  inOrder(state, wanted);
  state.pending = state.pending.filter(({ month }) => missingOf(state, month, wanted).length > 0);
  if (
    state.border &&
    state.border.month < state.lastMonth &&
    !state.pending.some(({ month }) => month === state.border?.month)
  )
    state.border = undefined;
};

/** A later balance less what moved since then; undefined where something unexplained lies in between. */
const computed = (state: ScanState, scope: Scope, block: number, { address, currency }: Wanted): bigint | undefined => {
  const moves = allMoves(state);
  const txs = [...state.txs.values()];
  const contract = [...scope.tokens].find(([, code]) => code === currency)?.[0];
  const key = contract === undefined ? address : `${address} ${contract}`;
  const list: readonly Checkpoint[] =
    (contract === undefined ? state.checkpoints : state.tokenCheckpoints).get(key) ?? [];
  const read = list.filter((one) => one.block <= state.scanned);
  const after = read.find((one) => one.block >= block);
  if (!after || block < state.since - 1) return undefined;
  if (contract === undefined) {
    // Coins come without a log: only between two balances that are explained is nothing hidden.
    const before = read.findLast((one) => one.block <= block);
    if (!before || !isSettled(address, currency, before, after, { moves, txs })) return undefined;
  } else {
    const odd = tokenDifferences(state, scope).some(
      (one) =>
        one.address === address && one.currency === currency && one.block > block && one.after.block < after.block,
    );
    if (odd) return undefined;
  }
  const since = moves
    .filter((move) => move.currency === currency && move.block > block && move.block <= after.block)
    .reduce((total, move) => total + effectOn(move, address), 0n);
  const gas = contract === undefined ? gasOf(txs, address, block, after.block) : 0n;
  const units = after.units - since + gas;
  return units < 0n ? undefined : units;
};

/** Works out what could not be read. What cannot even be worked out is told as lost, once, when it was asked for long enough. */
export const computeMonthEnds = (treasury: FleetTreasury, scope: Scope, state: ScanState, now: number): void => {
  const wanted = wantedOf(treasury, scope);
  const settle = ({ month, block, at, askedAt = now }: MonthEnd): boolean => {
    const lost: string[] = [];
    for (const one of missingOf(state, month, wanted)) {
      const units = computed(state, scope, block, one);
      if (units !== undefined) put(state, [{ ...one, month, block, at, units, computed: true }]);
      else {
        // What was worked out before something unexplained came to light.
        const same = isOf(one);
        state.balances = state.balances.filter((known) => known.month !== month || !same(known));
        lost.push(`${one.currency} of ${one.address}`);
      }
    }
    const over = now - askedAt >= askedFor;
    if (over && lost.length > 0) state.lost.push({ month, what: lost, lostAt: now });
    return over;
  };
  const done = new Set(state.pending.filter(settle).map(({ month }) => month));
  inOrder(state, wanted);
  state.pending = state.pending
    .filter(({ month }) => !done.has(month))
    .map((pending) => ({ askedAt: now, ...pending }));
};
