/** What a node's window silences of all the alerts that fleets can raise: its own below a page, and nothing else. */
import { describe, expect, test } from 'vitest';
import { matchersOf } from '../../alerts/router/maintenance/silences.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { everyAlert } from './support/everyAlert.ts';
import { fleetOf } from './support/fleets.ts';
import type { Labels } from './support/routeWalk.ts';

const fleets: Readonly<Record<string, Fleet>> = {
  example: fleetOf('example'),
  minimal: fleetOf('minimal'),
  'that pages on a halt': fleetOf('example', { edit: [['objective: 99.98', 'objective: 99.98, page_on_halt: true']] }),
};

const silenced = (scope: string, labels: Labels): boolean =>
  matchersOf({ scope }).some(
    (matched) =>
      Object.entries(matched.labels).every(([name, value]) => (labels[name] ?? '') === value) &&
      Object.entries(matched.not ?? {}).every(([name, value]) => (labels[name] ?? '') !== value),
  );

describe.each(Object.entries(fleets))('a fleet %s', (_title, fleet) => {
  const alerts = everyAlert(fleet);

  test('no window of a node ever silences a page, or anything of another target', () => {
    expect(alerts.some(({ severity }) => severity === 'page')).toBe(true);
    for (const { name } of fleet.nodes) {
      const hit = alerts.filter((labels) => silenced(`node:${name}`, labels));
      expect(hit.filter(({ severity, page_class }) => severity === 'page' || page_class)).toEqual([]);
      expect(hit.filter(({ target }) => target !== name)).toEqual([]);
    }
  });

  test('every alert whose scope is the node is silenced, also one of the user’s own without a target', () => {
    for (const { name } of fleet.nodes) {
      const own = alerts.filter(({ scope }) => scope === `node:${name}`);
      expect(own.length).toBeGreaterThan(0);
      expect(own.filter((labels) => !silenced(`node:${name}`, labels))).toEqual([]);
      const disk = { alertname: 'DiskFillsUp', severity: 'warning', scope: `node:${name}`, region: 'eu' };
      expect(silenced(`node:${name}`, disk)).toBe(true);
    }
  });

  test('a window of an edge silences nothing', () => {
    for (const { name } of fleet.edges) expect(alerts.filter((labels) => silenced(`edge:${name}`, labels))).toEqual([]);
  });
});
