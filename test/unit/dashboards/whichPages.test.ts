/** Which pages a fleet has: a page with nothing to show is none, and a node in detail is nobody's business but operators'. */
import { expect, it } from 'vitest';
import { exampleFleet, minimalFleet } from './support/fleets.ts';
import { pageJson, pagesOf } from './support/panels.ts';

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
