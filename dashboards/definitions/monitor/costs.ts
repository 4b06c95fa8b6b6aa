/** What we ask of the nodes, and what a scrape of ours takes. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type { GraphPanel, Row, TablePanel } from '../../kit/model.ts';
import { answerScale, noLimit, stateThresholds, unknownText, upTo } from '../../kit/states.ts';

const base = {
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'Node detail', to: 'node' },
} as const;

const calls: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'calls per node',
  title: 'Questions to each target',
  about: {
    shows: 'Questions a second that we ask each node, reference and edge, over all methods.',
    healthy: 'A few a second to a node, fewer to a reference; it does not grow by itself.',
    act: 'A rise: retries of a target that fails, or a journey that is confirmed each second.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: `sum by ${by(metrics.rpcRequests, 'target')} (${rate(metrics.rpcRequests)})`,
      legend: '{{target}}',
    },
  ],
};

const methods: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'calls by method',
  title: 'Questions by method',
  about: {
    shows: 'Questions a second by method, over all targets.',
    healthy: 'The question for the latest header is by far the most frequent one.',
    act: 'eth_getLogs and blobs cost a node most: docs/nodes.md says what asks for them, and how often.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    { expr: `sum by ${by(metrics.rpcRequests, 'method')} (${rate(metrics.rpcRequests)})`, legend: '{{method}}' },
  ],
};

const scrapes: TablePanel = {
  ...base,
  kind: 'table',
  key: 'scrapes',
  title: 'Scrapes',
  width: 24,
  noValue: '? nothing is scraped',
  about: {
    shows: 'Everything that Prometheus scrapes: whether it answered, how long that took, and how many samples it gave.',
    healthy: `✔ YES everywhere; the fast lane far below its ${limits.scrapeTimeout} s.`,
    act: '✖ NO: that process or the way to it. A slow fast lane: the collector’s host is busy, see the event loop.',
  },
  drill: { title: 'What is known now', to: 'incidents' },
  unit: 'none',
  thresholds: stateThresholds,
  by: { job: 'Job', instance: 'Instance', lane: 'Lane' },
  columns: [
    { title: 'Answered', unit: 'none', states: answerScale, expr: 'min by (job, instance, lane) (up)' },
    {
      title: 'Took',
      unit: 's',
      decimals: 3,
      thresholds: upTo(limits.scrapeTimeout),
      expr: 'max by (job, instance, lane) (scrape_duration_seconds)',
    },
    {
      title: 'Samples',
      unit: 'none',
      decimals: 0,
      expr: 'max by (job, instance, lane) (scrape_samples_scraped)',
    },
  ],
  sort: { by: 'Took', desc: true },
};

export const costRow: Row = { title: 'What watching costs', panels: [calls, methods, scrapes] };
