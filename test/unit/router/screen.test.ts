/** What dashboards are told of incidents and planned work. */
import { expect, test } from 'vitest';
import { createScreen } from '../../../alerts/router/screen.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import type { IncidentStatus, MaintenanceStatus } from '../../../collector/status.ts';

const incident = (more: Partial<IncidentStatus> = {}): IncidentStatus => ({
  id: '2026-11-22-1',
  title: 'Arbitrum RPC: no fresh blocks',
  severity: 'page',
  region: 'eu',
  state: 'firing',
  cause: 'own_node',
  startedAt: 1000,
  resolvedAt: null,
  ...more,
});

const told = () => {
  const registry = createRegistry(['router']);
  const screen = createScreen(registry);
  return async (
    openIncidents: readonly IncidentStatus[],
    lastIncidents: readonly IncidentStatus[] = [],
    maintenance: MaintenanceStatus | null = null,
  ): Promise<readonly string[]> => {
    screen.show({ openIncidents: [...openIncidents], lastIncidents: [...lastIncidents], maintenance });
    return (await registry.render('router'))
      .split('\n')
      .filter((line) => /^headwatch_(incident|maintenance)_shown/.test(line))
      .map((line) => line.replace(/^headwatch_(\w+)_shown_timestamp_seconds/, '$1'));
  };
};

test('open incidents by when they began, the last one by when it was over, and nothing that is past', async () => {
  const say = told();
  const over = incident({ state: 'resolved', cause: 'edge', resolvedAt: 900 });
  expect(await say([incident()], [over, incident({ ...over, title: 'Older', resolvedAt: 100 })])).toEqual([
    'incident{title="Arbitrum RPC: no fresh blocks",region="eu",severity="page",cause="edge",state="over"} 900',
    'incident{title="Arbitrum RPC: no fresh blocks",region="eu",severity="page",cause="own_node",state="open"} 1000',
  ]);
  // Its cause is learned: the series that named another one goes.
  expect(await say([incident({ cause: 'l1_edge', state: 'recovering' })])).toEqual([
    'incident{title="Arbitrum RPC: no fresh blocks",region="eu",severity="page",cause="l1_edge",state="recovering"} 1000',
  ]);
  expect(await say([])).toEqual([]);
});

test('of two incidents with the same words the one that began first', async () => {
  const lines = await told()([incident({ startedAt: 500 }), incident({ startedAt: 1000 })]);
  expect(lines).toEqual([expect.stringMatching(/ 500$/)]);
});

test('planned work by its beginning and end, until there is none', async () => {
  const say = told();
  const window = { about: 'Node EU', regions: [], from: 2000, to: 3800, reason: 'upgrade' };
  expect(await say([], [], window)).toEqual([
    'maintenance{about="Node EU",bound="from"} 2000',
    'maintenance{about="Node EU",bound="to"} 3800',
  ]);
  expect(await say([])).toEqual([]);
});
