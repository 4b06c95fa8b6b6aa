/** The first screen, 24 wide; its order is the order on a phone. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import type { Panel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { plainText, tagged, union } from '../../kit/queries.ts';
import { chainScale, edgeScale, limit, nodeScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, chainCode, edgeCode, nameOf, nodeCode } from '../context.ts';
import { height, lastDay, redundancy, watchers } from './figures.ts';
import { headlineExpr, headlineStates } from './headline.ts';
import { ladderOf } from '../thresholds.ts';

const headline = (context: Context, edge: FleetEdge, width: number): StatPanel => ({
  kind: 'stat',
  key: `headline ${edge.name}`,
  title: `${plainText(edge.alias)} for members`,
  about: {
    shows: 'Whether members are served, from what our own watchers in each region live through each second.',
    healthy: '✔ UP: every measured region gets a fresh head, on the right chain, in time.',
    act: '▲ DEGRADED names the regions; members there switch to their backup URL. ? UNKNOWN means that nobody can tell.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: headlineStates(context.fleet, edge),
  queries: [{ expr: headlineExpr(context.fleet, edge), legend: plainText(edge.alias) }],
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
  const first = context.memberEdges[0];
  const ladder = first ? ladderOf(context.fleet, first.chain) : undefined;
  const late = ladder ? limit(ladder.lagging, ladder.stale) : noLimit;
  return {
    kind: 'table',
    key: 'by region',
    title: 'By region',
    about: {
      shows:
        'What a member in each region gets: the state of the last judged second, how old the head is, how far behind.',
      healthy: `✔ UP, and less than ${ladder?.stale ?? 30} s behind. The age alone may grow while the chain itself stands still.`,
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
        expr: union(
          rows.map(({ edge, region, labels }) =>
            tagged(
              `(time() - max(${sel(metrics.headTimestamp, { target: edge.name, role: 'edge', region })}))`,
              labels,
            ),
          ),
        ),
      },
      {
        title: 'Behind',
        unit: 's',
        decimals: 1,
        thresholds: late,
        expr: union(
          rows.map(({ edge, region, labels }) =>
            tagged(`max(${sel(metrics.headLagSeconds, { target: edge.name, role: 'edge', region })})`, labels),
          ),
        ),
      },
    ],
  };
};

const itself = (context: Context, width: number): StatPanel => ({
  kind: 'stat',
  key: 'chain itself',
  title: context.chains.length === 1 ? `${chainTitle(context.chains[0] ?? '')} itself` : 'The chains themselves',
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
  queries: context.chains.map((chain) => ({ expr: chainCode(context.fleet, chain), legend: chainTitle(chain) })),
});

export const firstRow = (context: Context): readonly Row[] => {
  const edges = context.memberEdges;
  const measured = edges.some((edge) => measuredRegions(context.fleet, edge).length > 0);
  if (edges.length === 0) {
    const reserve = context.edges.length > 0 ? [redundancy(context, 6)] : [];
    const rest = 24 - 6 * reserve.length;
    const panels: Panel[] = [nodesHeadline(context, rest - 10), itself(context, 6), watchers(context, 4), ...reserve];
    return [{ panels }];
  }
  const tail = [
    itself(context, 3),
    ...(measured ? [lastDay(context, 3)] : []),
    watchers(context, 2),
    redundancy(context, 3),
  ];
  const used = tail.reduce((sum, panel) => sum + panel.width, 0);
  const one = edges.length === 1 ? edges[0] : undefined;
  if (one) return [{ panels: [headline(context, one, 5), byRegion(context, 19 - used), ...tail] }];
  const perLine = Math.min(4, edges.length);
  const heads = edges.map((edge) => headline(context, edge, 24 / perLine));
  // A last line that is not full is filled by its last headline.
  const over = edges.length % perLine;
  const filled = heads.map((panel, index) =>
    over > 0 && index === heads.length - 1 ? { ...panel, width: 24 - (over - 1) * (24 / perLine) } : panel,
  );
  return [{ panels: filled }, { panels: [byRegion(context, 24 - used), ...tail] }];
};
