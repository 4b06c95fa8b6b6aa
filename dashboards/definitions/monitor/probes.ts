/** The monitor watching itself: ticks, probes, its own process. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { Panel, Row } from '../../kit/model.ts';
import { fresh } from '../../kit/queries.ts';
import { answerScale, limit, noLimit, onlyZero, stateThresholds, unknownText } from '../../kit/states.ts';
import { lostRuns } from '../thresholds.ts';

const base = {
  width: 12,
  height: 7,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'What is known now', to: 'incidents' },
} as const;

const ticks: Panel = {
  ...base,
  kind: 'graph',
  key: 'ticks',
  title: 'Ticks',
  about: {
    shows:
      'Ticks a second by how they went, by chain and watcher. Tainted ones ran late and prove nothing; missed ones never ran.',
    healthy: 'ok at 1 a second, the others at 0.',
    act: 'tainted or missed: the watcher’s host is too busy; see the event loop.',
  },
  unit: 'cps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(metrics.ticks, 'chain', 'vantage', 'outcome')} (${rate(metrics.ticks)})`,
      legend: '{{chain}} {{vantage}} {{outcome}}',
    },
  ],
};

const loop: Panel = {
  ...base,
  kind: 'graph',
  key: 'event loop',
  title: 'Longest event-loop delay',
  about: {
    shows: 'The longest time in which the watcher could not react, between two scrapes.',
    healthy: `Below ${shownLimits.loopSlow * 1000} ms.`,
    act: 'Above: fewer targets on this watcher, or a faster host. Late ticks are tainted and count as unknown.',
  },
  unit: 's',
  decimals: 3,
  thresholds: limit(shownLimits.loopSlow, limits.tickLate),
  queries: [{ expr: sel(metrics.eventLoopDelay), legend: '{{vantage}}' }],
};

const probeSuccess: Panel = {
  ...base,
  kind: 'timeline',
  key: 'probe success',
  title: 'Slow probes: last run',
  about: {
    shows: 'Whether all slow probes of a target succeeded in their last run. Unsupported is not failed.',
    healthy: '✔ YES.',
    act: '✖ NO: ask it by hand with /debug/probe on the collector, which prints the observation.',
  },
  unit: 'none',
  height: 10,
  thresholds: stateThresholds,
  states: answerScale,
  queries: [
    {
      expr: `min by ${by(metrics.probeSuccess, 'target')} (${sel(metrics.probeSuccess)})`,
      legend: '{{target}}',
    },
  ],
};

const probeAge: Panel = {
  ...base,
  kind: 'graph',
  key: 'probe age',
  title: 'Slow probes: age of the last success',
  about: {
    shows: 'How long ago the probe of a target that is furthest behind succeeded.',
    healthy: `A saw-tooth; the slowest probes run each ${limits.probeSlowest / 60} minutes.`,
    act: 'A climb: what this target’s panels show is as old as the line says.',
  },
  unit: 's',
  decimals: 0,
  height: 10,
  thresholds: lostRuns(limits.probeSlowest),
  queries: [
    {
      expr: `time() - min by ${by(metrics.probeLastSuccess, 'target')} (${sel(metrics.probeLastSuccess)})`,
      legend: '{{target}}',
    },
  ],
};

const probeDuration: Panel = {
  ...base,
  kind: 'graph',
  key: 'probe duration',
  title: 'Slow probes: duration',
  about: {
    shows: 'How long the last run of the slowest probe of a target took.',
    healthy: 'Far below the time between two runs.',
    act: 'Compare with the round trips above; slow here alone is a large answer.',
  },
  unit: 's',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: `max by ${by(metrics.probeDuration, 'target')} (${sel(metrics.probeDuration)})`,
      legend: '{{target}}',
    },
  ],
};

const overruns: Panel = {
  ...base,
  kind: 'graph',
  key: 'probe overruns',
  title: 'Slow probes: skipped runs',
  about: {
    shows: 'Runs a second that were skipped because the one before was still under way.',
    healthy: '0.',
    act: 'Above 0: the target is slower than we ask it.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [
    {
      expr: `sum by ${by(metrics.probeOverruns, 'target', 'probe')} (${rate(metrics.probeOverruns)})`,
      legend: '{{target}} {{probe}}',
    },
  ],
};

export const builds: Panel = {
  ...base,
  kind: 'table',
  key: 'builds',
  title: 'Watchers and their versions',
  about: {
    shows: 'The version of headwatch that runs at each vantage, and for how long it has.',
    healthy: 'One version everywhere.',
    act: 'Upgrade the ones that are behind; older watchers may not know newer metrics.',
  },
  unit: 'none',
  noValue: '?',
  width: 24,
  height: 5,
  thresholds: stateThresholds,
  by: { vantage: 'Vantage', version: 'Version' },
  columns: [
    {
      title: 'Runs',
      unit: 'none',
      states: answerScale,
      expr: `max by ${by(metrics.buildInfo, 'vantage', 'version')} (${sel(metrics.buildInfo)})`,
    },
    {
      title: 'Since',
      unit: 's',
      decimals: 0,
      expr:
        `max by ${by(metrics.buildInfo, 'vantage', 'version')} (${sel(metrics.buildInfo)})` +
        ` * on (vantage) group_left () (time() - max by (vantage) (${fresh(metrics.collectorStart, {})}))`,
    },
  ],
};

export const probeRow: Row = {
  title: 'Probes and ticks',
  panels: [ticks, loop, probeSuccess, probeAge, probeDuration, overruns],
};
