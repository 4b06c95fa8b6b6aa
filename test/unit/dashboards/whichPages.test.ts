/** Which pages a fleet has: a page with nothing to show is none, and a node in detail is nobody's business but operators'. */
import { expect, it } from 'vitest';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { pageJson, pagesOf } from '../../../demo/drill/panels/page.ts';
import { exampleFleet, fullFleet, minimalFleet } from './support/fleets.ts';

it('has no page of Ethereum nodes without any', () => {
  expect([...pagesOf('operator', exampleFleet()).keys()]).toContain('ethereum');
  expect([...pagesOf('operator', minimalFleet()).keys()]).not.toContain('ethereum');
});

it('shows one node, and what we ask of it, to operators only', () => {
  expect([...pagesOf('operator', minimalFleet()).keys()]).toContain('node');
  expect([...pagesOf('public', exampleFleet()).keys()]).not.toContain('node');
});

it('tells first whether it is Arbitrum itself', () => {
  for (const profile of ['operator', 'public'] as const) {
    const titles = pageJson('arbitrum', profile, exampleFleet()).panels.map(({ title }) => title);
    expect(titles[0]).toBe('Arbitrum itself (not us)');
    const rows = pageJson('arbitrum', profile, exampleFleet()).panels.filter(({ type }) => type === 'row');
    expect(rows.slice(1, 6).map(({ title }) => title)).toEqual([
      'Our nodes: head and lag',
      'Our nodes: latency',
      'Our nodes: traffic',
      'Our nodes: errors',
      'Our nodes: saturation',
    ]);
  }
});

const titlesOf = (fleet: Fleet): readonly string[] =>
  pageJson('node', 'operator', fleet).panels.map(({ title }) => title);

it('shows certificates where someone may have one, and clients’ own metrics where they are read', () => {
  const minimal = minimalFleet();
  const certificates = 'Days until certificates expire';
  expect(titlesOf(minimal)).toContain(certificates);
  const plain = { url: new Secret('http://127.0.0.1:8547'), headers: {}, via: 'direct' as const };
  const bare = {
    ...minimal,
    nodes: minimal.nodes.map((node) => ({ ...node, endpoint: plain })),
    references: minimal.references.map((reference) => ({ ...reference, endpoint: plain })),
  };
  expect(titlesOf(bare)).not.toContain(certificates);

  const ownWords = 'From the clients’ own metrics';
  const evm = { ...minimal, nodes: minimal.nodes.map((node) => ({ ...node, kind: 'evm' as const, metrics: plain })) };
  expect(titlesOf(evm)).not.toContain(ownWords);
  expect(titlesOf(fullFleet())).toContain(ownWords);
});

it('compares logs where members read them, and by journeys that read events', () => {
  const settled = 'The same logs as the others';
  const byJourney = 'Logs of settled blocks, compared';
  const example = exampleFleet();
  expect(titlesOf(example)).toEqual(expect.arrayContaining([settled, byJourney, 'Safe blocks that became others']));
  expect(titlesOf(minimalFleet())).not.toEqual(expect.arrayContaining([settled]));
  expect(titlesOf(minimalFleet())).not.toEqual(expect.arrayContaining([byJourney]));
  const internal = { ...example, edges: example.edges.map((edge) => ({ ...edge, audience: 'internal' as const })) };
  expect(titlesOf(internal)).not.toEqual(expect.arrayContaining([settled]));
});
