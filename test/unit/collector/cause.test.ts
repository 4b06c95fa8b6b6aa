import { describe, expect, it } from 'vitest';
import type { NodeVerdict } from '../../../collector/catalogue/labels.ts';
import { type CauseEvidence, findCauses } from '../../../collector/verdict/cause.ts';
import { fleetOf } from '../router/fleet.ts';

const fleet = fleetOf();
const well = Object.fromEntries(fleet.nodes.map((node) => [node.name, 'ok' as NodeVerdict]));
const find = (verdicts: Readonly<Record<string, NodeVerdict>>, more: Partial<CauseEvidence> = {}, of = fleet) =>
  findCauses(of, { chains: new Map(), edges: [], nodes: new Map(Object.entries({ ...well, ...verdicts })), ...more });

describe('the cause', () => {
  it('of lost redundancy over several regions has the region of that page', () => {
    const found = find({ 'arb-eu': 'unreachable', 'arb-us': 'stalled' });
    expect(found).toContainEqual({ scope: 'edge:arb', region: 'all', cause: 'own_node', detail: 'arb-eu, arb-us' });
    expect(found).toContainEqual({ scope: 'edge:arb', region: 'eu', cause: 'own_node', detail: 'arb-eu' });
    expect(find({ 'arb-eu': 'unreachable' }).map(({ region }) => region)).toEqual(['eu']);
  });

  it('of lost redundancy in one region has that region', () => {
    expect(find({ 'eth-a': 'unreachable' })).toEqual([
      { scope: 'edge:eth', region: 'eu', cause: 'own_node', detail: 'eth-a' },
    ]);
  });

  it('is never a node that does not serve yet', () => {
    const nodes = fleet.nodes.map((node) => (node.name === 'arb-eu' ? { ...node, state: 'joining' as const } : node));
    const joining = fleetOf({ nodes });
    expect(find({ 'arb-eu': 'syncing' }, {}, joining)).toEqual([]);
    const edges = [{ name: 'eth', region: 'eu', state: 'bad' as const }];
    const eth = fleetOf({
      nodes: fleet.nodes.map((node) => (node.name === 'eth-a' ? { ...node, state: 'joining' as const } : node)),
    });
    expect(find({ 'eth-a': 'syncing' }, { edges }, eth)).toMatchObject([{ scope: 'edge:eth', cause: 'edge' }]);
  });
});
