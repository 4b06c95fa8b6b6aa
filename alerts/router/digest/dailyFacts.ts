/** Reads what the daily digest tells. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Sink, sinks } from '../../../collector/catalogue/labels.ts';
import { by, increase } from '../../../collector/catalogue/promql.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { ServiceState, Status } from '../../../collector/status.ts';
import type { View } from '../../../collector/view.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { IntervalRecord, MonthFigures } from '../../ledger/model.ts';
import { monthOf } from '../../ledger/month.ts';
import { spentPercent } from '../../ledger/report/percent.ts';
import { unionSeconds } from '../../ledger/report/times.ts';
import { joiningWords } from '../../notifiers/joiningWords.ts';
import type { Ask } from '../fetchJson.ts';
import type { Incident } from '../incident.ts';
import { queryNow } from '../knowledge.ts';
import { readOutage } from '../outage.ts';
import type { Store } from '../store/store.ts';
import type { DailyFacts, EdgeBudget, EdgeDay, IncidentTold, PlannedWork } from './model.ts';
import type { Period } from './when.ts';

export interface DailySources {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly now: () => number;
  readonly status: () => Pick<Status, 'state' | 'standing'>;
  /** The central collector's view, while it says something about now. */
  readonly view: () => Pick<View, 'nodes'> | undefined;
  /** Undefined while its files cannot be read. */
  readonly ledger: () => Pick<Ledger, 'month' | 'windows'> | undefined;
  /** Undefined when Prometheus does not say. */
  readonly failedDeliveries: (seconds: number) => Promise<DailyFacts['failedDeliveries'] | undefined>;
}

const ahead = 7 * 86_400;

/** Attempts that failed in the last so many seconds, by sink. What is extrapolated is a fraction of one. */
export const failedDeliveriesQuery = (seconds: number): string =>
  `round(sum by ${by(metrics.deliveries, 'sink')} (${increase(metrics.deliveries, { outcome: { not: 'ok' } }, Math.ceil(seconds))}))`;

export const askFailedDeliveries = async (
  fleet: Fleet,
  seconds: number,
  ask: Ask,
): Promise<DailyFacts['failedDeliveries'] | undefined> => {
  const samples = await queryNow(fleet.prometheus.url, failedDeliveriesQuery(seconds), ask);
  // The router's counters are there from its start: without any, Prometheus does not scrape it, and nothing is known.
  if (!samples || samples.length === 0) return undefined;
  return samples.flatMap(({ labels, value }) => {
    const sink = sinks.find((each) => each === labels.sink);
    return sink ? [{ sink, count: value }] : [];
  });
};

/** Seconds of a state inside a time; where only their number is known, no more than can be in it. */
const secondsIn = (
  intervals: readonly IntervalRecord[],
  state: IntervalRecord['state'],
  { from, to }: Period,
): number =>
  unionSeconds(
    intervals
      .filter((each) => each.state === state && each.to > from && each.from < to)
      .map((each) => {
        const clipped = { from: Math.max(from, each.from), to: Math.min(to, each.to) };
        return { ...clipped, seconds: Math.min(each.seconds, clipped.to - clipped.from) };
      }),
  );

const hasData = ({ any }: MonthFigures): boolean => Object.values(any.seconds).some((seconds) => seconds > 0);

const edgeDay = (edge: string, ledger: Pick<Ledger, 'month'>, period: Period): EdgeDay => {
  const months = [...new Set([monthOf(period.from), monthOf(period.to)])].map((name) => ledger.month(edge, name));
  const intervals = months.flatMap((month) => month.intervals);
  const known = Math.max(...months.filter(hasData).map(({ knownTo }) => knownTo));
  return {
    edge,
    badSeconds: secondsIn(intervals, 'bad', period),
    unknownSeconds: secondsIn(intervals, 'unknown', period),
    knownTo: known > period.from ? known : null,
  };
};

const edgeBudget = (edge: string, ledger: Pick<Ledger, 'month'>, now: number): EdgeBudget | undefined => {
  const figures = ledger.month(edge, monthOf(now));
  if (!hasData(figures)) return undefined;
  const { month, budgetSeconds, objectivePpm, monthSeconds, any } = figures;
  return {
    ...{ edge, month },
    usedPercent: spentPercent(any.seconds.bad, objectivePpm, monthSeconds),
    leftSeconds: budgetSeconds - any.seconds.bad,
  };
};

const present = <T>(list: readonly (T | undefined)[]): readonly T[] => list.filter((each) => each !== undefined);

const plannedOf = (ledger: Pick<Ledger, 'windows'>, now: number): readonly PlannedWork[] =>
  ledger
    .windows(now)
    .filter(({ from }) => from < now + ahead)
    .map(({ scope, regions, from, ended, reason }) => ({ scope, regions, from, to: ended, reason }))
    .sort((a, b) => a.from - b.from);

/** What a node ran when the last digest was told; a node that does not say now keeps what it said then. */
export type Versions = Readonly<Record<string, string>>;

export const versionsNow = (view: Pick<View, 'nodes'> | undefined, before: Versions): Versions => ({
  ...before,
  ...Object.fromEntries(
    (view?.nodes ?? []).flatMap(({ name, clientVersion }) => (clientVersion ? [[name, clientVersion]] : [])),
  ),
});

const changesOf = (before: Versions, after: Versions): DailyFacts['versions'] =>
  Object.entries(after).flatMap(([node, to]) => {
    const from = before[node];
    return from === undefined || from === to ? [] : [{ node, from, to }];
  });

const toldOf =
  (store: Store, now: number) =>
  (incident: Incident): IncidentTold => {
    const outage = readOutage(store, incident.id);
    return { ...incident, outageSeconds: outage ? (outage.to ?? now) - outage.from : 0 };
  };

/** @throws when the store cannot be read */
export const dailyFacts = async (
  sources: DailySources,
  period: Period,
  timezone: string,
  before: Versions,
): Promise<DailyFacts> => {
  const { fleet, store } = sources;
  const now = sources.now();
  const failedDeliveries = (await sources.failedDeliveries(now - period.from)) ?? null;
  const ledger = sources.ledger();
  const edges = fleet.edges.filter(({ audience }) => audience === 'members').map(({ name }) => name);
  const ends = store.incidentsIn(0, now).flatMap(({ resolvedAt }) => resolvedAt ?? []);
  const { state, standing }: { readonly state: ServiceState; readonly standing: readonly string[] } = sources.status();
  const waiting = (sink: Sink): number => store.outbox.size(sink).pending;
  return {
    ...{ service: fleet.service.name, period, timezone, now, state, standing },
    open: store.openIncidents().map(toldOf(store, now)),
    incidents: store
      .incidentsIn(period.from, period.to)
      .filter(({ openedAt }) => openedAt >= period.from && openedAt < period.to)
      .map(toldOf(store, now)),
    lastEnd: ends.length > 0 ? ends.reduce((a, b) => Math.max(a, b)) : null,
    day: ledger ? edges.map((edge) => edgeDay(edge, ledger, period)) : null,
    budget: ledger ? present(edges.map((edge) => edgeBudget(edge, ledger, now))) : [],
    failedDeliveries,
    pending: sinks.map((sink) => ({ sink, count: waiting(sink) })).filter(({ count }) => count > 0),
    planned: ledger ? plannedOf(ledger, now) : null,
    versions: changesOf(before, versionsNow(sources.view(), before)),
    joining: (sources.view()?.nodes ?? []).flatMap(({ name, joining }) =>
      joining ? [{ node: name, words: joiningWords(joining) }] : [],
    ),
  };
};
