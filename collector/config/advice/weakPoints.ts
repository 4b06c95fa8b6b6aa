/** Single points of failure that fleet.yaml shows. */

import type { Fleet, FleetEdge, FleetNode } from '../fleet.ts';
import { nodesOfEdge } from '../graph.ts';
import { listed } from '../words.ts';
import type { Advice } from './model.ts';

const poolOf = (fleet: Fleet, edge: FleetEdge): readonly FleetNode[] =>
  fleet.nodes.filter((node) => nodesOfEdge(edge).includes(node.name));

/** Edges and regions that hang on one node, and pools that read their parent chain through one thing. */
export const relyingOnOne = (fleet: Fleet): readonly Advice[] =>
  fleet.edges.flatMap((edge): Advice[] => {
    const about = `edge:${edge.name}`;
    const pool = poolOf(fleet, edge);
    const advice: Advice[] = [];
    const [only] = pool;
    if (only && pool.length === 1) {
      advice.push({
        about,
        text: `${only.name} is the only node of edge ${edge.name}: when it fails, the edge is down.`,
      });
    } else {
      const thin = Object.entries(edge.regions).filter(([, names]) => names.length === 1);
      if (thin.length > 0) {
        const where = listed(thin.map(([region, names]) => `${region} (${names.join('')})`));
        const text = `Edge ${edge.name} has one node in ${where}: when it fails, the region is served from another one, or not at all.`;
        advice.push({ about, text });
      }
    }
    const [parent] = pool.map((node) => node.parent);
    if (parent !== undefined && pool.length > 1 && pool.every((node) => node.parent === parent)) {
      const text = `All nodes of edge ${edge.name} read their parent chain through ${parent}: when it fails, they all fall behind.`;
      advice.push({ about, text });
    }
    return advice;
  });

/** Nodes of one edge, or of one chain when no edge has them, that stand on one host. Addresses are never shown. */
export const sharedHosts = (fleet: Fleet): readonly Advice[] => {
  const behindEdge = new Set(fleet.edges.flatMap(nodesOfEdge));
  const pools = [
    ...fleet.edges.map((edge) => ({ about: `edge:${edge.name}`, pool: poolOf(fleet, edge) })),
    ...Object.keys(fleet.chains).map((chain) => ({
      about: `chain:${chain}`,
      pool: fleet.nodes.filter(
        (node) => node.chain === chain && node.layer === 'execution' && !behindEdge.has(node.name),
      ),
    })),
  ];
  return pools.flatMap(({ about, pool }) => {
    const hosts = [...new Set(pool.map(hostOf))].filter((host) => !host.endsWith('.invalid'));
    return hosts
      .map((host) => pool.filter((node) => hostOf(node) === host))
      .filter((nodes) => nodes.length > 1)
      .map((nodes) => ({
        about,
        text: `${listed(nodes.map((node) => node.name))} are on one host: one machine takes ${nodes.length === 2 ? 'both' : 'all of them'} down.`,
      }));
  });
};

/** `.invalid` is the placeholder of an unset variable and says nothing about hosts. */
const hostOf = (node: FleetNode): string => new URL(node.endpoint.url.reveal()).hostname;
