/** Whether everyone on a chain says the same of it. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, sel, window } from '../../../../collector/catalogue/promql.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Row, TimelinePanel } from '../../../kit/model.ts';
import { answerScale, flagScale, noLimit, stateThresholds, unknownText } from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const base = { width: 8, height: 8, step: '15s', noValue: unknownText } as const;
const { hashAgreement, futureRange, journeySteps } = metrics;

const hashes: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'hash agreement',
  title: 'The same blocks as the others',
  about: {
    shows:
      'Whether each source has the block hash that two others agree on, 64 blocks down and at the finalized height.',
    healthy: '✔ YES throughout; a gap is a height that could not be compared.',
    act: '✖ NO three times running is a node on another fork: take it out of the pool.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [
    {
      expr: `min by ${by(hashAgreement, 'target', 'height')} (${sel(hashAgreement)})`,
      legend: '{{target}} {{height}}',
    },
  ],
};

const logs: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'logs differ',
  title: 'Logs of settled blocks, compared',
  about: {
    shows: 'How often within five minutes each source was asked for the logs of settled blocks, and how that ended.',
    healthy: 'ok only.',
    act: 'logs_differ, of a node: take it out of the pool, its index has lost logs. Of an edge: one of its nodes has.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(journeySteps, 'target', 'outcome')} (increase(${sel(journeySteps, { step: 'settled_logs' })}${window(20, 15)}))`,
      legend: '{{target}} {{outcome}}',
    },
  ],
};

const ranges: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'future ranges',
  title: 'Cuts ranges without a word',
  about: {
    shows: 'Whether a node answers for logs of blocks that do not exist yet with an empty list instead of an error.',
    healthy: '✔ NO: it refuses, so that a reader with a cursor never goes past what is still to come.',
    act: '✖ YES: keep it from serving while it is behind.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: flagScale,
  queries: [
    { expr: `max by ${by(futureRange, 'target')} (${sel(futureRange, { manner: 'cut' })})`, legend: '{{target}}' },
  ],
};

export const consistencyRow = (context: Context): readonly Row[] =>
  context.nodes.some(({ layer }) => layer === 'execution')
    ? [{ title: 'Agreement', panels: spread([hashes, logs, ranges]) }]
    : [];
