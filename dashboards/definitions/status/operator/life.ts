/** The life of nodes: upgrades, clocks, certificates, restarts, and how new blocks reach them. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { bucketRate, by, rate, sel, window } from '../../../../collector/catalogue/promql.ts';
import { lifeLimits } from '../../../../collector/policy/life.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Row } from '../../../kit/model.ts';
import { limit, noLimit, unknownText } from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

const on = by(metrics.upgradeDeadline, 'target', 'source', 'upgrade');
const due = `max by ${on} (${sel(metrics.upgradeDeadline)})`;

const upgrades: GraphPanel = {
  ...graph,
  key: 'life upgrades',
  title: 'Days until an upgrade is due',
  about: {
    shows:
      'For each node that needs an upgrade, or of which that is not known: days left, by what and who tells of it.',
    healthy: 'Nothing.',
    act: 'Upgrade well before zero. NOT KNOWN: the node does not say its version, or nobody says which one is needed.',
  },
  decimals: 1,
  queries: (['yes', 'unknown'] as const).map((needed) => ({
    expr: `(${due} - time()) / 86400 and on ${on} max by ${on} (${sel(metrics.upgradeNeeded, { needed })}) == 1`,
    legend: `{{target}} {{upgrade}} ({{source}})${needed === 'unknown' ? ': not known' : ''}`,
  })),
};

const clocks: GraphPanel = {
  ...graph,
  key: 'life clocks',
  title: 'Clocks',
  about: {
    shows: 'By how much our own clock, by vantage, and those of nodes are fast (above zero) or slow, by Date headers.',
    healthy: 'Within half a second, which is what a header can tell.',
    act: 'Ours: every age on this page is wrong by as much; look at NTP there. A node: at NTP on its host.',
  },
  unit: 's',
  decimals: 1,
  thresholds: limit(1, lifeLimits.clockSkew),
  queries: [
    { expr: `max by ${by(metrics.clockSkew, 'vantage')} (${sel(metrics.clockSkew)})`, legend: 'ours: {{vantage}}' },
    { expr: `max by ${by(metrics.nodeClockSkew, 'target')} (${sel(metrics.nodeClockSkew)})`, legend: '{{target}}' },
  ],
};

const clockDoubt: GraphPanel = {
  ...graph,
  key: 'life clocks doubt',
  title: 'How sure that is',
  about: {
    shows: 'Seconds by which those differences may be wrong, to either side.',
    healthy: 'Below half a second while a target is asked each second.',
    act: 'A second and more: few answers come, or slow ones; do not trust small differences.',
  },
  unit: 's',
  decimals: 2,
  queries: [
    {
      expr: `max by ${by(metrics.clockSkewUncertainty, 'vantage')} (${sel(metrics.clockSkewUncertainty)})`,
      legend: 'ours: {{vantage}}',
    },
    {
      expr: `max by ${by(metrics.nodeClockSkewUncertainty, 'target')} (${sel(metrics.nodeClockSkewUncertainty)})`,
      legend: '{{target}}',
    },
  ],
};

const certificates: GraphPanel = {
  ...graph,
  key: 'life certificates',
  title: 'Days until certificates expire',
  about: {
    shows: 'Certificates of https endpoints and of the public page, read every six hours.',
    healthy: 'A saw-tooth that turns weeks before zero.',
    act: 'A line that goes on below two weeks: its renewal fails.',
  },
  queries: [
    {
      expr: `(min by ${by(metrics.certificateExpiry, 'target')} (${sel(metrics.certificateExpiry)}) - time()) / 86400`,
      legend: '{{target}}',
    },
    { expr: `(min(${sel(metrics.publicCertificateExpiry)}) - time()) / 86400`, legend: 'public page' },
  ],
};

const starts: GraphPanel = {
  ...graph,
  key: 'life starts',
  title: 'Restarts and rewinds',
  about: {
    shows: 'Starts of nodes within the last hour, and how often a head went far back.',
    healthy: 'Nothing; one start for each upgrade.',
    act: 'Several starts: memory first, then its log. A rewind after a start: its database was not closed well.',
  },
  queries: [
    {
      expr: `sum by ${by(metrics.nodeRestarts, 'target')} (increase(${sel(metrics.nodeRestarts)}${window(240, 15)}))`,
      legend: '{{target}} starts',
    },
    {
      expr: `sum by ${by(metrics.headRewinds, 'target')} (increase(${sel(metrics.headRewinds)}${window(240, 15)}))`,
      legend: '{{target}} rewinds',
    },
  ],
};

const arrival: GraphPanel = {
  ...graph,
  key: 'life arrival',
  title: 'Arrival of new heads',
  about: {
    shows:
      'By how much each node tells of a block after the first of our sources, by subscription: median and 95th percentile.',
    healthy: 'Below half a second.',
    act: 'Late on one node: its feed, its peers or its load. Nothing at all: see its subscription.',
  },
  unit: 's',
  decimals: 2,
  queries: [0.5, 0.95].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, sum by (target, le) (${bucketRate(metrics.headPropagation)}))`,
    legend: `{{target}} p${quantile * 100}`,
  })),
};

const ends: GraphPanel = {
  ...graph,
  key: 'life subscriptions',
  title: 'How subscriptions ended',
  about: {
    shows: 'Subscriptions to new heads of nodes that ended, or did not come about, in an hour, by reason.',
    healthy: 'Nothing, or a restart.',
    act: 'silent: it stays open and brings nothing. rpc_unsupported: this address has no eth_subscribe.',
  },
  queries: [
    {
      expr: `3600 * sum by ${by(metrics.subscriptionEnds, 'target', 'reason')} (${rate(metrics.subscriptionEnds)})`,
      legend: '{{target}} {{reason}}',
    },
  ],
};

export const lifeRow = ({ nodes }: Context): readonly Row[] => {
  if (nodes.length === 0) return [];
  const heard = nodes.some(({ ws }) => ws !== undefined);
  const panels = [upgrades, certificates, clocks, clockDoubt, starts, ...(heard ? [arrival, ends] : [])];
  return [{ title: 'Life of nodes', panels: spread(panels, 2) }];
};
