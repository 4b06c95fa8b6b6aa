import { expect, test } from 'vitest';
import type { Incident } from '../../../alerts/router/incident.ts';
import type { RegionReading } from '../../../alerts/router/regionStatus.ts';
import { standingLines } from '../../../alerts/router/standing.ts';
import { buildStatus, type StatusSources } from '../../../alerts/router/status.ts';
import type { EdgeView, View } from '../../../collector/view.ts';
import { fleetOf, nodeView, secret, viewOf } from './fleet.ts';

const now = 1_795_000_000;

const edgeView = (state: EdgeView['state'], more: Partial<EdgeView> = {}): EdgeView => ({
  name: 'arb',
  alias: 'Arbitrum RPC',
  chain: 'arbitrum-one',
  region: 'eu',
  audience: 'members',
  state,
  reason: 'fresh',
  detail: 'https://arb.edge.example.org/planted-edge-key answered',
  since: now - 50,
  head: { number: 5, timestamp: now - 1, hash: '0xplanted' },
  lagSeconds: 0.5,
  seconds: { good: 1, bad: 0, halted: 0, unknown: 0 },
  ...more,
});

const reading = (region: string, state: RegionReading['state'], vantage = region): RegionReading => ({
  edge: 'arb',
  region,
  vantage,
  state,
  since: null,
  headTimestamp: now - 2,
  lagSeconds: 1,
});

const goodView = (more: Partial<View> = {}): View =>
  viewOf(now - 1, {
    nodes: fleetOf().nodes.map((node) => nodeView(node.name)),
    edges: [edgeView('good')],
    chains: [{ name: 'arbitrum-one', verdict: 'live', detail: '', since: 1, head: null, sources: 4 }],
    ...more,
  });

const status = (more: Partial<StatusSources> = {}) =>
  buildStatus({
    fleet: fleetOf(),
    now,
    view: goodView(),
    readings: [reading('us', 'good')],
    watching: 1,
    open: [],
    last: [],
    standing: [],
    ...more,
  });

test('all measured regions good: up; a region without a vantage is named, not counted', () => {
  const { state, edges, watchers, dataAgeSeconds } = status();
  expect(state).toBe('up');
  expect(edges).toHaveLength(1);
  expect(edges[0]?.regions.map(({ region, state, measured }) => [region, state, measured])).toEqual([
    ['eu', 'good', true],
    ['us', 'good', true],
    ['ap', 'unknown', false],
  ]);
  expect(watchers).toEqual({ seen: 2, expected: 2 });
  expect(dataAgeSeconds).toBe(1);
});

test.each([
  [
    'one region bad',
    'degraded',
    { readings: [reading('us', 'bad')] },
    'Members in US: switch to your backup RPC. EU is fine.',
  ],
  [
    'every measured region bad',
    'down',
    { view: goodView({ edges: [edgeView('bad')] }), readings: [reading('us', 'bad')] },
    'backup RPC',
  ],
  [
    'the chain stands still',
    'degraded',
    { view: goodView({ edges: [edgeView('halted')] }), readings: [reading('us', 'halted')] },
    'chain itself',
  ],
  ['a vantage is silent', 'unknown', { readings: [] }, 'check it from where you are'],
  ['Prometheus is silent', 'unknown', { readings: undefined }, 'check it from where you are'],
  ['the collector is silent', 'unknown', { view: undefined }, 'check it from where you are'],
  ['the view is 11 s old', 'unknown', { view: { ...goodView(), at: now - 11 } }, 'check it from where you are'],
  ['the collector is blind', 'unknown', { view: goodView({ blind: true }) }, 'check it from where you are'],
] as const)('%s: %s', (_, expected, sources, advice) => {
  const built = status(sources);
  expect(built.state).toBe(expected);
  expect(built.advice).toContain(advice);
});

test('stale data shows no number and no verdict', () => {
  const built = status({ view: { ...goodView(), at: now - 60 } });
  expect(new Set(built.nodes.map((node) => node.verdict))).toEqual(new Set(['unknown']));
  expect(built.nodes.every((node) => node.headNumber === null && node.lagSeconds === null)).toBe(true);
  expect(built.chains.every((chain) => chain.verdict === 'unverifiable')).toBe(true);
  expect(built).toMatchObject({ dataAgeSeconds: 60, watchers: { seen: 1 } });
});

test('without an edge for members the serving nodes are the service', () => {
  const fleet = fleetOf({ edges: [] });
  const sick = goodView({
    nodes: fleet.nodes.map((node) => nodeView(node.name, node.name === 'lone' ? { verdict: 'stalled' } : {})),
  });
  expect(status({ fleet }).state).toBe('up');
  expect(status({ fleet }).advice).toContain('No path of members is measured here');
  expect(status({ fleet, view: sick }).state).toBe('degraded');
});

test('a node that joins or is parked is not told of: it serves nobody', () => {
  const states: Readonly<Record<string, 'joining' | 'parked'>> = { 'arb-eu': 'joining', lone: 'parked' };
  const nodes = fleetOf().nodes.map((node) => ({ ...node, state: states[node.name] ?? node.state }));
  const fleet = fleetOf({ nodes });
  const view = goodView({
    nodes: nodes.map(({ name }) => nodeView(name, name === 'arb-eu' ? { verdict: 'syncing' } : {})),
  });
  const told = status({ fleet, view }).nodes;
  expect(told).toHaveLength(nodes.length - 2);
  expect(told.every(({ verdict }) => verdict === 'ok')).toBe(true);
  // Nor does its lag make a service without edges a degraded one.
  expect(status({ fleet: { ...fleet, edges: [] }, view }).state).toBe('up');
});

const incident = (scope: string, region: string, headline: string): Incident => ({
  id: '2026-11-22-1',
  scope,
  region,
  headline,
  state: 'firing',
  severity: 'page',
  peak: 'page',
  openedAt: now - 60,
  resolvedAt: null,
  ackedAt: null,
  ackedBy: null,
  messageId: '1',
  sentAt: now,
  sentMaterial: null,
  heldUntil: null,
  reopened: 0,
  newPages: 0,
  causes: [{ cause: 'own_node', detail: 'arb-eu stalled, https://arb-eu.internal.example.org', at: now }],
});

test('an outage whose seconds are good again is recovering, not an outage; a warning stays what it is', () => {
  const open = [incident('edge:arb', 'eu', 'EdgeDown'), incident('edge:arb', 'us', 'NodeUnreachable')];
  expect(status({ open }).openIncidents.map(({ state }) => state)).toEqual(['recovering', 'firing']);
  const bad = goodView({ edges: [edgeView('bad')] });
  expect(status({ open, view: bad }).openIncidents[0]?.state).toBe('firing');
  const unseen = goodView({ edges: [] });
  expect(status({ open, view: unseen }).openIncidents[0]?.state).toBe('firing');
});

test('nothing of the inside is public: no name, scope, host, path, hash or secret', () => {
  const names = ['arb-eu', 'arb-us', 'arb-ap', 'eth-a', 'eth-b', 'beacon-a'];
  const discord = {
    operators: secret('notify.discord.operators_file', 'https://discord.com/api/webhooks/1/planted'),
    members: undefined,
    botToken: undefined,
    api: undefined,
    mentionRole: '4242',
  };
  const fleet = fleetOf({ notify: { discord, pagerduty: undefined, deadman: undefined } });
  const scopes = [
    'edge:arb',
    'edge:eth',
    'chain:arbitrum-one',
    'self',
    'alert:MyOwnRule',
    'host:db-7',
    ...names.map((name) => `node:${name}`),
  ];
  const incidents = scopes.map((scope) => incident(scope, 'secret-region', 'MyOwnRule'));
  const text = JSON.stringify(
    status({ fleet, open: incidents, last: incidents, standing: standingLines(fleet), view: goodView({ causes: [] }) }),
  );
  for (const inside of [
    ...names,
    'lone',
    'planted',
    'internal',
    'example.org',
    'edge:',
    'node:',
    'db-7',
    'MyOwnRule',
    '4242',
    'secret-region',
    '0x',
  ]) {
    expect(text).not.toContain(inside);
  }
  expect(text).toContain('Arbitrum RPC: something needs attention');
});

test('incidents have titles for members, their worst severity once over, and their cause', () => {
  const open = incident('edge:arb', 'eu', 'EdgeDown');
  const over: Incident = { ...open, state: 'resolved', severity: 'warning', resolvedAt: now - 5, causes: [] };
  const built = status({ open: [open], last: [over] });
  expect(built.openIncidents[0]).toMatchObject({
    title: 'Arbitrum RPC: no fresh blocks',
    region: 'eu',
    cause: 'own_node',
  });
  expect(built.lastIncidents[0]).toMatchObject({ severity: 'page', cause: 'unattributed', resolvedAt: now - 5 });
});

test('what is missing for good is said in fixed sentences', () => {
  expect(standingLines(fleetOf())).toEqual([
    'No operator is told of anything.',
    'Nobody will be paged.',
    'Nobody notices when the monitoring itself dies.',
  ]);
});
