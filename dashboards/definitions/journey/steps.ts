/** The full journey step by step: over each edge as members make it, and against each node for itself. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Panel, Row, TimelinePanel } from '../../kit/model.ts';
import { answerScale, limit, noLimit, stateThresholds } from '../../kit/states.ts';
import { bucketStep, bucketsOver } from '../buckets.ts';
import type { Context } from '../context.ts';
import { lostRuns } from '../thresholds.ts';
import { base, l1Age, l1Behind } from './l1Blocks.ts';

const outcomes: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'journey outcomes',
  title: 'Journey: steps that failed, by reason',
  about: {
    shows: 'Failed steps a second by target, step and closed reason. Steps after a failed one are not run.',
    healthy: '0.',
    act: 'On the edge alone: the edge. On one node: that node. On all of them: the chain, or what they read from it.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(metrics.journeySteps, 'target', 'region', 'step', 'outcome')} (${rate(metrics.journeySteps, { outcome: { not: 'ok' } })})`,
      legend: '{{target}} {{region}} {{step}} {{outcome}}',
    },
  ],
};

const last: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'journey last',
  title: 'Journey: last run',
  about: {
    shows: 'Whether the last full journey over each path succeeded, confirmed or not.',
    healthy: '✔ YES.',
    act: '✖ NO: the step and its reason are in the panel beside.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [
    {
      expr: `min by ${by(metrics.journeySuccess, 'target', 'region', 'vantage')} (${sel(metrics.journeySuccess)})`,
      legend: '{{target}} {{region}} {{vantage}}',
    },
  ],
};

const quantile = (q: number, labels: string): string =>
  `histogram_quantile(${q}, sum by (${labels}, le) (${bucketsOver(metrics.journeyStepDuration, { role: ['edge', 'node'] })}))`;

const latency = (
  key: string,
  title: string,
  labels: readonly ('region' | 'step' | 'role' | 'chain')[],
  act: string,
): GraphPanel => ({
  ...base,
  kind: 'graph',
  key,
  title,
  about: {
    shows:
      'How long the steps took that succeeded, all questions of a step together: half of them, and 95 of 100, are faster.',
    healthy: 'Flat.',
    act,
  },
  unit: 's',
  decimals: 3,
  thresholds: noLimit,
  step: bucketStep,
  queries: [0.5, 0.95].map((q) => ({
    expr: quantile(q, labels.join(', ')),
    legend: `${labels.map((label) => `{{${label}}}`).join(' ')} p${q * 100}`,
  })),
});

const lastAge: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'journey age',
  title: 'Journey: last success, ago',
  about: {
    shows: 'How long ago a full journey over each path last succeeded.',
    healthy: 'Seconds; up to a minute for a node that serves no edge.',
    act: 'A climb without failed steps: it is not run at all; see the event loop of that watcher.',
  },
  unit: 's',
  decimals: 0,
  thresholds: lostRuns(limits.journeyNodeEvery),
  queries: [
    {
      expr: `time() - max by ${by(metrics.journeyLastSuccess, 'target', 'region')} (${sel(metrics.journeyLastSuccess)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

const regressions: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'regressions',
  title: 'Heads that went back',
  about: {
    shows: 'Heads a second that were lower than one which the same path had answered before.',
    healthy: '0, or rarely a block.',
    act: 'On an edge: nodes of different height behind one name; pin members to a node. On a node: its own database.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: limit(shownLimits.regressions),
  queries: [
    {
      expr: `sum by ${by(metrics.headRegressions, 'target', 'region')} (${rate(metrics.headRegressions)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

export const pathRow = ({ fleet, nodes }: Context): readonly Row[] => {
  const { edges } = fleet;
  const asked = edges.length > 0 || nodes.some((node) => node.layer === 'execution');
  if (!asked) return [];
  const livepeer = edges.some((edge) => edge.journey === 'livepeer-orchestrator');
  const panels: readonly Panel[] = [
    outcomes,
    last,
    latency(
      'journey by region',
      'Journey: time of a step by region',
      ['region', 'step'],
      'One region that rises: the network there, or the node that serves it.',
    ),
    ...(edges.length > 0
      ? [
          latency(
            'journey by role',
            'Journey: time of a step, edge against nodes',
            ['chain', 'role', 'step'],
            'The edge slower than the nodes: the way through Cloudflare. Both slow: the nodes.',
          ),
        ]
      : []),
    lastAge,
    regressions,
    ...(livepeer ? [l1Age, l1Behind] : []),
  ];
  return [{ title: 'Each path by name', panels: spread(panels, 2) }];
};
