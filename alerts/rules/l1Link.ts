/** Alerts about the way between Arbitrum nodes and their parent chain, while their heads are still fresh by the feed. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { rollupChains, rollupNodes } from '../../collector/config/graph.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { figure } from './expressions.ts';

const { l1Link, batchPosted, batchCount, batchBacklog } = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;

interface LinkText {
  readonly summary: string;
  readonly description: string;
  readonly impact: string;
  readonly action: string;
}

const linkAlert = <const N extends string>(name: N, state: 'own_l1' | 'blob_path', text: LinkText): AlertDef<N> =>
  defineAlert({
    name,
    severity: 'warning',
    group: 'slow',
    expr: (fleet) =>
      `max by ${by(l1Link, 'target', 'region', 'chain')} (${sel(l1Link, { target: rollupNodes(fleet), state })}) == 1`,
    // What it rests on has lasted for minutes before; this is for one odd answer.
    for: 2 * slowStep,
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    ...text,
    when: (fleet) => rollupNodes(fleet).length > 0,
  });

const yet = 'None yet: the head comes by the feed. After a restart, or a gap in the feed, the node stands still.';

export const NodeL1PathBroken = linkAlert('NodeL1PathBroken', 'own_l1', {
  summary: 'A node does not see its parent chain.',
  description:
    '{{ $labels.target }} in {{ $labels.region }} has a fresh head, but batches on the parent chain do not reach it, or nothing of it becomes final.',
  impact: yet,
  action: "See that the L1 endpoint of the node answers and is at its head; then look at the node's log for L1 errors.",
});

export const NodeBlobPathBroken = linkAlert('NodeBlobPathBroken', 'blob_path', {
  summary: 'A node sees batches and cannot read their blobs.',
  description:
    '{{ $labels.target }} in {{ $labels.region }} has a fresh head, but it has seen batches on the parent chain for minutes that it did not read.',
  impact: yet,
  action: 'Ask the beacon node for the blobs of a recent slot; give the node another beacon URL if they do not come.',
});

const backlog = figure(' ', `max(${sel(batchBacklog, { chain: '$' })})`, 'chain', ' messages wait for a batch.');

export const BatchPosterStopped = defineAlert({
  name: 'BatchPosterStopped',
  severity: 'warning',
  group: 'slow',
  expr: (fleet: Fleet) => {
    const match = { chain: rollupChains(fleet).map(({ name }) => name), vantage: fleet.vantage };
    const on = by(batchPosted, 'chain');
    // The count as well: logs that a source has lost make a batch look older than it is.
    return `(
  time() - max by ${on} (${sel(batchPosted, match)}) > ${limits.batchStopped}
    and on ${on}
  max by ${on} (delta(${sel(batchCount, match)}${window(limits.batchStopped / slowStep, slowStep)})) == 0
)`;
  },
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: 'A chain posts no batches.',
  description: `No batch of {{ $labels.chain }} has been delivered to its parent chain for ${limits.batchStopped / 60} minutes.${backlog}`,
  impact: 'None for reads. Nothing becomes safe or final, and fees may rise until batches are posted again.',
  action: "Read the chain's own status page, and restart nothing: it is not one of our nodes.",
  when: (fleet) => rollupChains(fleet).length > 0,
});
