import { expect, test } from 'vitest';
import { holdCard, holdFor } from '../../../../alerts/router/hold.ts';
import type { StoredAlert } from '../../../../alerts/router/incident.ts';
import { causeInMaintenance } from '../../../../alerts/router/maintenance/cause.ts';
import { incident, stored } from '../cardStates.ts';
import { alertOf, labelsOf } from '../fleet.ts';
import { idOf, planFleet, t0, worldOf } from './world.ts';

const warning = incident({ severity: 'warning', headline: 'NodeStalled', causes: [] });

const causeOf = async (...alerts: readonly StoredAlert[]) => {
  const { start, store, job, clock } = worldOf();
  store.saveIncident(warning);
  for (const alert of alerts) store.saveAlert(alert);
  const id = idOf(await start('node:arb-eu'));
  const now = () => causeInMaintenance(planFleet, store, job().nodesInWork(), 'edge:arb', 'eu');
  const during = now();
  clock.now += 1800;
  return { id, during, after: now() };
};

test('an incident that is nothing but a node in maintenance is maintenance’s, while it lasts', async () => {
  const { id, during, after } = await causeOf(stored(labelsOf.nodeStalled));
  expect(during).toEqual({ cause: 'maintenance', detail: `arb-eu is in maintenance (${id}): nitro 3.9` });
  expect(after).toBeUndefined();
});

test('a page, another node or anything else in it is not explained by that', async () => {
  const own = stored(labelsOf.nodeStalled);
  const other = stored({ ...labelsOf.nodeStalled, scope: 'node:arb-us', target: 'arb-us' });
  expect((await causeOf(own, stored(labelsOf.edgeDown))).during).toBeUndefined();
  expect((await causeOf(own, { ...other, fingerprint: 'x' })).during).toBeUndefined();
  expect(
    (await causeOf(own, stored({ alertname: 'MetricsAbsent', severity: 'warning', scope: 'edge:arb', region: 'eu' })))
      .during,
  ).toBeUndefined();
  const over = { ...other, fingerprint: 'x', status: 'resolved' } as const;
  expect((await causeOf(own, over)).during?.cause).toBe('maintenance');
});

test('what came in while a restarted Alertmanager had lost the silence gets no card once it has it again', async () => {
  const alert = stored(labelsOf.nodeStalled);
  const held = (silenced: boolean) => ({
    startedAt: t0,
    alerts: [{ ...alertOf(labelsOf.nodeStalled, 'firing', t0), active: !silenced, inhibited: false, silenced }],
  });
  const hold = (now: number, heldUntil: number | null, silenced: boolean) =>
    holdCard({ ...warning, heldUntil }, [alert], {
      ...{ now: () => now, settled: 180, starts: async () => [t0] },
      views: async () => [held(silenced)],
    });
  expect(await hold(t0 + 2, null, false)).toEqual({ until: t0 + 2 + holdFor });
  expect(await hold(t0 + 12, t0 + 12, true)).toBe('drop');
  expect(await hold(t0 + 12, t0 + 12, false)).toBe('send');
});
