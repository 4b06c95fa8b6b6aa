/** What an incident cost the service level, and when: from the SLA ledger, to the second. Pure. */
import { monthRange } from '../ledger/month.ts';
import { unionSeconds } from '../ledger/report/times.ts';
import type { Kept, ToldInterval, ToldMonth } from './model.ts';

export interface MonthCost {
  readonly month: string;
  readonly badSeconds: number;
  readonly unknownSeconds: number;
  readonly budgetSeconds: number;
  /** Bad seconds of the whole month up to where it is known, of the same region. */
  readonly spentSeconds: number;
  /** Whether the ledger says the last word on all of it. */
  readonly settled: boolean;
}

export interface Cost {
  readonly months: readonly MonthCost[];
  readonly bad: readonly ToldInterval[];
  readonly firstBad: number | null;
  /** End of the last bad second; null where there is none, and while it lasts. */
  readonly lastBad: number | null;
}

/** The alert's window was filling when the first bad second came. Seconds. */
const before = 120;

const inside = (kept: Kept, { region, from, to }: ToldInterval): boolean => {
  const { incident } = kept;
  const end = incident.resolvedAt ?? Number.POSITIVE_INFINITY;
  return (incident.region === 'all' || incident.region === region) && to > incident.openedAt - before && from < end;
};

export const costOf = (kept: Kept, months: readonly ToldMonth[]): Cost => {
  const { incident } = kept;
  const all = months.map((month) => ({ month, mine: month.intervals.filter((interval) => inside(kept, interval)) }));
  const bad = all.flatMap(({ mine }) => mine.filter(({ state }) => state === 'bad')).sort((a, b) => a.from - b.from);
  const lastBad = bad.length > 0 ? Math.max(...bad.map(({ to }) => to)) : null;
  return {
    bad,
    firstBad: bad[0]?.from ?? null,
    lastBad: incident.resolvedAt === null ? null : lastBad,
    months: all.map(({ month, mine }) => {
      const figures =
        incident.region === 'all' ? month.any : month.regions.find(({ region }) => region === incident.region);
      const of = (state: ToldInterval['state']): number => unionSeconds(mine.filter((each) => each.state === state));
      return {
        month: month.month,
        badSeconds: of('bad'),
        unknownSeconds: of('unknown'),
        budgetSeconds: month.budgetSeconds,
        spentSeconds: figures?.seconds.bad ?? 0,
        settled:
          incident.resolvedAt !== null && month.settledTo >= Math.min(incident.resolvedAt, monthRange(month.month).to),
      };
    }),
  };
};
