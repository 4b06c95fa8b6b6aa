import { expect, test } from 'vitest';
import type { StoredAlert } from '../../../alerts/router/incident.ts';
import type { AlertmanagerView, HeldAlert } from '../../../alerts/router/neighbours.ts';
import { type Evidence, reconcile } from '../../../alerts/router/reconcile.ts';
import { alertOf, labelsOf } from './fleet.ts';

const now = 1_795_000_000;

const stored = (more: Partial<StoredAlert> = {}): StoredAlert => ({
  ...alertOf(labelsOf.edgeDown, 'firing', now - 600),
  incidentId: '2026-11-22-1',
  name: 'EdgeDown',
  severity: 'page',
  pageClass: 'outage',
  status: 'firing',
  seenAt: now - 60,
  ...more,
});

const held = (labels: Readonly<Record<string, string>>, more: Partial<HeldAlert> = {}): HeldAlert => ({
  ...alertOf(labels, 'firing', now - 600),
  active: true,
  inhibited: false,
  silenced: false,
  ...more,
});
const watchdog = held({ alertname: 'Watchdog', severity: 'info', scope: 'self', region: 'all' });
const old = now - 3600;
const well: AlertmanagerView = { startedAt: old, alerts: [watchdog] };

const find = (more: Partial<Evidence>) =>
  reconcile({
    now,
    scale: 1,
    live: [stored()],
    over: [],
    alertmanagers: [well],
    prometheus: { startedAt: old, alerts: [], firing: [] },
    latest: () => undefined,
    ...more,
  });
const statuses = (more: Partial<Evidence>): readonly string[] => find(more).changes.map((change) => change.status);

test('absent from everyone who would know, all of them well: resolved, and PagerDuty is owed the resolve', () => {
  const findings = find({});
  expect(findings.changes.map((change) => change.status)).toEqual(['resolved']);
  expect(findings.resolved).toEqual([stored()]);
});

const doubts: readonly [string, Partial<Evidence>][] = [
  ['Alertmanager restarted a minute ago', { alertmanagers: [{ ...well, startedAt: now - 60 }] }],
  ['one of two Alertmanagers restarted', { alertmanagers: [well, { ...well, startedAt: now - 60 }] }],
  ['one of two Alertmanagers does not answer', { alertmanagers: [well, undefined] }],
  ['the Watchdog is missing', { alertmanagers: [{ ...well, alerts: [] }] }],
  ['Prometheus does not answer', { prometheus: undefined }],
  ['Prometheus has just started', { prometheus: { startedAt: now - 20, alerts: [], firing: [] } }],
  ['there is no Alertmanager to ask', { alertmanagers: [] }],
  ['the webhook came in this very moment', { live: [stored({ seenAt: now - 1 })] }],
];
test.each(doubts)('%s: nothing is resolved', (_, evidence) => {
  expect(find(evidence)).toMatchObject({ changes: [], resolved: [] });
});

test('Prometheus still has it, without its external labels: it fires, wherever Alertmanager lost it', () => {
  const labels = { ...labelsOf.edgeDown, monitor: 'eu-1' };
  const live = [stored({ labels })];
  const findings = find({
    live,
    prometheus: { startedAt: old, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] },
  });
  expect(findings).toMatchObject({ confirmed: live, changes: [] });
});

test('silenced or inhibited in Alertmanager is still firing', () => {
  const alertmanagers = [{ ...well, alerts: [watchdog, held(labelsOf.edgeDown, { active: false })] }];
  expect(find({ alertmanagers })).toMatchObject({ confirmed: [stored()], changes: [] });
});

test('nobody can be asked for more than five minutes: unverified', () => {
  const nobody: Partial<Evidence> = { alertmanagers: [undefined], prometheus: undefined };
  expect(statuses({ ...nobody, live: [stored({ seenAt: now - 290 })] })).toEqual([]);
  expect(statuses({ ...nobody, live: [stored({ seenAt: now - 310 })] })).toEqual(['unverified']);
});

test('told resolved while Prometheus was away: settled when it is back and agrees, firing when it does not', () => {
  const live = [stored({ status: 'unverified', endsAt: now - 30, seenAt: now - 30 })];
  const young = { ...well, startedAt: now - 60 };
  expect(statuses({ live, prometheus: undefined, alertmanagers: [young] })).toEqual([]);
  expect(statuses({ live, alertmanagers: [young] })).toEqual(['resolved']);
  // Meanwhile the page was opened again by us: who opens it ends it.
  expect(find({ live, alertmanagers: [young] }).resolved).toEqual(live);
  const prometheus = { startedAt: old, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] };
  expect(statuses({ live, prometheus, alertmanagers: [young] })).toEqual(['firing']);
});

test("the router's own alert is nobody else's to resolve", () => {
  expect(find({ live: [stored({ origin: 'router', seenAt: now - 900 })] }).changes).toEqual([]);
});

test('told resolved by an Alertmanager that has lost Prometheus, while Prometheus fires it: it goes on', () => {
  const told = { status: 'resolved', endsAt: now - 20 } as const;
  const fires = { startedAt: old, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] };
  const over = [stored({ ...told, seenAt: now - 20, groupKey: 'g' })];
  const deaf: AlertmanagerView = { ...well, alerts: [] };
  const findings = find({ live: [], over, alertmanagers: [deaf], prometheus: fires });
  expect(findings.lost).toMatchObject([{ status: 'firing', startsAt: now - 20, endsAt: null, groupKey: 'g' }]);

  const none = { lost: [] };
  // Prometheus may have been asked before it resolved; and what is only pending is not yet firing again.
  expect(find({ live: [], over: [stored({ ...told, seenAt: now - 3 })], prometheus: fires })).toMatchObject(none);
  expect(find({ live: [], over, prometheus: { ...fires, firing: [] } })).toMatchObject(none);
  expect(find({ live: [], over, prometheus: undefined })).toMatchObject(none);
});

test('what was resolved and fires again, kept silent by its Alertmanager, is not lost: nothing reopens', () => {
  const over = [stored({ status: 'resolved', endsAt: now - 300, seenAt: now - 300 })];
  const fires = { startedAt: old, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] };
  const silent = held(labelsOf.edgeDown, { active: false, silenced: true });
  const view = { ...well, alerts: [watchdog, silent] };
  expect(find({ live: [], over, prometheus: fires, alertmanagers: [view] }).lost).toEqual([]);
  expect(find({ live: [], over, prometheus: fires }).lost).toHaveLength(1);
});

test('a lost webhook is made up for, but not what Alertmanager mutes, tells elsewhere, or is about to deliver', () => {
  const lost = held(labelsOf.edgeDown);
  const others = [
    held(labelsOf.nodeStalled, { active: false, inhibited: true }),
    held({ alertname: 'RouterDown', scope: 'self', region: 'all' }),
    held(labelsOf.redundancyGone, { startsAt: now - 10 }),
    held(labelsOf.chainHalted),
  ];
  const view: AlertmanagerView = { ...well, alerts: [watchdog, lost, ...others] };
  const justResolved = stored({ status: 'resolved', seenAt: now - 10 });
  const findings = find({
    live: [],
    alertmanagers: [view, view],
    latest: (fingerprint) => (fingerprint.startsWith('ChainHalted') ? justResolved : undefined),
  });
  expect(findings.lost).toEqual([lost]);
});
