/** What the router says of the incidents of the last 30 days. */
import { expect, test } from 'vitest';
import type { Incident } from '../../../alerts/router/incident.ts';
import { recentWindow, recordIncidents } from '../../../alerts/router/incidentFigures.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';

const now = 1_800_000_000;

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
  id,
  scope: 'edge:arb',
  region: id,
  state: 'resolved',
  severity: 'page',
  peak: 'page',
  headline: 'EdgeDown',
  openedAt: now - 3600,
  resolvedAt: now - 3000,
  ackedAt: null,
  ackedBy: null,
  messageId: null,
  sentAt: null,
  sentMaterial: null,
  heldUntil: null,
  reopened: 0,
  newPages: 0,
  causes: [],
  ...more,
});

const said = async (incidents: readonly Incident[]): Promise<readonly string[]> => {
  const registry = createRegistry(['router']);
  recordIncidents(registry, incidents, now);
  return (await registry.render('router')).split('\n').filter((line) => line.startsWith('headwatch_incident'));
};

test('pages by cause, and how long people took', async () => {
  const causes = [
    { cause: 'edge', detail: '', at: 1 },
    { cause: 'own_node', detail: '', at: 2 },
  ] as const;
  const lines = await said([
    incident('a', { ackedAt: now - 3500, causes }),
    incident('b', { ackedAt: now - 3000 }),
    incident('c', { ackedAt: now - 3590 }),
    incident('warned', { peak: 'warning', severity: 'warning', ackedAt: now }),
    incident('old', { openedAt: now - recentWindow - 1, ackedAt: now }),
  ]);
  expect(lines).toContain(`${metrics.incidentsRecent.name}{severity="page",cause="own_node"} 1`);
  expect(lines).toContain(`${metrics.incidentsRecent.name}{severity="page",cause="unattributed"} 2`);
  expect(lines).toContain(`${metrics.incidentsRecent.name}{severity="warning",cause="unattributed"} 1`);
  expect(lines).toContain(`${metrics.acknowledgeTime.name}{rank="median"} 100`);
  expect(lines).toContain(`${metrics.acknowledgeTime.name}{rank="longest"} 600`);
});

test('an open page that nobody has taken is told; without a page nobody was quick', async () => {
  expect(await said([incident('open', { state: 'firing', resolvedAt: null })])).toContain(
    `${metrics.incidentsUnacknowledged.name} 1`,
  );
  const taken = await said([incident('open', { state: 'firing', resolvedAt: null, ackedAt: now })]);
  expect(taken).toContain(`${metrics.incidentsUnacknowledged.name} 0`);
  const none = await said([]);
  expect(none.filter((line) => line.startsWith(metrics.acknowledgeTime.name))).toEqual([]);
});
