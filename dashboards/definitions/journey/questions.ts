/** The questions that we ask: traffic, failures, latency. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, type Selector, sel } from '../../../collector/catalogue/promql.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { limit, noLimit, unknownText } from '../../kit/states.ts';
import { bucketStep, bucketsOver } from '../buckets.ts';
import type { Deadline } from '../thresholds.ts';

/** No plain word: several may be picked, and a plain one alone would be compared for equality. */
const placeholder = '%picked%';

/** The reader's choice in the variable `target`; `sel` would escape a variable, so that it is put in afterwards. */
const picked = (spell: (match: { target: readonly string[] }) => string): string =>
  spell({ target: [placeholder] }).replaceAll(placeholder, '$target');

type Requests = Selector<typeof metrics.rpcRequests>;

const base = {
  kind: 'graph',
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'Node detail', to: 'node' },
} as const;

const questions: GraphPanel = {
  ...base,
  key: 'rpc outcomes',
  title: 'Questions by how they ended',
  about: {
    shows:
      'Questions a second to the chosen targets, by outcome. Methods that a target does not have count as rpc_unsupported.',
    healthy: 'ok, and rpc_unsupported from the targets that lack a method.',
    act: 'Anything else: see which target in the next panel.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: picked((match) => `sum by ${by(metrics.rpcRequests, 'outcome')} (${rate(metrics.rpcRequests, match)})`),
      legend: '{{outcome}}',
    },
  ],
};

const failed: Requests = { outcome: { not: ['ok', 'rpc_unsupported', 'cancelled'] } };

const failures: GraphPanel = {
  ...base,
  key: 'rpc failures',
  title: 'Failures by target and reason',
  about: {
    shows: 'Share of the questions to each chosen target that failed, by closed reason.',
    healthy: 'Nothing above zero.',
    act: 'timeout, refused and reset: the host or the way to it. http_429: we or others ask too often. wrong_chain: stop it.',
  },
  unit: 'percentunit',
  decimals: 1,
  thresholds: limit(shownLimits.someFail, shownLimits.mostOf),
  queries: [
    {
      expr: picked(
        (match) =>
          `sum by ${by(metrics.rpcRequests, 'target', 'outcome')} (${rate(metrics.rpcRequests, { ...match, ...failed })})` +
          ` / on (target) group_left () sum by ${by(metrics.rpcRequests, 'target')} (${rate(metrics.rpcRequests, match)})`,
      ),
      legend: '{{target}} {{outcome}}',
    },
  ],
};

const headFailures: GraphPanel = {
  ...base,
  key: 'head failures',
  title: 'Failed light questions by reason',
  about: {
    shows:
      'Questions a second for the latest header that the chosen targets answered badly or not at all, by closed reason; every tick asks once.',
    healthy: '0.',
    act: 'null_result, bad_shape and future_block: it answers, but nonsense. Ask it by hand with /debug/probe.',
  },
  unit: 'cps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: picked(
        (match) => `sum by ${by(metrics.headFailures, 'target', 'reason')} (${rate(metrics.headFailures, match)})`,
      ),
      legend: '{{target}} {{reason}}',
    },
  ],
};

const latency = (key: string, title: string, quantile: number, { said, thresholds }: Deadline): GraphPanel => ({
  ...base,
  key,
  title,
  about: {
    shows: `Round trip of answered questions by target, ${quantile * 100} of 100 are faster. Failures are not in it.`,
    healthy: `Flat, and far below the deadline of a light question (${said}).`,
    act: 'One target that rises is slow itself; all of one region: the network there.',
  },
  unit: 's',
  decimals: 3,
  thresholds,
  step: bucketStep,
  queries: [
    {
      expr: picked(
        (match) => `histogram_quantile(${quantile}, sum by (target, le) (${bucketsOver(metrics.rpcDuration, match)}))`,
      ),
      legend: '{{target}}',
    },
  ],
});

const byMethod = ({ thresholds }: Deadline): GraphPanel => ({
  ...base,
  key: 'rpc latency by method',
  title: 'p95 round trip by method',
  about: {
    shows: 'Round trip of answered questions by method over the chosen targets; 95 of 100 are faster.',
    healthy: 'Flat.',
    act: 'One method that rises alone points at the node’s database rather than at the network.',
  },
  unit: 's',
  decimals: 3,
  thresholds,
  step: bucketStep,
  queries: [
    {
      expr: picked(
        (match) => `histogram_quantile(0.95, sum by (method, le) (${bucketsOver(metrics.rpcDuration, match)}))`,
      ),
      legend: '{{method}}',
    },
  ],
});

const supported: GraphPanel = {
  ...base,
  key: 'rpc methods',
  title: 'Optional methods offered',
  about: {
    shows: 'How many of the optional methods each chosen target offers. Unsupported is not failed.',
    healthy: 'Constant; it changes with an upgrade of the node only.',
    act: 'A drop after an upgrade: compare the flags of its RPC interface.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: picked(
        (match) => `sum by ${by(metrics.methodSupported, 'target')} (${sel(metrics.methodSupported, match)})`,
      ),
      legend: '{{target}}',
    },
  ],
};

export const questionsRow = (deadline: Deadline): Row => ({
  title: 'Every question of ours',
  panels: spread(
    [
      headFailures,
      questions,
      failures,
      latency('rpc p50', 'p50 round trip by target', 0.5, deadline),
      latency('rpc p95', 'p95 round trip by target', 0.95, deadline),
      byMethod(deadline),
      supported,
    ],
    2,
  ),
});
