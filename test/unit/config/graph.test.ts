import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fleet, FleetNode } from '../../../collector/config/fleet.ts';
import {
  edgeOfNode,
  incidentOfNode,
  independenceGroup,
  nodesOfEdge,
  wholeRegion,
} from '../../../collector/config/graph.ts';
import { parse, small } from './support.ts';

const example = readFileSync(join(import.meta.dirname, '../../../fleet.example.yaml'), 'utf8');
const fleet = parse(example, { allowUnset: true });

const nodeOf = (from: Fleet, name: string): FleetNode => {
  const node = from.nodes.find((item) => item.name === name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
};

test('a node belongs to the incident of the edge and region that it serves', () => {
  expect(incidentOfNode(fleet, nodeOf(fleet, 'arb-us'))).toEqual({ scope: 'edge:arb', region: 'us' });
  expect(incidentOfNode(fleet, nodeOf(fleet, 'eth-b'))).toEqual({ scope: 'edge:eth', region: 'eu' });
});

test('a consensus node joins the execution node that it drives; a lone node stands for itself', () => {
  expect(incidentOfNode(fleet, nodeOf(fleet, 'beacon-b'))).toEqual({ scope: 'edge:eth', region: 'eu' });
  const lone = parse(small());
  expect(incidentOfNode(lone, nodeOf(lone, 'arb-eu'))).toEqual({ scope: 'node:arb-eu', region: 'eu' });
});

test("a members' edge in the node's own region comes first", () => {
  const edge = (name: string, audience: string, regions: string) =>
    `  - { name: ${name}, chain: arbitrum-one, audience: ${audience}, journey: evm-generic, rpc: "https://${name}/", regions: ${regions} }\n`;
  const more = `edges:\n${edge('inner', 'internal', '{ eu: [arb-eu] }')}${edge('far', 'members', '{ us: [arb-eu] }')}${edge('near', 'members', '{ us: [arb-eu], eu: [arb-eu] }')}`;
  const shared = parse(small(more));
  const found = edgeOfNode(shared, nodeOf(shared, 'arb-eu'));
  expect([found?.edge.name, found?.region]).toEqual(['near', 'eu']);
});

test('an execution node and its beacon are one witness, all else stands alone', () => {
  expect(independenceGroup(fleet, 'beacon-a')).toBe('eth-a');
  expect(independenceGroup(fleet, 'eth-a')).toBe('eth-a');
  expect(independenceGroup(fleet, 'eth-ref-1')).toBe('eth-ref-1');
});

test('the nodes of an edge, each once, and the region of an alert about all of it', () => {
  const regions = fleet.edges.map((edge) => [edge.name, nodesOfEdge(edge), wholeRegion(edge)]);
  expect(regions).toEqual([
    ['arb', ['arb-eu', 'arb-us', 'arb-ap'], 'all'],
    ['eth', ['eth-a', 'eth-b'], 'eu'],
  ]);
});
