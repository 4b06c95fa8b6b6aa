/**
 * One round: reads on from the cursor to the last final block, then balances, rows and prices. Only final blocks count, so
 * that nothing that a reorganisation can take back is ever told. What one node cannot answer is asked of the next.
 */
import type { FailureReason } from '../../collector/catalogue/labels.ts';
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { TreasurySource } from '../../collector/probe/treasury.ts';
import type { HeadView } from '../../collector/view.ts';
import type { Movement } from '../../treasury/model.ts';
import { monthAt } from '../../treasury/months.ts';
import { type Node, nodeOf, reasonOf } from './ask.ts';
import { endMonths, readLatest, readMonthEnds } from './balances.ts';
import { ignoredListed } from './facts.ts';
import { locate } from './locate.ts';
import { keyOf, scopeOf } from './move.ts';
import { checkTokens, readPrices } from './prices.ts';
import { createRangeReader, type RangeFound } from './readRange.ts';
import { aboutOf, openState, type ScanState } from './state.ts';
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

/** What a range has found becomes part of the state in one step. */
const take = (state: ScanState, found: RangeFound, end: HeadView): void => {
  const known = new Set(state.moves.map(keyOf));
  state.moves.push(...found.moves.filter((move) => !known.has(keyOf(move))));
  for (const fact of found.txs) state.txs.set(fact.hash, fact);
  for (const { why } of found.ignored) if (why !== 'dust') state.ignoredCounts[why] += 1;
  state.ignored = [...state.ignored, ...found.ignored].slice(-ignoredListed);
  state.scanned = end.number;
  state.scannedHash = end.hash;
  state.scannedTime = end.timestamp;
};

const openAt = async (
  node: Node,
  { treasury, chainId }: RoundOptions,
  final: HeadView,
  older: ScanState | undefined,
): Promise<ScanState> => {
  const since = treasury.since ?? older?.since ?? final.number + 1;
  const before = await node.header(Math.max(0, Math.min(since - 1, final.number)));
  const opening = { since, sinceAt: before.timestamp, hash: before.hash, month: monthAt(before.timestamp) };
  return openState({ about: aboutOf(treasury, chainId), ...opening }, older);
};

/** Seconds. */
const usualBudget = 25;

export const createRounds = (options: RoundOptions) => {
  const { treasury, chainId, now, budget = usualBudget, onProgress } = options;
  const scope = scopeOf(treasury);
  const readOn = createRangeReader(scope, options.firstSpan === undefined ? {} : { firstSpan: options.firstSpan });
  const about = aboutOf(treasury, chainId);
  const proofs = new Map<string, boolean>();
  let absent: ReadonlyMap<string, Absent> = new Map();

  /** With one node. What it has read stays, even when it fails later on. */
  const catchUp = async (node: Node, known: ScanState | undefined, keep: (state: ScanState) => void) => {
    const final = await node.header('finalized');
    const state = known?.about === about ? known : await openAt(node, options, final, known);
    keep(state);
    if (final.number < state.scanned) throw new ProbeFailure('regressed');
    // Another chain, or one that took back what was final.
    if (state.scanned >= 0 && (await node.header(state.scanned)).hash !== state.scannedHash)
      throw new ProbeFailure('inconsistent');
    const until = performance.now() + budget * 1000;
    while (state.scanned < final.number && performance.now() < until) {
      const { to, ...found } = await readOn(node, state.scanned + 1, final.number, until);
      const end = to === final.number ? final : await node.header(to);
      take(state, found, end);
      await onProgress(state);
    }
    return { state, final };
  };

  const lookAround = async (node: Node, state: ScanState): Promise<void> => {
    await endMonths(node, state);
    await readMonthEnds(node, treasury, scope, state);
    await readLatest(node, treasury, scope, state);
    await locate(node, scope, state);
    const silent = await readPrices(node, treasury, state, state.scanned, now());
    const native = Object.keys(treasury.tokens).length + 1;
    const missing = treasury.addresses.length * native - state.latest.length;
    state.warnings = [
      ...(await checkTokens(node, treasury, state.scanned)),
      ...(missing > 0
        ? [`${missing} balances at block ${state.scanned} could not be read: a node without that state`]
        : []),
      ...state.pending.map(
        ({ month, block }) =>
          `the balance at the end of ${month} (block ${block}) could not be read yet: no node has its state`,
      ),
      ...silent.map((currency) => `the price feed of ${currency} does not answer`),
    ];
  };

  return async (
    sources: readonly TreasurySource[],
    known: ScanState | undefined,
    movements: readonly Movement[],
  ): Promise<RoundResult> => {
    let state = known?.about === about ? known : undefined;
    let failure: FailureReason | undefined = sources.length === 0 ? 'silent' : undefined;
    const nodes = sources.map(({ asker, name, well }) => ({ name, well, node: nodeOf(asker) }));
    for (const [place, { node }] of nodes.entries()) {
      try {
        const { state: read, final } = await catchUp(node, state ?? known, (opened) => {
          state = opened;
        });
        const behind = final.number - read.scanned;
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
