/** From folded months and incidents to the report of a fleet's members' edges. Pure and deterministic. */
import type { Fleet, FleetEdge } from '../../../collector/config/fleet.ts';
import { edgeAlias, nodeAlias, publicRegion } from '../../router/publicNames.ts';
import type { Figures, IntervalRecord, MaintenanceRecord, MonthFigures } from '../model.ts';
import { monthRange } from '../month.ts';
import { evidenceWords } from './evidence.ts';
import type { EdgeReport, Figure, FigureSet, ReportedInterval, ReportedMaintenance, SlaReport } from './model.ts';
import { decimalsFor, percentOf, ppmAsPercent, spentPercent, verdictOf } from './percent.ts';
import { publicText } from './publicText.ts';
import { type Incidents, timesOf } from './times.ts';

const figureSet = (month: MonthFigures, figures: Figures): FigureSet => {
  const { good, bad, halted, unknown } = figures.seconds;
  const { from, to } = monthRange(month.month);
  const settled = month.settledTo >= to;
  const notInLedger = Math.max(0, Math.min(month.knownTo, to) - from - good - bad - halted - unknown);
  const unmeasured = unknown + notInLedger;
  const decimals = decimalsFor(month.objectivePpm);

  const figure = (badSeconds: number, excluded: number): Figure => {
    const measured = good + bad + halted - excluded;
    return {
      badSeconds,
      percent: percentOf(measured - badSeconds, measured, decimals),
      worstPercent: percentOf(measured - badSeconds, measured + unmeasured, decimals),
      verdict: verdictOf(badSeconds, unmeasured, settled, month.objectivePpm, month.monthSeconds),
    };
  };
  const raw = bad + halted;
  return {
    region: figures.region,
    goodSeconds: good,
    badSeconds: bad,
    haltedSeconds: halted,
    unknownSeconds: unknown,
    notInLedgerSeconds: notInLedger,
    faults: figures.faults,
    maintenanceSeconds: figures.maintenance,
    upstreamSeconds: figures.upstream,
    excludedSeconds: figures.excluded,
    raw: figure(raw, 0),
    withoutMaintenance: figure(raw - figures.maintenance, figures.maintenance),
    withoutUpstream: figure(raw - figures.upstream, figures.upstream),
    adjusted: figure(raw - figures.excluded, figures.excluded),
    httpOnly: figure(figures.faults.no_http, 0),
    budgetSpentPercent: spentPercent(raw, month.objectivePpm, month.monthSeconds),
  };
};

const intervalOf = (fleet: Fleet, interval: IntervalRecord): ReportedInterval => ({
  region: interval.region,
  state: interval.state,
  from: interval.from,
  to: interval.to,
  seconds: interval.seconds,
  faults: interval.faults,
  cause: interval.counts,
  evidence: evidenceWords(fleet, interval),
  reclassified: interval.reclassified.map((entry, index) => ({
    at: entry.at,
    author: publicText(fleet, entry.author),
    reason: publicText(fleet, entry.reason),
    from: interval.reclassified[index - 1]?.cause ?? interval.cause,
    to: entry.cause,
  })),
});

const maintenanceOf = (fleet: Fleet, window: MaintenanceRecord): ReportedMaintenance => {
  const name = window.scope.slice(window.scope.indexOf(':') + 1);
  return {
    about: window.scope.startsWith('edge:') ? edgeAlias(fleet, name) : nodeAlias(fleet, name),
    regions: window.regions.map((region) => publicRegion(fleet, region)),
    from: window.from,
    to: window.to,
    ended: window.ended,
    announcedAt: window.at,
    counts: window.counts,
    ...(window.counts && window.countsTo < window.ended ? { countsTo: window.countsTo } : {}),
    reason: publicText(fleet, window.reason),
    author: publicText(fleet, window.author),
    memberBadSeconds: window.badSeconds,
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const edgeReport = (fleet: Fleet, edge: FleetEdge, month: MonthFigures, incidents: Incidents): EdgeReport => ({
  alias: edge.alias,
  chain: edge.chain,
  objectivePercent: ppmAsPercent(month.objectivePpm),
  budgetSeconds: month.budgetSeconds,
  settled: month.settledTo >= monthRange(month.month).to,
  settledTo: month.settledTo,
  knownTo: month.knownTo,
  any: figureSet(month, month.any),
  all: figureSet(month, month.all),
  regions: month.regions.map((figures) => figureSet(month, figures)),
  notMeasured: month.notMeasured,
  intervals: [...month.intervals]
    .sort((a, b) => a.from - b.from || compare(a.region, b.region) || compare(a.state, b.state))
    .map((interval) => intervalOf(fleet, interval)),
  maintenance: [...month.maintenance]
    .sort((a, b) => a.from - b.from || compare(a.id, b.id))
    .map((window) => maintenanceOf(fleet, window)),
  times: timesOf(fleet, edge, month.intervals, incidents),
});

/** @throws Error when there are no figures, or figures of several months or of an edge that is not in fleet.yaml */
export const buildReport = (fleet: Fleet, months: readonly MonthFigures[], incidents: Incidents): SlaReport => {
  const [first] = months;
  if (!first || months.some(({ month }) => month !== first.month)) throw new Error('figures of one month are needed');
  const edges = months.map((month) => {
    const edge = fleet.edges.find(({ name }) => name === month.edge);
    if (!edge) throw new Error('figures of an edge that is not in fleet.yaml');
    return edgeReport(fleet, edge, month, incidents);
  });
  return { version: 1, service: fleet.service.name, month: first.month, monthSeconds: first.monthSeconds, edges };
};
