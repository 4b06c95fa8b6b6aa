import { expect, test } from 'vitest';
import { type Card, cardLimits, cut, cutLines, embedSize, fitCard } from '../../../alerts/notifiers/card.ts';
import { nodeTable } from '../../../alerts/notifiers/nodeTable.ts';
import { renderCard } from '../../../alerts/notifiers/renderCard.ts';
import type { Incident, StoredAlert } from '../../../alerts/router/incident.ts';
import { alertOf, fleetOf, labelsOf, nodeView, secret } from './fleet.ts';

const t0 = 1_795_000_000;
const discord = {
  operators: secret('notify.discord.operators_file', 'https://discord.com/api/webhooks/1/planted'),
  members: undefined,
  botToken: undefined,
  api: undefined,
  mentionRole: '4242',
};
const fleet = fleetOf({ notify: { discord, pagerduty: undefined, deadman: undefined } });

const incident = (more: Partial<Incident> = {}): Incident => ({
  id: '2026-11-22-1',
  scope: 'edge:arb',
  region: 'eu',
  state: 'firing',
  severity: 'page',
  peak: 'page',
  headline: 'EdgeDown',
  openedAt: t0,
  resolvedAt: null,
  ackedAt: null,
  ackedBy: null,
  messageId: null,
  sentAt: null,
  sentMaterial: null,
  heldUntil: null,
  reopened: 0,
  causes: [{ cause: 'own_node', detail: 'arb-eu stalled', at: t0 + 2 }],
  ...more,
});

const stored = (labels: Readonly<Record<string, string>>, more: Partial<StoredAlert> = {}): StoredAlert => ({
  ...alertOf(labels, 'firing', t0),
  incidentId: '2026-11-22-1',
  name: labels.alertname ?? '',
  severity: labels.severity === 'page' ? 'page' : 'warning',
  pageClass: labels.page_class ?? null,
  status: 'firing',
  seenAt: t0,
  ...more,
});

const nodes = [
  nodeView('arb-eu', {
    verdict: 'stalled',
    lagSeconds: 72.04,
    head: { number: 402_581_352, timestamp: t0 - 72, hash: '0x' },
  }),
  nodeView('arb-us'),
  nodeView('arb-ap', { verdict: 'unreachable', head: null, lagSeconds: null }),
];

const show = (card: Card): string =>
  [
    `content  ${card.content}`,
    `title    ${card.title}`,
    `colour   #${card.color.toString(16).padStart(6, '0')}`,
    `mention  ${card.mentionRole ?? '-'}`,
    card.description,
    ...card.fields.flatMap((field) => [`[${field.name}]`, field.value]),
    `footer   ${card.footer}`,
    '',
  ].join('\n');

const edgeDown = stored(labelsOf.edgeDown, { startsAt: t0 + 20 });
const nodeStalled = stored(labelsOf.nodeStalled);
const over = { status: 'resolved', endsAt: t0 + 221 } as const;

const states: Readonly<Record<string, { incident: Incident; alerts: readonly StoredAlert[]; nodes?: typeof nodes }>> = {
  page: { incident: incident(), alerts: [nodeStalled, edgeDown] },
  warning: { incident: incident({ severity: 'warning', headline: 'NodeStalled', causes: [] }), alerts: [nodeStalled] },
  info: {
    incident: incident({
      severity: 'info',
      headline: 'MyOwnRule',
      scope: 'alert:MyOwnRule',
      region: 'all',
      causes: [],
    }),
    alerts: [stored({ alertname: 'MyOwnRule', severity: 'info' }, { severity: 'info' })],
    nodes: [],
  },
  acknowledged: { incident: incident({ ackedAt: t0 + 60, ackedBy: 'operator' }), alerts: [nodeStalled, edgeDown] },
  unknown: {
    incident: incident({ state: 'unknown' }),
    alerts: [{ ...edgeDown, status: 'unverified' }],
  },
  resolved: {
    incident: incident({ state: 'resolved', resolvedAt: t0 + 221 }),
    alerts: [
      { ...edgeDown, ...over },
      { ...nodeStalled, ...over },
    ],
    nodes: [nodeView('arb-eu'), nodeView('arb-us'), nodeView('arb-ap')],
  },
  reopened: {
    incident: incident({
      reopened: 2,
      causes: [
        { cause: 'unattributed', detail: '', at: t0 },
        { cause: 'edge', detail: 'every node behind it is well', at: t0 + 5 },
      ],
    }),
    alerts: [edgeDown, { ...nodeStalled, ...over }],
  },
  self: {
    incident: incident({ scope: 'self', headline: 'MonitorDead', causes: [] }),
    alerts: [
      stored({ alertname: 'MonitorDead', severity: 'page', page_class: 'monitor', scope: 'self', region: 'eu' }),
    ],
    nodes: [],
  },
};

test.each(Object.keys(states))('the card of state %s', async (name) => {
  const state = states[name];
  if (!state) throw new Error(name);
  const context = { fleet, nodes: state.nodes ?? nodes, nodesAt: t0 + 59, now: t0 + 60 };
  const card = renderCard(state.incident, state.alerts, context);
  expect(fitCard(card)).toEqual(card);
  await expect(show(card)).toMatchFileSnapshot(`cards/${name}.txt`);
});

test('without an answer of the collector the card says that nothing is known', () => {
  const card = renderCard(incident(), [edgeDown], { fleet, nodes: undefined, nodesAt: undefined, now: t0 });
  expect(card.fields.find((field) => field.name === 'Nodes')?.value).toContain('nothing is known');
});

test('the node table keeps to 34 columns whatever the nodes are', () => {
  const odd = nodeView('a-node-with-a-very-long-name', { verdict: 'wrong_chain', lagSeconds: 123_456_789 });
  const table = nodeTable([odd, ...nodes, ...Array.from({ length: 20 }, (_, i) => nodeView(`n-${i}`))]);
  const lines = table.split('\n').slice(1, -1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(34);
  expect(lines.at(-1)).toBe('… and 12 more');
  expect(nodeTable([])).toBe('');
});

test('texts over a limit are cut with a mark, never inside a character', () => {
  expect(cut('short', 10)).toBe('short');
  expect(cut('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(cut('12345678🔴🔴', 10)).toBe('12345678…');
  expect(cutLines(['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)], 60)).toBe(`${'a'.repeat(30)}\n… and 2 more`);
});

test('the largest card that can come up fits, keeps its first field and says what it left out', () => {
  const long = 'ö'.repeat(9000);
  const annotations = {
    summary: long,
    description: long,
    impact: long,
    action: long,
    runbook_url: 'https://x.example/',
  };
  const alerts = Array.from({ length: 500 }, (_, i) =>
    stored(labelsOf.nodeStalled, {
      fingerprint: String(i),
      annotations,
      labels: { ...labelsOf.nodeStalled, target: long },
    }),
  );
  const card = fitCard(
    renderCard(incident({ headline: 'NodeStalled' }), alerts, { fleet, nodes, nodesAt: t0, now: t0 }),
  );
  expect(card.content.length).toBeLessThanOrEqual(cardLimits.content);
  expect(card.description.length).toBeLessThanOrEqual(cardLimits.description);
  expect(card.description).toMatch(/…$/);
  expect(embedSize(card)).toBeLessThanOrEqual(cardLimits.embed);
  for (const field of card.fields) expect(field.value.length).toBeLessThanOrEqual(cardLimits.fieldValue);
  expect(card.fields[0]?.name).toBe('Cause');
  expect(card.fields.find((field) => field.name === 'Alerts')?.value).toMatch(/… and \d+ more$/);
});

test('a link that is no web address, or would break out of its markdown, is not followed', () => {
  const annotations = { runbook_url: 'javascript:alert(1)', dashboard_url: 'https://g.example/d(x)' };
  const card = renderCard(incident(), [{ ...edgeDown, annotations }], { fleet, nodes, nodesAt: t0, now: t0 });
  expect(card.fields.find((field) => field.name === 'Links')?.value).toBe(
    '[Dashboard](https://g.example/d%28x%29) · [Status page](https://status.example.org)',
  );
});

test('what cannot be seen, turns text around or breaks a line does not reach a card', () => {
  const odd = 'a\u0000b\u202ec\ud800d\n# e';
  const fitted = fitCard({
    content: odd,
    title: odd,
    description: odd,
    color: 1,
    fields: [{ name: odd, value: odd }],
    footer: odd,
    mentionRole: undefined,
  });
  const line = 'a\ufffdb\ufffdc\ufffdd # e';
  const block = 'a\ufffdb\ufffdc\ufffdd\n# e';
  expect(fitted).toMatchObject({ content: line, title: line, description: block, footer: line });
  expect(fitted.fields).toEqual([{ name: line, value: block }]);
});
