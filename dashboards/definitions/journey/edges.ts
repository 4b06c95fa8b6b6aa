/** What members are promised of an edge besides fresh blocks, and what each watcher of a region says for itself. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { EdgeState } from '../../../collector/catalogue/labels.ts';
import { by, over, rate, sel } from '../../../collector/catalogue/promql.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row, TimelinePanel } from '../../kit/model.ts';
import { freshFor } from '../../kit/queries.ts';
import { answerScale, edgeCodes, edgeScale, onlyZero, stateThresholds, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { journeyScale } from './watched.ts';

const base = {
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'What is to blame', to: 'incidents' },
} as const;

const watcherState = (value: Exclude<EdgeState, 'unknown'>): string =>
  `${edgeCodes[value].from} * max by ${by(metrics.edgeState, 'target', 'region', 'vantage')} (last_over_time(${over(metrics.edgeState, { state: value }, freshFor)}))`;

const watchers: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'edge by watcher',
  title: 'Each edge as each watcher sees it',
  step: '1s',
  about: {
    shows: 'The state of each edge by watcher. Two that speak for one region may differ: then the worse one counts.',
    healthy: '✔ UP from everywhere.',
    act: 'One watcher alone that says ✖ DOWN: the network near it, if its neighbour in the region does not agree.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: edgeScale,
  queries: [
    {
      expr: (['good', 'halted', 'bad'] as const).map(watcherState).join('\n  + '),
      legend: '{{target}} {{region}} {{vantage}}',
    },
  ],
};

const seconds: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'seconds by watcher',
  title: 'Seconds that are not good, by watcher',
  about: {
    shows: 'Share of the seconds of each edge that each watcher counted as bad, halted or unknown.',
    healthy: '0.',
    act: 'unknown: that watcher is late, blind or cut off; see the ticks. It is neither good nor bad, and widens the range.',
  },
  unit: 'percentunit',
  decimals: 1,
  thresholds: onlyZero(shownLimits.mostOf),
  queries: [
    {
      expr: `max by ${by(metrics.edgeSeconds, 'target', 'region', 'vantage', 'state')} (${rate(metrics.edgeSeconds, { state: { not: 'good' } })})`,
      legend: '{{target}} {{region}} {{vantage}} {{state}}',
    },
  ],
};

const confirmed: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'journey state',
  title: 'Journey of members, as it counts',
  step: '1s',
  about: {
    shows: 'What the full journey says of each edge: a failure counts once a second run has confirmed it.',
    healthy: '✔ GOOD.',
    act: '✖ FAILS: the seconds are bad although the edge answers. ? UNKNOWN: none was run for a while.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: journeyScale,
  queries: [
    {
      expr: (['good', 'bad'] as const)
        .map((value) => {
          const labels = by(metrics.edgeJourney, 'target', 'region', 'vantage');
          const series = `max by ${labels} (last_over_time(${over(metrics.edgeJourney, { state: value }, freshFor)}))`;
          return value === 'bad' ? `2 * ${series}` : series;
        })
        .join('\n  + '),
      legend: '{{target}} {{region}} {{vantage}}',
    },
  ],
};

const throttled: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'throttled',
  title: 'Answers that refused for the rate (429)',
  about: {
    shows:
      'Answers a second of each edge that refused us for asking too often. Members are promised that there are none.',
    healthy: '0.',
    act: 'Find the rule in Cloudflare that limits, and lift it for members.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [
    {
      expr: `sum by ${by(metrics.edgeThrottled, 'target', 'region')} (${rate(metrics.edgeThrottled)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

const keys: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'key refused',
  title: 'A wrong key is refused',
  about: {
    shows: 'Whether each keyed edge refuses a wrong key. An edge without a key is not asked.',
    healthy: '✔ YES.',
    act: '✖ NO: the edge serves anyone. Mend the rule before somebody finds it.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [
    {
      expr: `min by ${by(metrics.edgeKeyRefused, 'target', 'region')} (${sel(metrics.edgeKeyRefused)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

const subscription: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'subscription',
  title: 'Subscription over WebSocket',
  about: {
    shows: 'Whether the newHeads subscription of each edge with a WebSocket address is open and delivers.',
    healthy: '✔ YES.',
    act: '✖ NO: members who subscribe see no blocks, although asking works.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [
    {
      expr: `min by ${by(metrics.subscriptionUp, 'target', 'region')} (${sel(metrics.subscriptionUp)})`,
      legend: '{{target}} {{region}}',
    },
  ],
};

export const edgeRow = ({ fleet }: Context): readonly Row[] =>
  fleet.edges.length === 0
    ? []
    : [
        {
          title: 'Edges in detail',
          panels: spread(
            [
              watchers,
              seconds,
              confirmed,
              throttled,
              keys,
              ...(fleet.edges.some(({ ws }) => ws !== undefined) ? [subscription] : []),
            ],
            2,
          ),
        },
      ];
