/** How long members wait, by region, and how much of it is the way between the edge and the nodes. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { plainText } from '../../kit/queries.ts';
import { noLimit } from '../../kit/states.ts';
import { bucketStep, bucketsOver } from '../buckets.ts';
import type { Context } from '../context.ts';
import { byRungs } from '../thresholds.ts';
import { base, edgeLegend, perEdge, watched } from './watched.ts';

const ranks = [0.5, 0.95, 0.99] as const;

/** Quantiles of what was answered, by region. */
const quantiles = (
  context: Context,
  metric: typeof metrics.journeyStepDuration | typeof metrics.rpcDuration,
  panel: Pick<GraphPanel, 'key' | 'title' | 'about'>,
): GraphPanel => ({
  ...base,
  ...panel,
  kind: 'graph',
  unit: 's',
  decimals: 3,
  thresholds: byRungs(
    context.fleet,
    watched(context).map(({ chain }) => chain),
    'deadline',
  ),
  step: bucketStep,
  queries: ranks.map((q) => ({
    expr: perEdge(
      context,
      ({ name }) =>
        `histogram_quantile(${q}, sum by (region, le) (${bucketsOver(metric, { role: 'edge', target: name })}))`,
    ),
    legend: `${edgeLegend(context)}{{region}} p${q * 100}`,
  })),
});

const latency = (context: Context): GraphPanel =>
  quantiles(context, metrics.journeyStepDuration, {
    key: 'journey latency',
    title: 'Time of a step by region: p50, p95, p99',
    about: {
      shows: 'How long the steps took that succeeded, by region: 50, 95 and 99 of 100 are faster.',
      healthy: 'Flat, and far below the deadline of a question.',
      act: 'One region that rises: the network there or the node that serves it. All of them: the chain is busy, or Cloudflare is slow.',
    },
  });

const light = (context: Context): GraphPanel =>
  quantiles(context, metrics.rpcDuration, {
    key: 'light latency',
    title: 'Time of a single question by region: p50, p95, p99',
    about: {
      shows:
        'Round trip of the questions that were answered, most of them for the newest block, by region. Failures are not in it.',
      healthy: 'Flat: tens of milliseconds, more where the node is far.',
      act: 'A step up in one region that stays: the balancer sends it to a farther pool.',
    },
  });

/** The edge as a member takes it against the nodes of the same chain, asked directly; the gap is the way between. */
const against = (context: Context): GraphPanel => {
  const chains = [...new Set(watched(context).map(({ chain }) => chain))];
  const p95 = (role: 'edge' | 'node', chain: string): string =>
    `histogram_quantile(0.95, sum by (step, le) (${bucketsOver(metrics.journeyStepDuration, { role, chain })}))`;
  return {
    ...base,
    kind: 'graph',
    key: 'edge against origin',
    title: 'p95 of a step: edge against origin',
    about: {
      shows:
        'The same steps over the edge, as members make them, and against the nodes behind it, asked directly by the central watcher.',
      healthy: 'A steady gap: the way through Cloudflare and over the sea.',
      act: 'The edge alone rises: Cloudflare or the network. Both rise: the nodes.',
    },
    unit: 's',
    decimals: 3,
    thresholds: noLimit,
    step: bucketStep,
    queries: chains.flatMap((chain) =>
      (['edge', 'node'] as const).map((role) => ({
        expr: p95(role, chain),
        legend: `${plainText(`${chains.length > 1 ? `${chainTitle(chain)} ` : ''}${role === 'edge' ? 'edge' : 'origin'} `)}{{step}}`,
      })),
    ),
  };
};

export const latencyRow = (context: Context): Row => ({
  title: 'Latency',
  panels: spread([latency(context), light(context), against(context)], 3),
});
