/**
 * The public treasury against the chain: each minute reads on to the last final block through our own nodes, holds the books
 * against it, and keeps what was found in `data/treasury/` of the home.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { treasuryMetrics } from '../../collector/catalogue/treasury.ts';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { TreasuryKind, TreasuryOptions } from '../../collector/probe/treasury.ts';
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { factsPath } from '../../treasury/factsFile.ts';
import type { Books } from '../../treasury/model.ts';
import { createStore } from '../cloudflare/state.ts';
import { createBoard } from './board.ts';
import { chainFacts } from './facts.ts';
import { showFigures } from './figures.ts';
import { askHistory, createHistoryWatch } from './historyWatch.ts';
import { scopeOf } from './move.ts';
import { type BooksNow, createBooksReader } from './readBooks.ts';
import { countRequests, noRequests } from './requests.ts';
import { createRounds, type RoundResult } from './round.ts';
import type { ScanState } from './state.ts';
import { readState, stateText } from './stateFile.ts';

/** Seconds from one round to the next. */
const every = 60;
/** Seconds between two writes while a long stretch is read. */
const keepEvery = 5;

/** How far the chain has been read, and what was found. Reports read `factsPath`. */
export const statePath = (home: string): string => join(home, 'data', 'treasury', 'chain.json');

const cloudflareCounts = z.object({
  zones: z.record(z.string(), z.object({ counts: z.record(z.string(), z.tuple([z.number(), z.number()])) })),
});

/** Requests by counter as the exporter of Cloudflare keeps them; undefined when there are none. */
const readRequestCounters = (home: string): ReadonlyMap<string, number> | undefined => {
  try {
    const { zones } = cloudflareCounts.parse(JSON.parse(readFileSync(join(home, 'data', 'cloudflare.json'), 'utf8')));
    return new Map(
      Object.entries(zones).flatMap(([zone, { counts }]) =>
        Object.entries(counts)
          .filter(([key]) => key.startsWith('cfEdgeRequests\t'))
          .map(([key, [value]]) => [`${zone}\t${key}`, value] as const),
      ),
    );
  } catch {
    // Not measured, or written by another version: then cost by requests is not known.
    return undefined;
  }
};

/** Makes rounds; `round` is the one way in, for the clock and for tests. */
export const createTreasury = (
  options: TreasuryOptions & { readonly now?: () => number; readonly firstSpan?: number },
  treasury: FleetTreasury,
  chainId: number,
) => {
  const { fleet, recorder, log, sources, now = () => Date.now() / 1000 } = options;
  const stateStore = createStore(statePath(fleet.home));
  const factsStore = createStore(factsPath(fleet.home));
  const scope = scopeOf(treasury);
  const show = createBoard(recorder);
  const history = createHistoryWatch(askHistory(fleet.home, treasury));
  const readBooks = createBooksReader(fleet.home, treasury);
  let state = readState(stateStore, factsStore, log);
  let keptAt = 0;
  let told = '';
  let goodAt: number | undefined;
  const keep = async (next: ScanState): Promise<void> => {
    await stateStore.write(stateText(next));
    keptAt = performance.now();
  };
  const rounds = createRounds({
    treasury,
    chainId,
    now,
    ...(options.firstSpan === undefined ? {} : { firstSpan: options.firstSpan }),
    onProgress: async (next) => {
      if (performance.now() - keptAt > keepEvery * 1000) await keep(next);
    },
  });

  const factsOf = (result: RoundResult, books: Books): ChainFacts | undefined =>
    result.state &&
    chainFacts({
      treasury,
      scope,
      state: result.state,
      movements: books.movements,
      txState: (tx) => result.absent.get(tx) ?? 'unknown',
    });

  const tell = (result: RoundResult, books: Books): void => {
    const news = [
      ...(result.failure ? [`the chain cannot be read: ${result.failure}`] : (result.state?.warnings ?? [])),
      ...(books.problems.length > 0 ? [`the books have ${books.problems.length} problems: see headwatch check`] : []),
    ].join('; ');
    if (news !== '' && news !== told) log.warn({ about: 'treasury' }, news);
    told = news;
  };

  /** Undefined: their files are there and cannot be read, so nothing is known of them, and nothing is held against them. */
  const booksNow = (): BooksNow | undefined => {
    try {
      return readBooks(now());
    } catch {
      const news = 'the books cannot be read';
      if (news !== told) log.warn({ about: 'treasury' }, news);
      told = news;
      return undefined;
    }
  };

  const round = async (): Promise<ChainFacts | undefined> => {
    const read = booksNow();
    if (!read) {
      const unknown = { books: undefined, history: undefined, facts: undefined, requests: noRequests() };
      show((board) => showFigures(board, { treasury, ...unknown, now: now() }));
      return undefined;
    }
    const { books, text } = read;
    const figures = { treasury, books, history: await history.at(now(), text) };
    const result = await rounds(sources(), state, books.movements);
    state = result.state ?? state;
    if (result.failure === undefined) goodAt = now();
    const facts = factsOf(result, books);
    if (state && result.state) {
      const counters = readRequestCounters(fleet.home);
      if (counters) state.requests = countRequests(state.requests, counters, now());
      await keep(state);
      if (facts) await factsStore.write(`${JSON.stringify(facts, null, 1)}\n`);
    }
    tell(result, books);
    show((board) => {
      showFigures(board, { ...figures, facts, requests: state?.requests ?? noRequests(), now: now() });
      for (const [currency, at] of state?.feeds ?? [])
        if (currency in treasury.feeds) board.set(treasuryMetrics.treasuryFeedUpdated, { currency }, at);
      if (goodAt !== undefined) board.set(treasuryMetrics.treasuryScanAt, {}, goodAt);
      if (result.behind !== undefined) board.set(treasuryMetrics.treasuryScanBehind, {}, result.behind);
      if (result.failure) board.set(treasuryMetrics.treasuryScanError, { reason: result.failure }, 1);
    });
    return facts;
  };
  return { round, stop: history.stop };
};

export const watchTreasury: TreasuryKind = (options) => {
  const { treasury, chains } = options.fleet;
  const chain = treasury && chains[treasury.chain];
  if (!treasury || !chain) return undefined;
  const { round, stop } = createTreasury(options, treasury, chain.id);
  let running: Promise<unknown> | undefined;
  const fire = (): void => {
    running ??= round()
      .catch((error: unknown) => {
        // A defect of ours, or a disk that is full: neither must end the process.
        options.log.error(
          { error: error instanceof Error ? error.message : 'unknown' },
          'a round of the treasury failed',
        );
      })
      .finally(() => {
        running = undefined;
      });
  };
  // By then the nodes have been judged.
  const first = setTimeout(fire, 5000);
  const timer = setInterval(fire, every * 1000);
  return {
    stop: async () => {
      clearTimeout(first);
      clearInterval(timer);
      stop();
      await running;
    },
  };
};
