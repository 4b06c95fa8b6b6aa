/** The SLA ledger: its job, its figures, and what people may write into it. One process only, the router. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import type { MaintenanceStatus, SlaStatus } from '../../collector/status.ts';
import { edgeAlias, nodeAlias } from '../router/publicNames.ts';
import { objectivePpm } from '../slo/budget.ts';
import { createEdgeBook, type EdgeBook } from './edgeBook.ts';
import { foldMonth, slaFiguresOf } from './figures.ts';
import { createGauges } from './gauges.ts';
import type { Ledger } from './ledger.ts';
import type { LedgerEntry, MonthFigures, RawSource, SpanEntry } from './model.ts';
import { monthOf, monthRange, monthsBack } from './month.ts';
import { createPlanner } from './planner.ts';
import { type LedgerStore, ledgerDir, openLedgerStore } from './store.ts';
import { type Window, windowsOf } from './windows.ts';

export { foldMonth } from './figures.ts';
export type { Ledger } from './ledger.ts';
export { recomputeMonth } from './recompute.ts';

export interface LedgerOptions {
  readonly fleet: Fleet;
  readonly source: RawSource;
  readonly now: () => number;
  /** Shortens limits above a minute, for drills. */
  readonly scale?: number;
  readonly recorder: Recorder;
  /** Ends a run early; what was settled stays settled. */
  readonly signal?: AbortSignal;
  /** The router's own small memory, for what must survive a restart and is no entry: when a breach was noted. */
  readonly memory: {
    readonly read: (key: string) => string | undefined;
    readonly write: (key: string, value: string) => void;
  };
}

interface Folded {
  readonly version: number;
  readonly settled: boolean;
  readonly entries: number;
  readonly figures: MonthFigures;
}

const shownMonths = 13;
/** A month that ended this long ago is breached no more: nobody is paged for last year. */
const lateBreach = 86_400;

const worstFirst = <T extends { readonly badSeconds: number }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => b.badSeconds - a.badSeconds);

/** @throws Error when the directory of the ledger cannot be read */
export const createLedger = (options: LedgerOptions): Ledger => {
  const { fleet, source, now, scale = 1, recorder, memory } = options;
  const store = openLedgerStore(ledgerDir(fleet.home));
  const edges = fleet.edges.filter(({ audience }) => audience === 'members');
  const gauges = createGauges(fleet, recorder);
  const provisional = new Map<string, readonly SpanEntry[]>();
  /** Goes up with whatever may change a figure. */
  let version = 0;
  const folded = new Map<string, Folded>();
  let lastRun: number | undefined;
  let running: Promise<void> | undefined;

  const watched: LedgerStore = {
    ...store,
    append: (name, entry) => {
      store.append(name, entry);
      version += 1;
    },
  };
  const windows = (): readonly Window[] => windowsOf(store.people());
  const books = new Map<string, EdgeBook>(
    edges.map((edge) => [
      edge.name,
      createEdgeBook({
        ...{ fleet, edge, source, windows },
        ...(options.signal ? { signal: options.signal } : {}),
        settles: scaled(limits.ledgerSettles, scale),
        settlesGaps: scaled(limits.ledgerSettlesGaps, scale),
        since: (at) => at - limits.retention,
        last: (region) => store.lastSpan(edge.name, region),
      }),
    ]),
  );

  const entries = (month: string): readonly LedgerEntry[] => {
    const { from, to } = monthRange(month);
    return [
      ...store.read(month).filter((entry) => entry.type === 'span'),
      ...store.people(),
      ...[...provisional.values()].flat().filter((span) => span.from >= from && span.from < to),
    ];
  };
  const month = (edge: string, name: string): MonthFigures => {
    const key = `${edge} ${name}`;
    const known = folded.get(key);
    if (known && known.version === version) return known.figures;
    const all = entries(name);
    // Nothing is ever rewritten: a month with as many entries, all of them settled, is the same month.
    const settled = !all.some((entry) => entry.type === 'span' && entry.provisional);
    const same = settled && known?.settled === true && known.entries === all.length;
    const figures = same ? known.figures : foldMonth(fleet, edge, name, all);
    folded.set(key, { version, settled, entries: all.length, figures });
    return figures;
  };
  const hasData = ({ any }: MonthFigures): boolean => Object.values(any.seconds).some((seconds) => seconds > 0);

  const breachKey = (edge: string, name: string): string => `sla_breach/${edge}/${name}`;
  const noteBreach = ({ edge, month: name, any, budgetSeconds }: MonthFigures): void => {
    const key = breachKey(edge, name);
    if (any.seconds.bad <= budgetSeconds || memory.read(key) !== undefined) return;
    if (now() - monthRange(name).to < lateBreach) memory.write(key, String(Math.floor(now())));
  };

  const beforeScrape = (): void => gauges.showMaintenance(windows(), now());
  const refresh = (): void => {
    const names = monthsBack(now(), shownMonths);
    const months = edges.flatMap(({ name: edge }) => names.map((name) => month(edge, name))).filter(hasData);
    gauges.showMonths(months);
    for (const figures of months) noteBreach(figures);
    gauges.showBreaches(
      months.flatMap(({ edge, month: name }) => {
        const at = memory.read(breachKey(edge, name));
        return at === undefined ? [] : { target: edge, month: name, at: Number(at) };
      }),
    );
    gauges.showSettled(
      edges.flatMap(({ name, regions }) =>
        Object.keys(regions).flatMap((region) => store.lastSpan(name, region) ?? []),
      ),
    );
    beforeScrape();
  };

  const work = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const [edge, book] of books) {
      try {
        provisional.set(edge, await book.advance(now(), (span) => store.append(monthOf(span.from), span)));
      } catch (error) {
        failures.push(error);
      }
    }
    version += 1;
    refresh();
    if (failures.length > 0) throw failures[0];
    lastRun = now();
    gauges.showRun(lastRun);
  };

  return {
    entries,
    month,
    beforeScrape,
    windows: (since) => windows().filter(({ ended, from }) => ended > since && ended > from),
    allWindows: (since) => windows().filter(({ to, ended }) => to > since || ended > since),
    ...createPlanner(fleet, watched, now),
    run: () => {
      running ??= work().finally(() => {
        running = undefined;
      });
      return running;
    },
    lastRun: () => lastRun,
    problems: store.problems,

    slaStatus: (): SlaStatus | null => {
      const name = monthOf(now());
      const months = edges
        .map((edge) => ({ edge, figures: month(edge.name, name) }))
        .filter(({ figures }) => hasData(figures));
      const [one] = months;
      if (!one) return null;
      return {
        month: name,
        objectivePercent: objectivePpm(fleet.service.objective) / 10_000,
        budgetSeconds: one.figures.budgetSeconds,
        edges: months
          .map(({ edge, figures }) => ({
            alias: edgeAlias(fleet, edge.name),
            any: slaFiguresOf(figures.any),
            budgetLeftSeconds: figures.budgetSeconds - figures.any.seconds.bad,
            regions: worstFirst(figures.regions.map((each) => ({ ...slaFiguresOf(each), region: each.region }))),
          }))
          .sort((a, b) => a.budgetLeftSeconds - b.budgetLeftSeconds),
      };
    },

    maintenance: (): MaintenanceStatus | null => {
      const next = windows()
        .filter(({ from, ended }) => ended > now() && ended > from)
        .sort((a, b) => a.from - b.from)[0];
      if (!next) return null;
      const { scope, regions, from, ended, reason } = next;
      const name = scope.slice(scope.indexOf(':') + 1);
      const about = scope.startsWith('edge:') ? edgeAlias(fleet, name) : nodeAlias(fleet, name);
      return { about, regions: [...regions], from, to: ended, reason };
    },
  };
};
