/** How fast the budget goes, where its seconds went, and whether the ledger writes them down. */

import { budgetPpm } from '../../../alerts/slo/budget.ts';
import { burnTiers } from '../../../alerts/slo/burn.ts';
import { faultsCopy } from '../../../alerts/slo/panelRecordings.ts';
import { badPpm, type PpmWindow, recorded } from '../../../alerts/slo/recordings.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { GraphPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { limit, noLimit, onlyZero, unknownText, upTo } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { thisMonth } from '../month.ts';
import { edgeLegend, perEdge } from '../serviceLevel.ts';

const base = {
  height: 8,
  noValue: unknownText,
  drill: { title: 'What was wrong', to: 'incidents' },
} as const;

const burnWindowsShown = ['1h', '6h', '1d', '3d'] as const satisfies readonly PpmWindow[];

const burn = (context: Context): GraphPanel => {
  const budget = budgetPpm(context.fleet.service.objective);
  return {
    ...base,
    kind: 'graph',
    key: 'burn',
    title: 'Budget burn by window',
    width: 12,
    step: '60s',
    // A week at half an hour a point: what the shortest window says twice.
    points: 336,
    about: {
      shows: `How many times faster than allowed the budget went within the last hour, 6 hours, day and 3 days: 1 spends it in exactly 30 days.`,
      healthy: 'Below 1, nearly always 0.',
      act: `At ${burnTiers.BudgetFastBurn.factor} within an hour and still now it pages. A long window that stays above 1 is the slow loss: look for its cause in the report.`,
    },
    unit: 'none',
    decimals: 2,
    thresholds: limit(burnTiers.BudgetCreep.factor, burnTiers.BudgetFastBurn.factor),
    queries: burnWindowsShown.map((window) => ({
      expr: perEdge(
        context,
        (edge) => `max by (region) (${recorded(badPpm(window), { target: edge.name })}) / ${budget}`,
      ),
      legend: `${edgeLegend(context)}{{region}} ${window}`,
    })),
  };
};

const faults = (context: Context): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'faults',
  title: 'Bad seconds by what was wrong',
  width: 12,
  drill: { title: 'Steps of the journey', to: 'journey' },
  step: '1m',
  about: {
    shows:
      'Share of the seconds of each edge and region that were bad, by fault: the faults add up to the bad seconds.',
    healthy: '0.',
    act: 'no_http: the edge or the way to it. bad_answer and stale: the nodes behind it. journey: see its steps on Member journey.',
  },
  unit: 'percentunit',
  decimals: 1,
  thresholds: onlyZero(shownLimits.mostOf),
  queries: [
    {
      expr: perEdge(
        context,
        ({ name }) =>
          `max by ${by(metrics.edgeFaultSeconds, 'region', 'fault')} (rate(${recorded(faultsCopy, { target: name })}[$__rate_interval]))`,
      ),
      legend: `${edgeLegend(context)}{{region}} {{fault}}`,
    },
  ],
});

const ledgerRun: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'ledger run',
  title: 'Ledger job, last run ago',
  width: 5,
  about: {
    shows: 'How long ago the job that writes the ledger last ran through.',
    healthy: 'A minute or so.',
    act: `Older: the router’s log says why, and after ${limits.ledgerLate / 60} minutes its own dead man’s beat stops. Nothing is lost while Prometheus keeps its samples; the next run goes on where it stopped.`,
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(limits.ledgerLate),
  queries: [{ expr: `time() - max(${sel(metrics.ledgerRun)})`, legend: 'ago' }],
};

const settled: TablePanel = {
  ...base,
  kind: 'table',
  key: 'ledger settled',
  title: 'Ledger, written up to',
  width: 7,
  about: {
    shows: 'How far behind now the ledger is settled, by edge and region. What is younger is provisional.',
    healthy: `About ${limits.ledgerSettles / 60} minutes; ${limits.ledgerSettlesGaps / 3600} hours where samples of a watcher are missing and may still come.`,
    act: 'Much more: the samples are missing for good, or the job does not run.',
  },
  unit: 's',
  thresholds: limit(shownLimits.ledgerOwed, shownLimits.ledgerLost),
  by: { target: 'Edge', region: 'Region' },
  columns: [
    {
      title: 'Behind',
      unit: 's',
      decimals: 0,
      expr: `time() - max by ${by(metrics.ledgerSettled, 'target', 'region')} (${sel(metrics.ledgerSettled)})`,
    },
  ],
};

const excluded: TablePanel = {
  ...base,
  kind: 'table',
  key: 'sla excluded',
  title: 'Not ours in the adjusted figures, this month',
  width: 7,
  about: {
    shows:
      'Seconds of this month that leave the raw figure to make the adjusted ones: announced work on an edge, and the chain itself.',
    healthy: '0.',
    act: 'The raw figure stays the headline. The report names each interval.',
  },
  unit: 's',
  thresholds: noLimit,
  by: { target: 'Edge', region: 'Region', exclusion: 'Why' },
  columns: [
    {
      title: 'Seconds',
      unit: 's',
      decimals: 0,
      expr: `sum by ${by(metrics.slaMonthExcluded, 'target', 'region', 'exclusion')} (${thisMonth(sel(metrics.slaMonthExcluded))})`,
    },
  ],
};

const breached: TablePanel = {
  ...base,
  kind: 'table',
  key: 'sla breached',
  title: 'Objective missed',
  width: 5,
  noValue: '? none known',
  about: {
    shows: 'Months in which the bad seconds exceeded the budget, and how long ago that was noted.',
    healthy: 'An empty table, with a ledger job that runs.',
    act: 'Tell the members; the month’s report is the evidence.',
  },
  unit: 's',
  thresholds: noLimit,
  by: { target: 'Edge', month: 'Month' },
  columns: [
    {
      title: 'Noted ago',
      unit: 's',
      decimals: 0,
      expr: `time() - max by ${by(metrics.slaBreach, 'target', 'month')} (${sel(metrics.slaBreach)})`,
    },
  ],
};

/** How fast the budget goes, and by which fault. */
export const budgetRow = (context: Context): Row => ({
  title: 'Budget burn',
  panels: [burn(context), faults(context)],
});

/** Whether the figures are kept. */
export const ledgerRow: Row = { title: 'Ledger', panels: [ledgerRun, settled, excluded, breached] };
