/** The edges whose journeys a profile shows, and how they are named. */
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { tagged, union } from '../../kit/queries.ts';
import { colors, state, unknownState, unknownText } from '../../kit/states.ts';
import { type Context, nameOf } from '../context.ts';

/** What panels of what members live through begin with. */
export const base = {
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'Cloudflare network', to: 'cloudflare' },
} as const;

export const journeyScale = [unknownState, state(1, '✔ GOOD', colors.good), state(2, '✖ FAILS', colors.bad)];

/** Edges of this profile that somebody measures. */
export const watched = (context: Context): readonly FleetEdge[] =>
  context.edges.filter((edge) => measuredRegions(context.fleet, edge).length > 0);

export const perEdge = (context: Context, expr: (edge: FleetEdge) => string): string => {
  const edges = watched(context);
  return union(
    edges.map((edge) => (edges.length > 1 ? tagged(expr(edge), { edge: nameOf(context, edge) }) : expr(edge))),
  );
};
export const several = (context: Context): boolean => watched(context).length > 1;
export const edgeLegend = (context: Context): string => (several(context) ? '{{edge}} ' : '');
