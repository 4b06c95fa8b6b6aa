/** Which alert of an incident its card tells first. */
import { expect, test } from 'vitest';
import type { IncomingAlert } from '../../../alerts/router/incident.ts';
import { applyAlerts } from '../../../alerts/router/lifecycle.ts';
import { pageClasses } from '../../../alerts/rules/define.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const page = (alertname: keyof typeof pageClasses, at: number): IncomingAlert =>
  alertOf({ ...labelsOf.edgeDown, alertname, page_class: pageClasses[alertname] }, 'firing', at);
const warning = (alertname: string, at: number): IncomingAlert =>
  alertOf({ alertname, severity: 'warning', scope: 'edge:arb', region: 'eu' }, 'firing', at);

/** The headline after all of these have come, one after the other. */
const headlineOf = (...alerts: readonly IncomingAlert[]): string | undefined => {
  const store = temporaryStore();
  for (const alert of alerts)
    store.transaction(() =>
      applyAlerts(store, [alert], { fleet: fleetOf(), now: alert.startsAt + 1, verified: true, cards: true }),
    );
  return store.openIncidents()[0]?.headline;
};

test('a warning never takes the headline from a page, however old it is', () => {
  expect(headlineOf(warning('EdgeThrottled', t0 - 900), page('BudgetFastBurn', t0))).toBe('BudgetFastBurn');
  expect(headlineOf(page('BudgetFastBurn', t0), warning('EdgeThrottled', t0 + 5))).toBe('BudgetFastBurn');
});

test.each(['EdgeDown', 'JourneyFailing'] as const)('%s is told before what burns and before what may come', (name) => {
  expect(headlineOf(page('BudgetFastBurn', t0), page(name, t0 + 60))).toBe(name);
  expect(headlineOf(page('RedundancyGone', t0), page(name, t0 + 60))).toBe(name);
  expect(headlineOf(page(name, t0), page('BudgetFastBurn', t0 + 60))).toBe(name);
});

test("a page of the user's own rules comes behind ours, and is told when it is alone", () => {
  const own = alertOf({ ...labelsOf.edgeDown, alertname: 'Mine' }, 'firing', t0);
  expect(headlineOf(own)).toBe('Mine');
  expect(headlineOf(own, page('BudgetFastBurn', t0 + 60))).toBe('BudgetFastBurn');
});
