import { describe, expect, it } from 'vitest';
import type { L1LinkState, NodeVerdict } from '../../../collector/catalogue/labels.ts';
import { findCauses } from '../../../collector/verdict/cause.ts';
import type { CauseEvidence } from '../../../collector/verdict/causeEvidence.ts';
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

describe('the cause of a node whose way to L1 is broken', () => {
  const link = (state: L1LinkState, ...names: string[]) => ({
    links: new Map(names.map((name) => [name, { state, detail: 'so it is' }])),
  });

  it.each(['own_l1', 'blob_path', 'feed'] as const)('is %s, though its head is fresh', (state) => {
    const found = find({}, link(state, 'arb-eu'));
    expect(found).toEqual([{ scope: 'edge:arb', region: 'eu', cause: state, detail: 'arb-eu' }]);
  });

  it('is that way when the node is bad as well, and its own when it is bad with the way whole', () => {
    expect(find({ 'arb-eu': 'lagging' }, link('feed', 'arb-eu'))[0]?.cause).toBe('feed');
    expect(find({ 'arb-eu': 'stalled' }, link('own_node', 'arb-eu'))[0]?.cause).toBe('own_node');
    expect(find({}, link('unknown', 'arb-eu'))).toEqual([]);
    expect(find({}, link('healthy', 'arb-eu'))).toEqual([]);
  });

  it('is the chain, once, when it is the same for everyone', () => {
    for (const state of ['batch_poster', 'l1_finality'] as const) {
      const found = find({}, link(state, 'arb-eu', 'arb-us', 'arb-ap'));
      expect(found).toEqual([{ scope: 'chain:arbitrum-one', region: 'all', cause: state, detail: 'so it is' }]);
    }
  });
});

describe('the cause of a fresh head without L1', () => {
  const beacon = fleet.nodes.find(({ name }) => name === 'eth-a')?.endpoint;
  const childOf = (parent: string) => fleet.nodes.map((node) => (node.name === 'arb-eu' ? { ...node, parent } : node));
  const throughEdge = fleetOf({
    nodes: childOf('edge:eth'),
    edges: fleet.edges.map((edge) => (edge.name === 'eth' ? { ...edge, beacon } : edge)),
  });
  const blobsElsewhere = fleetOf({ nodes: childOf('edge:eth') });
  const throughNode = fleetOf({ nodes: childOf('node:eth-a') });
  const eth = (state: 'good' | 'bad') => ({ name: 'eth', region: 'eu', state });
  const causeOf = (
    of: typeof fleet,
    state: L1LinkState,
    edges: CauseEvidence['edges'] = [],
    verdicts: Readonly<Record<string, NodeVerdict>> = {},
  ) => {
    const links = new Map([['arb-eu', { state, detail: 'so it is' }]]);
    return find(verdicts, { edges, links }, of).find(({ scope, region }) => scope === 'edge:arb' && region === 'eu')
      ?.cause;
  };

  it('is the L1 edge while that is bad and the nodes behind it are well', () => {
    expect(causeOf(throughEdge, 'own_l1', [eth('bad')])).toBe('l1_edge');
    expect(causeOf(throughEdge, 'blob_path', [eth('bad')])).toBe('l1_edge');
  });

  it('is our own L1 when a node behind that edge is bad, or the node that it reads', () => {
    expect(causeOf(throughEdge, 'own_l1', [eth('bad')], { 'eth-b': 'stalled' })).toBe('own_l1');
    expect(causeOf(throughNode, 'own_l1', [eth('bad')], { 'eth-a': 'unreachable' })).toBe('own_l1');
  });

  it('is its own way while the edge is well, or is not what it reads', () => {
    expect(causeOf(throughEdge, 'own_l1', [eth('good')])).toBe('own_l1');
    expect(causeOf(throughNode, 'own_l1', [eth('bad')])).toBe('own_l1');
    expect(causeOf(throughEdge, 'own_l1')).toBe('own_l1');
  });

  it('stays what it is where the edge does not explain it', () => {
    expect(causeOf(throughEdge, 'feed', [eth('bad')])).toBe('feed');
    expect(causeOf(throughEdge, 'healthy', [eth('bad')])).toBeUndefined();
    // Its blobs come from somewhere else.
    expect(causeOf(blobsElsewhere, 'blob_path', [eth('bad')])).toBe('blob_path');
    expect(causeOf(throughEdge, 'blob_path', [eth('bad')], { 'eth-a': 'stalled' })).toBe('blob_path');
  });

  it('is nobody’s while the edge is bad and of the nodes behind it nothing is known', () => {
    const unknown = { 'eth-a': 'unknown', 'eth-b': 'unknown' } as const;
    expect(causeOf(throughEdge, 'own_l1', [eth('bad')], unknown)).toBe('unattributed');
  });
});

describe('the cause of an L1 edge whose journey fails', () => {
  const eth = (reason: string) => ({ edges: [{ name: 'eth', region: 'eu', state: 'bad' as const, reason }] });

  it('is the way to blobs when they alone do not come, and the edge for anything else', () => {
    expect(find({}, eth('blob_missing'))[0]).toMatchObject({ scope: 'edge:eth', cause: 'blob_path' });
    expect(find({}, eth('timeout'))[0]).toMatchObject({ scope: 'edge:eth', cause: 'edge' });
    expect(find({ 'eth-a': 'unreachable' }, eth('blob_missing'))[0]).toMatchObject({ cause: 'own_node' });
  });
});

describe('the cause of an edge that is bad', () => {
  /** The Nitro nodes read L1 through the edge `eth`. */
  const nodes = fleet.nodes.map((node) =>
    node.chain === 'arbitrum-one' ? { ...node, parent: 'edge:eth' as const } : node,
  );
  const withParents = fleetOf({ nodes });
  const arb = (region: string, state: 'good' | 'bad', reason?: string) => ({ name: 'arb', region, state, reason });
  const unreached = (region: string, reason: string) => ({ ...arb(region, 'bad', reason), unreached: true });
  const causeOf = (
    edges: CauseEvidence['edges'],
    verdicts: Readonly<Record<string, NodeVerdict>> = {},
    of = withParents,
  ) => find(verdicts, { edges }, of).find(({ scope }) => scope === 'edge:arb')?.cause;

  it('is the L1 edge when that is bad and the L1 nodes behind it are well', () => {
    const eth = { name: 'eth', region: 'eu', state: 'bad', reason: 'http_5xx' } as const;
    expect(causeOf([arb('eu', 'bad', 'behind'), eth], { 'arb-eu': 'stalled' })).toBe('l1_edge');
  });

  it('is our own L1 when the nodes behind the L1 edge are bad, too', () => {
    const eth = { name: 'eth', region: 'eu', state: 'bad', reason: 'http_5xx' } as const;
    expect(causeOf([arb('eu', 'bad', 'behind'), eth], { 'arb-eu': 'stalled', 'eth-a': 'stalled' })).toBe('own_l1');
  });

  it('is nobody’s while the L1 edge is bad and its nodes are not known', () => {
    const eth = { name: 'eth', region: 'eu', state: 'bad', reason: 'http_5xx' } as const;
    const unknown = { 'arb-eu': 'stalled', 'eth-a': 'unknown', 'eth-b': 'unknown' } as const;
    expect(causeOf([arb('eu', 'bad', 'behind'), eth], unknown)).toBe('unattributed');
  });

  it('is our own L1 when a node reads it from a node of ours that is bad', () => {
    const direct = fleetOf({
      nodes: fleet.nodes.map((node) => (node.name === 'arb-eu' ? { ...node, parent: 'node:eth-a' } : node)),
    });
    const both = { 'arb-eu': 'stalled', 'eth-a': 'unreachable' } as const;
    expect(causeOf([arb('eu', 'bad', 'behind')], both, direct)).toBe('own_l1');
  });

  it('is our own node while the L1 edge is well', () => {
    const eth = { name: 'eth', region: 'eu', state: 'good' } as const;
    expect(causeOf([arb('eu', 'bad', 'timeout'), eth], { 'arb-eu': 'unreachable' })).toBe('own_node');
  });

  it('is the network when one region does not reach it and everyone else does', () => {
    expect(causeOf([arb('eu', 'good'), unreached('us', 'refused')])).toBe('network');
    // Two collectors in one region disagree.
    expect(causeOf([arb('us', 'good'), unreached('us', 'dns')])).toBe('network');
  });

  it('is the edge when whoever asked has reached it', () => {
    for (const reason of ['timeout', 'http_429', 'edge_error', 'wrong_chain', 'behind', 'rpc_error'])
      expect(causeOf([arb('eu', 'good'), arb('us', 'bad', reason)])).toBe('edge');
  });

  it('is the edge when two regions do not reach it, or nobody else says anything, or nobody says why', () => {
    expect(causeOf([arb('eu', 'good'), unreached('us', 'refused'), unreached('ap', 'refused')])).toBe('edge');
    expect(causeOf([unreached('us', 'refused')])).toBe('edge');
    expect(causeOf([arb('eu', 'good'), arb('us', 'bad')])).toBe('edge');
  });

  it('is not asked for while the region is only seen well', () => {
    expect(causeOf([arb('eu', 'good'), { name: 'arb', region: 'eu', state: 'unknown' }])).toBeUndefined();
  });
});
