import type { Fleet } from '../../collector/config/fleet.ts';
import { incidentOfNode } from '../../collector/config/graph.ts';

/**
 * The incident that an alert belongs to. A node's warnings join the (edge, region) that it serves, so that EdgeDown
 * finds their card and escalates it. An alert without a scope (a rule of the user's own) is an incident by its name.
 */
export const incidentKeyOf = (
  fleet: Fleet,
  labels: Readonly<Record<string, string>>,
): { readonly scope: string; readonly region: string } => {
  const region = labels.region || 'all';
  const scope = labels.scope || `alert:${labels.alertname || 'unnamed'}`;
  if (scope.startsWith('node:')) {
    const node = fleet.nodes.find((candidate) => candidate.name === scope.slice('node:'.length));
    if (node) return incidentOfNode(fleet, node);
  }
  return { scope, region };
};
