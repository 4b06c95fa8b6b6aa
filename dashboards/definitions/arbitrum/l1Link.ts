/** Between the rollup and its parent chain: what is posted, what waits, and which way of which node is broken. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { L1LinkState } from '../../../collector/catalogue/labels.ts';
import { by, sel, window } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type { Drill, GraphPanel, StateText, TimelinePanel } from '../../kit/model.ts';
import { colors, noLimit, state, stateThresholds, unknownState, unknownText, upTo } from '../../kit/states.ts';
import { nodeStates, type Scope } from '../scope.ts';

const codes: Readonly<Record<L1LinkState, StateText>> = {
  unknown: unknownState,
  healthy: state(1, '✔ OK', colors.good),
  l1_finality: state(2, '■ L1 NOT FINAL, not us', colors.warn),
  batch_poster: state(3, '■ NO BATCHES, not us', colors.warn),
  sequencer: state(4, '■ SEQUENCER, not us', colors.warn),
  feed: state(5, '▲ FEED', colors.warn),
  blob_path: state(6, '✖ BLOBS', colors.bad),
  own_l1: state(7, '✖ L1 PATH', colors.bad),
  own_node: state(8, '✖ NODE', colors.bad),
};
const scale = Object.values(codes).toSorted((a, b) => a.from - b.from);

const base = { width: 8, height: 8, step: '15s', noValue: unknownText } as const;

export const links = (scope: Scope, drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'l1 links',
  title: 'The way to L1, by node',
  about: {
    shows: 'Which part of the way between each Arbitrum node and Ethereum is broken, by what is seen of both ends.',
    healthy: '✔ OK.',
    act: '✖ L1 PATH: the L1 endpoint of the node. ✖ BLOBS: its beacon node. ▲ FEED: its feed. ■: not us, restart nothing.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: scale,
  queries: nodeStates(scope, metrics.l1Link, 'state', codes),
  drill,
});

export const batchAge = (drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'batch age',
  title: 'Batch posting: since the last batch',
  about: {
    shows: 'Time since a batch of each rollup was delivered to its parent chain, and since we looked.',
    healthy: 'On Arbitrum One about two minutes at most; a quiet chain posts when it has something to post.',
    act: `More than ${limits.batchStopped / 60} minutes on a busy chain: the poster has stopped, for everyone. Read its status page.`,
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(limits.batchStopped),
  queries: [
    { expr: `time() - max by ${by(metrics.batchPosted, 'chain')} (${sel(metrics.batchPosted)})`, legend: '{{chain}}' },
    {
      expr: `time() - max by ${by(metrics.rollupSeen, 'chain')} (${sel(metrics.rollupSeen)})`,
      legend: '{{chain}}: since it was looked at',
    },
  ],
  drill,
});

export const batchBacklog = (drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'batch backlog',
  title: 'Batch posting: what waits',
  about: {
    shows: 'Messages (blocks) of each rollup that are in no batch yet, and messages from L1 that none has taken in.',
    healthy: 'A saw-tooth of some hundred messages; delayed ones wait for L1 to be final.',
    act: 'A line that only rises: batches do not land. It is the chain, not one of our nodes.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    { expr: `max by ${by(metrics.batchBacklog, 'chain')} (${sel(metrics.batchBacklog)})`, legend: '{{chain}}' },
    {
      expr: `max by ${by(metrics.delayedBacklog, 'chain')} (${sel(metrics.delayedBacklog)})`,
      legend: '{{chain}} from L1',
    },
    {
      expr: `60 * max by ${by(metrics.batchCount, 'chain')} (deriv(${sel(metrics.batchCount)}${window(120, 15)}))`,
      legend: '{{chain}}: batches a minute',
    },
  ],
  drill,
});
