/** The first screen, 24 wide; its order is the order on a phone. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { bucketRate, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import type { Drill, Panel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { plainText, tagged, union } from '../../kit/queries.ts';
import { chainScale, edgeScale, nodeScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, chainCode, edgeCode, nameOf, nodeCode } from '../context.ts';
import { leveled } from '../serviceLevel.ts';
import { byRungs, deadlineOf, rungSaid } from '../thresholds.ts';
import { watchers } from '../watchers.ts';
import { headlineSaid, headlineStates } from './headline.ts';
import { budgetLeft, serviceLevel } from './promise.ts';

const height = 6;
const journey: Drill = { title: 'Member journey', to: 'journey' };
const arbitrum: Drill = { title: 'Arbitrum: is it the chain?', to: 'arbitrum' };

const headline = (context: Context, edge: FleetEdge, width: number): StatPanel => ({
  kind: 'stat',
  key: `headline ${edge.name}`,
  title: `${plainText(edge.alias)} for members`,
  worded: true,
  about: {
    shows: 'Whether members are served, from what our own watchers in each region live through each second.',
    healthy: '✔ UP: every measured region gets a fresh head, on the right chain, in time.',
    act: '▲ DEGRADED names the regions; members there switch to their backup URL. ? names those of which nobody can tell.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: headlineStates(context.fleet, edge),
  queries: [{ expr: headlineSaid(context.fleet, edge), legend: '{{text}}' }],
  drill: journey,
});

/** Without an edge the nodes themselves are the headline: the worst verdict. */
const nodesHeadline = (context: Context, width: number): StatPanel => ({
  kind: 'stat',
  key: 'headline nodes',
  title: context.nodes.length === 1 ? 'The node' : 'Each node',
  about: {
    shows: 'The verdict of each node. There is no edge for members in this fleet, so that the nodes speak for it.',
    healthy: '✔ OK: it answers, on the right chain, with a fresh head.',
    act: 'Look at the table below for how far behind it is; ? UNKNOWN means that nobody can tell.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: nodeScale,
  queries: context.nodes.map((node) => ({
    expr: nodeCode(node),
    legend: plainText(nameOf(context, node)),
  })),
  drill: context.profile === 'operator' ? { title: 'One node', to: 'node' } : arbitrum,
});

const regionRows = (context: Context): readonly { edge: FleetEdge; region: string; labels: Record<string, string> }[] =>
  context.memberEdges.flatMap((edge) =>
    Object.keys(edge.regions).map((region) => ({
      edge,
      region,
      labels: context.memberEdges.length > 1 ? { edge: edge.alias, region } : { region },
    })),
  );

const byRegion = (context: Context, width: number): TablePanel => {
  const rows = regionRows(context);
  const chains = context.memberEdges.map(({ chain }) => chain);
  const busy = chains.every((chain) => context.fleet.chains[chain]?.quiet === false);
  const column = (expr: (target: string, region: string) => string): string =>
    union(rows.map(({ edge, region, labels }) => tagged(expr(edge.name, region), labels)));
  return {
    kind: 'table',
    key: 'by region',
    title: 'By region',
    about: {
      shows:
        'What a member in each region gets: the state of the last judged second, how old the newest head is, and the time below which 95 of 100 answers came.',
      healthy: `✔ UP, and a head of less than ${rungSaid(context.fleet, chains, 'stale')}. The age may grow while the chain itself stands still.`,
      act: 'A region that is ✖ DOWN while others are up: use another region or your backup URL. – NOT MEASURED: nobody watches there.',
    },
    unit: 's',
    decimals: 0,
    noValue: '?',
    width,
    height,
    thresholds: stateThresholds,
    by: context.memberEdges.length > 1 ? { edge: 'Service', region: 'Region' } : { region: 'Region' },
    columns: [
      {
        title: 'State',
        unit: 'none',
        states: edgeScale,
        expr: union(rows.map(({ edge, region, labels }) => tagged(edgeCode(context.fleet, edge, region), labels))),
      },
      {
        title: 'Head age',
        unit: 's',
        decimals: 0,
        thresholds: busy ? byRungs(context.fleet, chains, 'lagging', 'stale') : noLimit,
        expr: column(
          (target, region) => `(time() - max(${sel(metrics.headTimestamp, { target, role: 'edge', region })}))`,
        ),
      },
      {
        title: 'p95',
        unit: 's',
        decimals: 3,
        thresholds: deadlineOf(context.fleet, chains).thresholds,
        expr: column(
          (target, region) =>
            `histogram_quantile(0.95, sum by (le) (${bucketRate(metrics.rpcDuration, { target, role: 'edge', region })}))`,
        ),
      },
    ],
    drill: journey,
  };
};

/** The chains that members use; of a fleet without an edge for them all. */
const chainsOf = ({ memberEdges, chains }: Context): readonly string[] =>
  memberEdges.length > 0 ? [...new Set(memberEdges.map(({ chain }) => chain))] : chains;

const itself = (context: Context, width: number): StatPanel => ({
  kind: 'stat',
  key: 'chain itself',
  title: chainsOf(context).length === 1 ? `${chainTitle(chainsOf(context)[0] ?? '')} itself` : 'The chains themselves',
  about: {
    shows: 'Whether the chain makes blocks at all, told by our nodes and by endpoints that we do not run.',
    healthy: '✔ LIVE.',
    act: '■ HALTED: it is not us; wait for the chain, a backup URL does not help. ? UNVERIFIABLE: too few independent sources.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: chainScale,
  queries: chainsOf(context).map((chain) => ({ expr: chainCode(context.fleet, chain), legend: chainTitle(chain) })),
  drill: arbitrum,
});

/** What stands behind the headline: 11 wide where something is promised, else 5. */
const tail = (context: Context): readonly Panel[] => [
  itself(context, 3),
  ...(leveled(context).length > 0 ? [serviceLevel(context, 3, height), budgetLeft(context, 3, height)] : []),
  watchers(context, 2, height),
];

export const firstRow = (context: Context): readonly Row[] => {
  const edges = context.memberEdges;
  if (edges.length === 0) {
    return [{ panels: [nodesHeadline(context, 14), itself(context, 6), watchers(context, 4, height)] }];
  }
  const rest = tail(context);
  const left = 24 - rest.reduce((sum, { width }) => sum + width, 0);
  const one = edges.length === 1 ? edges[0] : undefined;
  if (one) return [{ panels: [headline(context, one, 5), byRegion(context, left - 5), ...rest] }];
  const perLine = Math.min(4, edges.length);
  const heads = edges.map((edge) => headline(context, edge, 24 / perLine));
  // A last line that is not full is filled by its last headline.
  const over = edges.length % perLine;
  const filled = heads.map((panel, index) =>
    over > 0 && index === heads.length - 1 ? { ...panel, width: 24 - (over - 1) * (24 / perLine) } : panel,
  );
  return [{ panels: filled }, { panels: [byRegion(context, left), ...rest] }];
};
