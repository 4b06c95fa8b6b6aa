/** "What should I do?", in one sentence that follows from the state: members' words are the status page's. */

import { recorded, regionState } from '../../../alerts/slo/recordings.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Cause, causes } from '../../../collector/catalogue/labels.ts';
import { sel, window } from '../../../collector/catalogue/promql.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { memberAdvice } from '../../../collector/memberAdvice.ts';
import type { ServiceState } from '../../../collector/status.ts';
import type { Query, StateText, StatPanel } from '../../kit/model.ts';
import { fresh, freshFor, orUnknown, plainText } from '../../kit/queries.ts';
import { firstOf } from '../../kit/sentence.ts';
import { colors, state, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, nameOf } from '../context.ts';
import { leveled } from '../serviceLevel.ts';
import { advice as edgeAdvice } from './headline.ts';

const nodesCodes: Readonly<Record<ServiceState, readonly [number, string, string]>> = {
  unknown: [0, '?', colors.unknown],
  up: [1, '✔', colors.good],
  degraded: [2, '▲', colors.warn],
  down: [3, '✖', colors.bad],
};

/** Of a fleet without an edge for members. */
const nodesOnly = ({ nodes }: Context): { readonly query: Query; readonly states: readonly StateText[] } => {
  const target = nodes.map(({ name }) => name);
  const sum = (verdict: 'ok' | { readonly not: readonly ['ok', 'unknown'] }): string =>
    orUnknown(`sum(${fresh(metrics.nodeVerdict, { role: 'node', target, verdict })})`);
  const ok = sum('ok');
  const bad = sum({ not: ['ok', 'unknown'] });
  const all = nodes.length;
  return {
    query: {
      expr: `(3 * (${bad} == bool ${all}) + 2 * (${bad} > bool 0) * (${bad} < bool ${all}) + (${ok} == bool ${all}))`,
      legend: 'advice',
    },
    // Object.entries widens the keys of a record over exactly these.
    states: (Object.entries(nodesCodes) as [ServiceState, readonly [number, string, string]][]).map(
      ([service, [code, icon, color]]) => state(code, `${icon} ${memberAdvice(service, [])}`, color),
    ),
  };
};

/** What an operator does first, by what is to blame. */
const byCause: Readonly<Record<Cause, string>> = {
  own_node: 'Take the bad node out of its pool; the card names it. Then mend it.',
  own_l1: 'Mend an Ethereum node, or point the Arbitrum nodes at a spare L1 endpoint.',
  blob_path: 'Give the Arbitrum nodes another beacon URL: theirs serves not all blobs.',
  feed: 'Restart the relay, or point the nodes at another source of the feed.',
  batch_poster: 'Restart nothing: the chain posts no batches. Tell members that it is not us.',
  l1_finality: 'Restart nothing: Ethereum does not finalize. Tell members that it is not us.',
  l1_edge: 'Look at the edge in front of the Ethereum nodes: Arbitrum nodes read L1 through it.',
  edge: 'Look at Cloudflare: the nodes are well, the edge does not serve them.',
  upstream_chain: 'Restart nothing: the chain itself stands still. Tell members that it is not us.',
  network: 'Nothing on our hosts: one region does not reach the edge. Tell members there to use another region.',
  maintenance: 'End the maintenance, or bring its node back: members feel it.',
  client: 'Answer the caller: what they ask is what fails, not the service.',
  monitor: 'Mend the monitor first: what it says of others is worth nothing.',
  unattributed: 'Open the card: the cause is not known yet. Ask a node of the region the same question directly.',
};

const codes = { unknown: 0, well: 1, warned: 2, spare: 3, halted: 4, caused: 10 } as const;

/** Of members' edges: is it bad for anyone, whose fault, is it unknown to us, is something wrong that they do not feel. */
const operators = (context: Context): { readonly query: Query; readonly states: readonly StateText[] } => {
  const { fleet } = context;
  const target = leveled(context).map(({ name }) => name);
  const now = (state: 'bad' | 'halted' | readonly ('good' | 'bad' | 'halted')[]): string =>
    `last_over_time(${recorded(regionState, { target, state })}${window(freshFor)})`;
  const measured = leveled(context).reduce((sum, edge) => sum + measuredRegions(fleet, edge).length, 0);
  const isBad = `(max(${now('bad')}) == 1)`;
  const scope = target.map((name) => `edge:${name}`);
  const found = `max(${causes
    .map((cause, index) => `${codes.caused + index} * (max(${fresh(metrics.cause, { scope, cause })}) == 1)`)
    .map((expr, index) => `label_replace(${expr}, "of", "${index}", "", "")`)
    .join(' or ')})`;
  const known = `count(max by (target, region) (${now(['good', 'bad', 'halted'])}) == 1)`;
  const noSpare = `(min(last_over_time(${sel(metrics.layerNodes, { vantage: fleet.vantage, count: 'can_lose' })}${window(3, 15)})) < 1)`;
  const expr = firstOf([
    `(${found} and on () ${isBad})`,
    `(0 * ${isBad} + ${codes.caused + causes.indexOf('unattributed')})`,
    `(0 * (max(${now('halted')}) == 1) + ${codes.halted})`,
    `(0 * (${orUnknown(known)} < ${measured}) + ${codes.unknown})`,
    `(0 * ${noSpare} + ${codes.spare})`,
    `(0 * (max(${sel(metrics.incidentsOpen)}) > 0) + ${codes.warned})`,
    `(0 * max(${sel(metrics.incidentsOpen)}) + ${codes.well})`,
    'vector(0)',
  ]);
  return {
    query: { expr, legend: 'advice' },
    states: [
      state(codes.unknown, '? Find out why nobody watches or alerts: what is not seen may be down.', colors.unknown),
      state(codes.well, '✔ Nothing to do.', colors.good),
      state(codes.warned, '▲ Members feel nothing. Read the open cards when you have time.', colors.warn),
      state(codes.spare, '▲ Bring a node back before anything else: the next fault is an outage.', colors.warn),
      state(
        codes.halted,
        '■ Restart nothing: the chain itself stands still. Tell members that it is not us.',
        colors.warn,
      ),
      ...causes.map((cause, index) => state(codes.caused + index, `✖ ${byCause[cause]}`, colors.bad)),
    ],
  };
};

/** The codes of one edge mean its own regions, so that those of several lie apart. */
const apart = ({ expr, states }: ReturnType<typeof edgeAdvice>, index: number): ReturnType<typeof edgeAdvice> => {
  const offset = index * 1_000_000;
  return {
    expr: offset === 0 ? expr : `((${expr}) + ${offset})`,
    states: states.map(({ from, to, ...rest }) => ({ ...rest, from: from + offset, to: to + offset })),
  };
};

export const whatToDo = (context: Context, width: number, height: number): StatPanel => {
  const edges = leveled(context);
  const operator = context.profile === 'operator';
  const single = edges.length === 0 ? nodesOnly(context) : operator ? operators(context) : undefined;
  const perEdge = single
    ? []
    : edges.map((edge, index) => ({ edge, ...apart(edgeAdvice(context.fleet, edge), index) }));
  const states = single?.states ?? perEdge.flatMap((each) => each.states);
  return {
    kind: 'stat',
    key: 'what to do',
    title: 'What should I do?',
    about: {
      shows:
        'The first thing to do, as it follows from the state of each region, what is to blame, and what is in reserve.',
      healthy: '✔ Nothing to do.',
      act: 'Do it. ? means that nobody can tell: try from where you are.',
    },
    unit: 'none',
    noValue: unknownText,
    width,
    height,
    thresholds: stateThresholds,
    states: states.toSorted((a, b) => a.from - b.from),
    queries: single
      ? [single.query]
      : perEdge.map(({ edge, expr }) => ({ expr, legend: plainText(nameOf(context, edge)) })),
    drill: operator
      ? { title: 'Incidents and delivery', to: 'incidents' }
      : edges.length > 0
        ? { title: 'Member journey', to: 'journey' }
        : { title: 'Arbitrum', to: 'arbitrum' },
  };
};
