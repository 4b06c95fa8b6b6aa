import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';

/** The edge that a scope names; undefined for every other scope. */
export const edgeOf = (fleet: Fleet, scope: string): FleetEdge | undefined =>
  fleet.edges.find(({ name }) => scope === `edge:${name}`);
