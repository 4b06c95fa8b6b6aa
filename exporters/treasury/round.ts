/**
 * One round: reads on from the cursor to the last final block, then balances, rows and prices. Only final blocks count, so
 * that nothing that a reorganisation can take back is ever told. What one node cannot answer is asked of the next.
 */
import type { FailureReason } from '../../collector/catalogue/labels.ts';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { TreasurySource } from '../../collector/probe/treasury.ts';
import type { HeadView } from '../../collector/view.ts';
import type { Movement } from '../../treasury/model.ts';
import { monthAt } from '../../treasury/months.ts';
import { type Node, nodeOf, reasonOf } from './ask.ts';
import { beginCoins, readLatest } from './balances.ts';
import { ignoredListed } from './facts.ts';
import { beginTokens, holdTokens, mendTokens } from './holdTokens.ts';
import { type NextOptions, readNext } from './largeBlock.ts';
import { locate } from './locate.ts';
import { computeMonthEnds, endMonths, readBorder, readMonthEnds } from './monthEnds.ts';
import { monthWarnings } from './monthWarnings.ts';
import { keyOf, scopeOf } from './move.ts';
import { checkTokens, readPrices } from './prices.ts';
import { createRangeReader, type RangeFound } from './readRange.ts';
import { refreshTxs, reopenState } from './reopen.ts';
import { aboutOf, openState, type ScanState } from './state.ts';
import { oddTokens } from './tokenDifferences.ts';
import { addUnread, unreadWarnings } from './unread.ts';
import { type Absent, verifyRows } from './verifyRows.ts';

export interface RoundOptions {
  readonly treasury: FleetTreasury;
  readonly chainId: number;
  /** Unix seconds. */
  readonly now: () => number;
  /** Seconds of reading after which a round ends, to be gone on with in the next. */
  readonly budget?: number;
  /** Blocks of the first range. */
  readonly firstSpan?: number;
  /** Is told after each range, so that it can be kept. */
  readonly onProgress: (state: ScanState) => Promise<void>;
}

export interface RoundResult {
  readonly state: ScanState | undefined;
  /** Of rows whose transaction is not in the state. */
  readonly absent: ReadonlyMap<string, Absent>;
  /** Why the round is not whole; undefined when it is. */
  readonly failure: FailureReason | undefined;
  /** Final blocks that are left; undefined when no node told. */
  readonly behind: number | undefined;
}

/** What moved becomes part of the state, once however often it is seen. */
const addMoves = (state: ScanState, found: readonly RangeFound[]): void => {
  const known = new Set(state.moves.map(keyOf));
  for (const move of found.flatMap(({ moves }) => moves)) {
    if (known.has(keyOf(move))) continue;
    known.add(keyOf(move));
    state.moves.push(move);
  }
  for (const fact of found.flatMap(({ txs }) => txs)) state.txs.set(fact.hash, fact);
};

/** What a range has found becomes part of the state in one step. `found`: of each node that was asked. */
const take = (state: ScanState, found: readonly RangeFound[], end: HeadView): void => {
  addMoves(state, found);
  // The fullest answer is nobody's money, and only counted.
  const ignored = found
    .map((one) => one.ignored.filter(({ block }) => block > state.scanned))
    .reduce((most, list) => (list.length > most.length ? list : most), []);
  for (const { why } of ignored) if (why !== 'dust') state.ignoredCounts[why] += 1;
  // What one of them could tell is known.
  const [first = [], ...rest] = found.map(({ unread }) => unread);
  state.unread = addUnread(
    state.unread,
    rest.reduce((least, list) => (list.length < least.length ? list : least), first),
  );
  const listed = ignored.map(({ tx, token, why, at }) => ({ tx, token, why, at }));
  state.ignored = [...state.ignored, ...listed].slice(-ignoredListed);
  state.scanned = end.number;
  state.scannedHash = end.hash;
  state.scannedTime = end.timestamp;
  state.largeSince = 0;
};

const openAt = async (
  node: Node,
  { treasury, chainId }: RoundOptions,
  final: HeadView,
  older: ScanState | undefined,
): Promise<ScanState> => {
  const since = treasury.since ?? older?.since ?? final.number + 1;
  const before = await node.header(Math.max(0, Math.min(since - 1, final.number)));
  const about = aboutOf(treasury, chainId);
  const opening = { about, since, sinceAt: before.timestamp, hash: before.hash, month: monthAt(before.timestamp) };
  return older ? reopenState(opening, older, scopeOf(treasury)) : openState(opening);
};

/** Seconds. */
const usualBudget = 25;

export const createRounds = (options: RoundOptions) => {
  const { treasury, chainId, now, budget = usualBudget, onProgress } = options;
  const scope = scopeOf(treasury);
  const reader = createRangeReader(scope, options.firstSpan === undefined ? {} : { firstSpan: options.firstSpan });
  const about = aboutOf(treasury, chainId);
  const proofs = new Map<string, boolean>();
  let absent: ReadonlyMap<string, Absent> = new Map();

  /** Another beginning is read anew, as other addresses are. */
  const fits = (state: ScanState | undefined): state is ScanState =>
    state?.about === about && (treasury.since === undefined || treasury.since === state.since);

  /** With one node. What it has read stays, even when it fails later on. */
  const catchUp = async (
    node: Node,
    others: readonly Node[],
    known: ScanState | undefined,
    keep: (state: ScanState) => void,
  ) => {
    const final = await node.header('finalized');
    const state = fits(known) ? known : await openAt(node, options, final, known);
    keep(state);
    if (final.number < state.scanned) throw new ProbeFailure('regressed');
    const cursor = state.scanned >= 0 ? await node.header(state.scanned) : undefined;
    // Another chain, or one that took back what was final.
    if (cursor && cursor.hash !== state.scannedHash) throw new ProbeFailure('inconsistent');
    const until = performance.now() + budget * 1000;
    const hold: NextOptions = { node, others, treasury, scope, state, readOn: reader.read, reader, now: now(), until };
    if (state.checkpoints.size === 0 || state.tokenCheckpoints.size === 0) {
      // Of a chain that is read from its beginning on: no transaction is in its first block.
      const before = cursor ?? (await node.header(0));
      if (state.checkpoints.size === 0) await beginCoins([node, ...others], treasury, scope, state, before);
      if (state.tokenCheckpoints.size === 0) await beginTokens(hold, before);
    }
    while (state.scanned < final.number && performance.now() < until) {
      const { to, ...found } = await readNext(hold, final.number);
      const end = to === final.number ? final : await node.header(to);
      take(state, [found, ...(await holdTokens(hold, found, end))], end);
      await onProgress(state);
    }
    addMoves(state, await mendTokens(hold));
    return { state, final };
  };

  const lookAround = async (node: Node, state: ScanState): Promise<void> => {
    await readLatest(node, treasury, scope, state);
    await locate(node, scope, state);
    computeMonthEnds(treasury, scope, state, now());
    const feeds = await readPrices(node, treasury, state, state.scanned, now());
    const native = Object.keys(treasury.tokens).length + 1;
    const missing = treasury.addresses.length * native - state.latest.length;
    state.warnings = [
      ...(await checkTokens(node, treasury)),
      ...(missing > 0
        ? [`${missing} balances at block ${state.scanned} could not be read: a node without that state`]
        : []),
      ...monthWarnings(state, treasury, scope, now()),
      ...oddTokens(state, scope),
      ...unreadWarnings(state),
      ...feeds,
    ];
  };

  /** Old state is soon gone: it is read first, and whatever else fails. */
  const lookBack = async (node: Node, state: ScanState | undefined): Promise<void> => {
    try {
      if (fits(state)) await readBorder(node, treasury, scope, state);
    } catch (error) {
      reasonOf(error);
    }
  };

  return async (
    sources: readonly TreasurySource[],
    known: ScanState | undefined,
    movements: readonly Movement[],
  ): Promise<RoundResult> => {
    let state = fits(known) ? known : undefined;
    let failure: FailureReason | undefined = sources.length === 0 ? 'silent' : undefined;
    const nodes = sources.map(({ asker, name, well }) => ({ name, well, node: nodeOf(asker) }));
    for (const [place, { node }] of nodes.entries()) {
      await lookBack(node, state);
      try {
        const others = nodes.filter((other) => other.node !== node).map((other) => other.node);
        const { state: read, final } = await catchUp(node, others, state ?? known, (opened) => {
          state = opened;
        });
        const all = [node, ...others];
        const behind = final.number - read.scanned;
        await refreshTxs(all, read, scope);
        await endMonths(node, read, now());
        await readMonthEnds(all, treasury, scope, read);
        if (behind === 0) await lookAround(node, read);
        const witnesses = nodes.slice(place);
        const end = { number: read.scanned, timestamp: read.scannedTime };
        absent = await verifyRows({ witnesses, scope, state: read, movements, final: end, now: now(), proofs });
        read.scannedAt = now();
        return { state: read, absent, failure: undefined, behind };
      } catch (error) {
        failure ??= reasonOf(error);
      }
    }
    return { state, absent, failure, behind: undefined };
  };
};
