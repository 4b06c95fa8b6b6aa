/** What is generated for the two example fleets, byte for byte. `vitest -u` writes it anew; read the difference. */
import { describe, expect, it } from 'vitest';
import { dashboardFiles } from '../../../dashboards/generate.ts';
import { publicFiles } from '../../../dashboards/provisioning/publicFiles.ts';
import { exampleFleet, minimalFleet, plantedFleet } from '../../unit/dashboards/support/fleets.ts';

describe.each([
  { name: 'example', fleet: exampleFleet },
  { name: 'minimal', fleet: minimalFleet },
])('generated/$name', ({ name, fleet }) => {
  it.each([...new Map([...dashboardFiles(fleet()), ...publicFiles(fleet())])])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(`../../../generated/${name}/${path}`);
  });
});

it('gives the same bytes each time, and shares nothing between dashboards', () => {
  expect([...dashboardFiles(exampleFleet())]).toEqual([...dashboardFiles(exampleFleet())]);
  const before = [...dashboardFiles(exampleFleet())];
  dashboardFiles(plantedFleet());
  expect([...dashboardFiles(exampleFleet())]).toEqual(before);
});

it('keeps the id of a panel when the fleet around it changes', () => {
  const idsOf = (fleet: ReturnType<typeof exampleFleet>): ReadonlyMap<string, number> => {
    const json = JSON.parse(dashboardFiles(fleet).get('grafana/dashboards/public/headwatch-status.json') ?? '{}');
    return new Map(json.panels.map(({ title, id }: { title: string; id: number }) => [title, id]));
  };
  const fleet = exampleFleet();
  const smaller = { ...fleet, nodes: fleet.nodes.slice(0, 1), vantages: [] };
  for (const [title, id] of idsOf(smaller)) expect(idsOf(fleet).get(title)).toBe(id);
});
