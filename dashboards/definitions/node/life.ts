/** The life of a node: upgrades, clocks, certificates, restarts, and how new blocks reach it. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { lifeLimits } from '../../../collector/policy/life.ts';
import type { Drill, GraphPanel } from '../../kit/model.ts';
import { hourStep } from '../../kit/queries.ts';
import { least, limit, noLimit, unknownText, within } from '../../kit/states.ts';
import { nodeCounts, nodeLines, nodeQuantiles, type Scope } from '../scope.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

const on = by(metrics.upgradeDeadline, 'target', 'source', 'upgrade');

/** Thresholds are in seconds, these panels in days. */
const day = 86_400;

type Of = (scope: Scope, drill: Drill) => GraphPanel;

export const upgrades: Of = (scope, drill) => ({
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
  signed: true,
  thresholds: least(lifeLimits.upgradeDue / day),
  queries: (['yes', 'unknown'] as const).flatMap((needed) =>
    nodeLines(scope, metrics.upgradeDeadline, {
      by: ['source', 'upgrade'],
      around: (due) =>
        `(${due} - time()) / 86400 and on ${on} max by ${on} (${sel(metrics.upgradeNeeded, { needed })}) == 1`,
      legend: `{{upgrade}} ({{source}})${needed === 'unknown' ? ': not known' : ''}`,
    }),
  ),
  drill,
});

export const clocks: Of = (scope, drill) => ({
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
  signed: true,
  thresholds: within(lifeLimits.clockSkew),
  queries: [
    { expr: `max by ${by(metrics.clockSkew, 'vantage')} (${sel(metrics.clockSkew)})`, legend: 'ours: {{vantage}}' },
    ...nodeLines(scope, metrics.nodeClockSkew),
  ],
  drill,
});

export const clockDoubt: Of = (scope, drill) => ({
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
    ...nodeLines(scope, metrics.nodeClockSkewUncertainty),
  ],
  drill,
});

/** Of nodes, references and edges alike. */
export const certificates = (drill: Drill): GraphPanel => ({
  ...graph,
  key: 'life certificates',
  title: 'Days until certificates expire',
  about: {
    shows: 'Certificates of https endpoints and of the public page, read every six hours.',
    healthy: 'A saw-tooth that turns weeks before zero.',
    act: 'A line that goes on below two weeks: its renewal fails.',
  },
  signed: true,
  thresholds: least(lifeLimits.certificate / day),
  queries: [
    {
      expr: `(min by ${by(metrics.certificateExpiry, 'target')} (${sel(metrics.certificateExpiry)}) - time()) / 86400`,
      legend: '{{target}}',
    },
    { expr: `(min(${sel(metrics.publicCertificateExpiry)}) - time()) / 86400`, legend: 'public page' },
  ],
  drill,
});

export const starts: Of = (scope, drill) => ({
  ...graph,
  key: 'life starts',
  title: 'Restarts and rewinds',
  about: {
    shows: 'Starts of nodes within the last hour, and how often a head went far back.',
    healthy: 'Nothing; one start for each upgrade.',
    act: 'Several starts: memory first, then its log. A rewind after a start: its database was not closed well.',
  },
  thresholds: limit(lifeLimits.restartsAnHour, lifeLimits.restartsAnHour + 1),
  step: hourStep,
  queries: [
    ...nodeCounts(scope, metrics.nodeRestarts, { legend: 'starts' }),
    ...nodeCounts(scope, metrics.headRewinds, { legend: 'rewinds' }),
  ],
  drill,
});

export const arrival: Of = (scope, drill) => ({
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
  queries: nodeQuantiles(scope, metrics.headPropagation, [0.5, 0.95]),
  drill,
});

export const ends: Of = (scope, drill) => ({
  ...graph,
  key: 'life subscriptions',
  title: 'How subscriptions ended',
  about: {
    shows: 'Subscriptions to new heads of nodes that ended, or did not come about, within an hour, by reason.',
    healthy: 'Nothing, or a restart.',
    act: 'silent: it stays open and brings nothing. rpc_unsupported: this address has no eth_subscribe.',
  },
  step: hourStep,
  queries: nodeCounts(scope, metrics.subscriptionEnds, { by: ['reason'], legend: '{{reason}}' }),
  drill,
});
