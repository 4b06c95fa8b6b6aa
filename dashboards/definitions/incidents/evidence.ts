/** Why a verdict is what it is: the chain's corroborated head, each target's last answer, the cause that is known. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { Panel, Row, TablePanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { fresh, tagged, union } from '../../kit/queries.ts';
import { answerScale, chainScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, chainCode } from '../context.ts';
import { byRungs } from '../thresholds.ts';

const age = (timestamp: string): string => `(time() - ${timestamp})`;

const chains = (context: Context): TablePanel => {
  const each = (of: (chain: string) => string): string =>
    union(context.chains.map((chain) => tagged(of(chain), { chain: chainTitle(chain) })));
  const central = { vantage: context.fleet.vantage };
  return {
    kind: 'table',
    key: 'chains',
    drill: { title: 'Arbitrum', to: 'arbitrum' },
    title: 'Chains: the corroborated head',
    about: {
      shows: 'Each chain as the central watcher sees it: the highest block that two independent sources have reached.',
      healthy: '✔ LIVE with three sources or more.',
      act: 'Fewer than three sources make every lag weaker: add a reference, or mend one that does not answer.',
    },
    unit: 'none',
    noValue: '?',
    width: 10,
    height: 8,
    thresholds: stateThresholds,
    by: { chain: 'Chain' },
    columns: [
      { title: 'Verdict', unit: 'none', states: chainScale, expr: each((chain) => chainCode(context.fleet, chain)) },
      {
        title: 'Sources',
        unit: 'none',
        decimals: 0,
        expr: each((chain) => `max(${sel(metrics.chainSources, { ...central, chain })})`),
      },
      {
        title: 'Head',
        unit: 'none',
        decimals: 0,
        expr: each((chain) => `max(${sel(metrics.chainHeadNumber, { ...central, chain })})`),
      },
      {
        title: 'Head age',
        unit: 's',
        decimals: 1,
        expr: each((chain) => age(`max(${sel(metrics.chainHeadTimestamp, { ...central, chain })})`)),
      },
    ],
  };
};

const targets = (context: Context): TablePanel => {
  const group = by(metrics.headSuccess, 'target', 'role', 'region', 'vantage');
  return {
    kind: 'table',
    key: 'targets',
    drill: { title: 'Node detail', to: 'node', pick: { target: 'target' } },
    title: 'Targets: the last light question',
    about: {
      shows:
        'The last answer of every node, reference and edge to the question for its latest header, and how far the measured lag may be off.',
      healthy: '✔ YES, and an uncertainty well below the lag at which a node is called lagging.',
      act: '✖ NO: see "Failures by target and reason" on Member journey for what it answered instead.',
    },
    unit: 'none',
    noValue: '?',
    width: 14,
    height: 8,
    thresholds: stateThresholds,
    by: { target: 'Target', role: 'Role', region: 'Region', vantage: 'Vantage' },
    columns: [
      { title: 'Answered', unit: 'none', states: answerScale, expr: `max by ${group} (${sel(metrics.headSuccess)})` },
      { title: 'Head', unit: 'none', decimals: 0, expr: `max by ${group} (${sel(metrics.headNumber)})` },
      { title: 'Head age', unit: 's', decimals: 1, expr: age(`max by ${group} (${sel(metrics.headTimestamp)})`) },
      {
        title: 'Behind',
        unit: 's',
        decimals: 1,
        thresholds: byRungs(context.fleet, context.chains, 'lagging', 'stalled'),
        expr: `max by ${group} (${sel(metrics.headLagSeconds)})`,
      },
      { title: 'Blocks', unit: 'none', decimals: 0, expr: `max by ${group} (${sel(metrics.headLagBlocks)})` },
      {
        title: '± s',
        unit: 's',
        decimals: 2,
        expr: `max by ${group} (${sel(metrics.headLagUncertainty)})`,
      },
    ],
  };
};

const cause = (): TablePanel => ({
  kind: 'table',
  key: 'cause',
  drill: { title: 'Is it up?', to: 'status' },
  title: 'What is to blame',
  about: {
    shows: 'The cause that is known for each scope with something wrong. It is learned from evidence and may change.',
    healthy: 'No line with a cause. An empty table also means that nobody looks: see "Who watches".',
    act: 'own_node and own_l1 are ours to mend; edge, network and upstream_chain are to be waited for or gone around.',
  },
  unit: 'none',
  noValue: '? no cause known',
  width: 24,
  height: 5,
  thresholds: stateThresholds,
  by: { scope: 'Scope', region: 'Region', cause: 'Cause' },
  columns: [
    {
      title: 'Watchers that say so',
      unit: 'none',
      decimals: 0,
      expr: `count by ${by(metrics.cause, 'scope', 'region', 'cause')} (${fresh(metrics.cause, {})} == 1)`,
    },
  ],
});

export const blind = (): Panel => ({
  kind: 'timeline',
  key: 'blind',
  drill: { title: 'What is known now', to: 'incidents' },
  title: 'Watchers, over time',
  about: {
    shows:
      'Whether each watcher sees the Internet, by its control addresses. A blind one says nothing about anyone else.',
    healthy: '✔ SEES throughout.',
    act: '✖ BLIND: its own network or host is the fault. A gap: it was not heard from.',
  },
  unit: 'none',
  noValue: unknownText,
  width: 24,
  height: 5,
  step: '1s',
  thresholds: stateThresholds,
  states: [
    { from: 0, to: 0, text: '✔ SEES', color: 'green' },
    { from: 1, to: 1, text: '✖ BLIND', color: 'red' },
  ],
  queries: [
    {
      expr: `max by ${by(metrics.vantageBlind, 'vantage')} (${fresh(metrics.vantageBlind, {})})`,
      legend: '{{vantage}}',
    },
  ],
});

const sources = (): Panel => ({
  kind: 'graph',
  key: 'sources',
  drill: { title: 'Arbitrum', to: 'arbitrum' },
  title: 'Independent sources of each chain',
  about: {
    shows: 'Live independent sources in the last tick, by chain and watcher.',
    healthy: 'Three or more.',
    act: 'Below three, add or mend references; below two, nothing can be compared.',
  },
  unit: 'none',
  decimals: 0,
  noValue: unknownText,
  width: 12,
  height: 7,
  step: '1s',
  thresholds: noLimit,
  queries: [{ expr: sel(metrics.chainSources), legend: '{{chain}} {{vantage}}' }],
});

const reserve = (): Panel => ({
  kind: 'graph',
  key: 'reserve',
  drill: { title: 'Is it up?', to: 'status' },
  title: 'Nodes behind each service',
  about: {
    shows: 'Serving nodes behind each edge by condition, and how many must not be bad.',
    healthy: 'At least as many ok as needed.',
    act: 'When ok plus unknown fall below needed, RedundancyGone pages: bring a node back.',
  },
  unit: 'none',
  decimals: 0,
  noValue: unknownText,
  width: 12,
  height: 7,
  step: '1s',
  thresholds: noLimit,
  queries: [
    {
      expr: `max by ${by(metrics.edgeNodes, 'target', 'condition')} (${sel(metrics.edgeNodes)})`,
      legend: '{{target}} {{condition}}',
    },
    {
      expr: `max by ${by(metrics.edgeNodesNeeded, 'target')} (${sel(metrics.edgeNodesNeeded)})`,
      legend: '{{target}} needed',
    },
  ],
});

export const evidenceRow = (context: Context): Row => ({
  title: 'Evidence',
  panels: [
    chains(context),
    targets(context),
    cause(),
    ...(context.edges.length > 0 ? [sources(), reserve()] : [{ ...sources(), width: 24 }]),
  ],
});
