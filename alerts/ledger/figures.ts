/**
 * From ledger entries to the figures of a month: the only arithmetic that report, gauges and status share. Pure; whole
 * seconds only.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import type { SlaFigures } from '../../collector/status.ts';
import { budgetSeconds, objectivePpm } from '../slo/budget.ts';
import { good, isBad, isLost, none } from './codes.ts';
import type {
  Figures,
  IntervalRecord,
  LedgerEntry,
  MaintenanceRecord,
  MonthFigures,
  ReclassifyEntry,
  SpanEntry,
} from './model.ts';
import { monthRange, type Range } from './month.ts';
import { runsOf } from './runs.ts';
import { add, type Line, over, type Sides, sweep, tallyOf } from './sweep.ts';
import { isAboutRegion, isToldOf, type Window, windowsOf } from './windows.ts';

const spansOf = (entries: readonly LedgerEntry[], edge: string, range: Range): readonly SpanEntry[] =>
  entries.filter(
    (entry): entry is SpanEntry =>
      entry.type === 'span' && entry.edge === edge && entry.to > range.from && entry.from < range.to,
  );

const recordsOf = (spans: readonly SpanEntry[], entries: readonly LedgerEntry[]): readonly IntervalRecord[] => {
  const said = new Map<string, ReclassifyEntry[]>();
  for (const entry of entries)
    if (entry.type === 'reclassify') said.set(entry.of, [...(said.get(entry.of) ?? []), entry]);
  // While a run goes on, what it has just settled may still be there provisionally: the settled one is told.
  const records = new Map<string, IntervalRecord>();
  for (const { edge, region, intervals } of spans)
    for (const interval of intervals) {
      const reclassified = said.get(interval.id) ?? [];
      const counts = reclassified.at(-1)?.cause ?? interval.cause;
      if (!records.has(interval.id)) records.set(interval.id, { ...interval, edge, region, counts, reclassified });
    }
  return [...records.values()].sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
};

/** Up to when spans that touch say something, from the first one on. */
const endOf = (spans: readonly SpanEntry[], otherwise: number): number =>
  spans.reduce((end, span) => Math.max(end, span.to), otherwise);

/**
 * @param edge name of a members' edge
 * @param month `YYYY-MM`
 * @param entries spans of the month (others are passed over; provisional ones count, but do not settle anything), and
 * every maintenance and reclassification that may touch it
 */
export const foldMonth = (fleet: Fleet, edge: string, month: string, entries: readonly LedgerEntry[]): MonthFigures => {
  const range = monthRange(month);
  const own = fleet.edges.find(({ name }) => name === edge);
  const spans = spansOf(entries, edge, range);
  const measured = own ? measuredRegions(fleet, own) : [];
  const regions = [...new Set([...measured, ...spans.map(({ region }) => region)])];
  const records = recordsOf(spans, entries);
  const counts = new Map(records.map((record) => [record.id, record.counts]));

  const windows = windowsOf(entries).filter(
    (window) => isToldOf(fleet, window, { name: edge }) && window.from < range.to && window.ended > range.from,
  );
  const inside = windows.map(() => 0);
  const isIn = (window: Window, at: number): boolean => window.from <= at && at < window.ended;

  const lines = regions.map(
    (region): Line => ({
      region,
      runs: runsOf(
        spans.filter((span) => span.region === region),
        range,
      ),
    }),
  );
  const tallies = regions.map(tallyOf);
  const any = tallyOf('any');
  const all = tallyOf('all');
  const cuts = windows.flatMap(({ from, ended, countsTo }) => [from, ended, countsTo]);
  sweep(lines, cuts, range, (from, seconds, runs) => {
    const open = windows.filter((window) => isIn(window, from));
    const counted = open.filter((window) => window.counts && from < window.countsTo);
    const sides = runs.map((run, index): Sides => {
      const raw = run?.code ?? none;
      const region = regions[index] ?? '';
      const planned = isBad(raw) && counted.some((window) => isAboutRegion(window, edge, region));
      const upstream = isLost(raw) && counts.get(run?.interval?.id ?? '') === 'upstream_chain';
      return {
        raw,
        unplanned: planned ? good : raw,
        ours: upstream ? good : raw,
        rest: planned || upstream ? good : raw,
      };
    });
    sides.forEach((each, index) => {
      const tally = tallies[index];
      if (tally) add(tally, each, seconds);
    });
    add(any, over(sides, Math.max), seconds);
    add(all, over(sides, Math.min), seconds);
    windows.forEach((window, index) => {
      const touches = (region: string): boolean =>
        !window.scope.startsWith('edge:') || window.regions.length === 0 || window.regions.includes(region);
      const hurt = sides.some(({ raw }, region) => isBad(raw) && touches(regions[region] ?? ''));
      if (hurt && isIn(window, from)) inside[index] = (inside[index] ?? 0) + seconds;
    });
  });

  const ends = (list: readonly SpanEntry[]): number =>
    Math.min(
      range.to,
      ...measured.map((region) =>
        endOf(
          list.filter((span) => span.region === region),
          range.from,
        ),
      ),
    );
  const { objective } = fleet.service;
  const monthSeconds = range.to - range.from;
  return {
    edge,
    month,
    monthSeconds,
    objectivePpm: objectivePpm(objective),
    budgetSeconds: budgetSeconds(objective, monthSeconds),
    settledTo: measured.length > 0 ? ends(spans.filter((span) => !span.provisional)) : range.from,
    knownTo: measured.length > 0 ? ends(spans) : range.from,
    any,
    all,
    regions: tallies,
    notMeasured: own ? Object.keys(own.regions).filter((region) => !regions.includes(region)) : [],
    intervals: records,
    maintenance: windows.map((window, index): MaintenanceRecord => {
      const counts = window.counts && window.scope === `edge:${edge}`;
      return { ...window, counts, badSeconds: inside[index] ?? 0 };
    }),
  };
};

/** A figure as status.json shows it; percentages are of the raw figure, in which halted is not good either. */
export const slaFiguresOf = ({ seconds: { good: fine, bad, halted, unknown } }: Figures): SlaFigures => {
  const measured = fine + bad + halted;
  return {
    goodPercent: measured > 0 ? (100 * fine) / measured : null,
    worstPercent: measured > 0 ? (100 * fine) / (measured + unknown) : null,
    badSeconds: bad,
    haltedSeconds: halted,
    unknownSeconds: unknown,
  };
};
