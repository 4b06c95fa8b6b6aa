/** What an outage means for the month's error budget: what is left by the ledger, and what one that is over has cost. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import type { MonthFigures } from '../ledger/model.ts';
import { monthOf, monthRange } from '../ledger/month.ts';
import type { BudgetFact, CostFact, OutageFact, RegionFact } from '../notifiers/facts.ts';
import { budgetSeconds } from '../slo/budget.ts';
import { edgeOf } from './edgeOf.ts';
import type { Ask } from './fetchJson.ts';
import type { Incident } from './incident.ts';
import { queryNow } from './knowledge.ts';

/** The ledger's figures of a members' edge; undefined while there is no ledger. */
export type MonthSource = (edge: string, month: string) => MonthFigures | undefined;

/** The ledger books once a minute; until then a month need not be folded anew. Seconds. */
const monthHolds = 15;

/** Keeps each answer for a while. */
export const remembered = (month: MonthSource, now: () => number): MonthSource => {
  const kept = new Map<string, { readonly at: number; readonly figures: MonthFigures | undefined }>();
  return (edge, name) => {
    const known = kept.get(edge);
    if (known && known.figures?.month === name && Math.abs(now() - known.at) < monthHolds) return known.figures;
    const figures = month(edge, name);
    kept.set(edge, { at: now(), figures });
    return figures;
  };
};

/** The ledger knows the month up to a minute or two ago; what is bad since then is taken from what is seen now. */
export const budgetOf = (
  figuresOf: MonthSource,
  edge: FleetEdge,
  incident: Incident,
  own: RegionFact | undefined,
  now: number,
): BudgetFact | null => {
  if (edge.audience !== 'members') return null;
  const month = monthOf(now);
  const figures = figuresOf(edge.name, month);
  if (!figures) return null;
  const told =
    incident.region === 'all' ? figures.any : figures.regions.find((each) => each.region === incident.region);
  if (!told || Object.values(told.seconds).every((seconds) => seconds === 0)) return null;
  const bad = own?.region === incident.region && own.state === 'bad';
  const since = bad ? Math.max(0, now - Math.max(figures.knownTo, own.since ?? incident.openedAt)) : 0;
  const leftSeconds = figures.budgetSeconds - told.seconds.bad - since;
  return {
    region: incident.region === 'all' ? 'any' : incident.region,
    month,
    budgetSeconds: figures.budgetSeconds,
    leftSeconds,
    goneAt: bad && leftSeconds > 0 ? now + leftSeconds : null,
  };
};

/** Room around the outage, so that its first second is counted. */
const before = 5;

/**
 * The bad seconds of an outage that is over, from the counter itself: now less then. Null when nobody can tell, or the
 * collector was restarted meanwhile.
 */
export const askCost = async (
  fleet: Fleet,
  incident: Incident,
  outage: OutageFact | null,
  now: number,
  ask: Ask,
): Promise<CostFact | null> => {
  const edge = edgeOf(fleet, incident.scope);
  if (edge?.audience !== 'members' || !outage) return null;
  const bad = sel(metrics.edgeSeconds, { role: 'edge', target: edge.name, region: incident.region, state: 'bad' });
  const back = Math.ceil(now - outage.from) + before;
  const per = by(metrics.edgeSeconds, 'vantage');
  const samples = await queryNow(
    fleet.prometheus.url,
    `max by ${per} (${bad}) - max by ${per} (${bad} offset ${back}s)`,
    ask,
  );
  const badSeconds = Math.max(...(samples ?? []).map(({ value }) => value));
  if (!(badSeconds >= 0 && Number.isFinite(badSeconds))) return null;
  const month = monthOf(outage.from);
  const { from, to } = monthRange(month);
  return { badSeconds, month, budgetSeconds: budgetSeconds(fleet.service.objective, to - from) };
};
