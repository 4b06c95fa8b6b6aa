import { expect, test } from 'vitest';
import { type Card, cardLimits, cut, cutLines, embedSize, fitCard } from '../../../alerts/notifiers/card.ts';
import { nodeTable } from '../../../alerts/notifiers/nodeTable.ts';
import { renderCard } from '../../../alerts/notifiers/renderCard.ts';
import { isWorthEdit, materialOf } from '../../../alerts/router/cards.ts';
import { causes } from '../../../collector/catalogue/labels.ts';
import { readCard } from '../../../demo/drill/readCard.ts';
import {
  atNow,
  cardFleet,
  cardStates,
  edgeDown,
  facts,
  incident,
  nodeFact,
  nodeStalled,
  stored,
  t0,
} from './cardStates.ts';
import { labelsOf } from './fleet.ts';

const fleet = cardFleet;

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

const stateOf = (name: string) => {
  const state = cardStates[name];
  if (!state) throw new Error(name);
  return state;
};
const cardOf = (name: string): Card => {
  const { incident: of, alerts, facts: known, now } = stateOf(name);
  return renderCard(of, alerts, { fleet, facts: known, now });
};

test.each(Object.keys(cardStates))('the card of state %s', async (name) => {
  const card = cardOf(name);
  expect(fitCard(card)).toEqual(card);
  await expect(show(card)).toMatchFileSnapshot(`cards/${name}.txt`);
});

test('every state tells its severity apart by word, by icon and by colour', () => {
  const names = ['page', 'warning', 'info', 'acknowledged', 'unknown', 'resolved'];
  const faces = names.map((name) => cardOf(name));
  const distinct = (values: readonly (string | number)[]): number => new Set(values).size;
  expect(distinct(faces.map(({ title }) => title.split(' · ')[0] ?? ''))).toBe(names.length);
  expect(distinct(faces.map(({ content }) => [...content][0] ?? ''))).toBe(names.length);
  expect(distinct(faces.map(({ color }) => color))).toBe(names.length);
});

test('the drill reads scope, region and cause off every card that names them', () => {
  const read = (name: string) => readCard(cardOf(name));
  expect(read('page')).toEqual({
    ...{ word: 'PAGE', about: 'arb', region: 'eu', cause: 'own_node', resolved: false },
    alerts: expect.arrayContaining(['EdgeDown']),
  });
  expect(read('pageJourney')?.cause).toBeNull();
  expect(read('chain')).toMatchObject({ about: 'arbitrum-one', region: 'all', cause: 'upstream_chain' });
  expect(read('resolved')).toMatchObject({ word: 'RESOLVED', cause: 'own_node', resolved: true });
  for (const cause of causes.filter((each) => each !== 'unattributed')) {
    const of = incident({ causes: [{ cause, detail: '', at: t0 }] });
    expect(readCard(renderCard(of, [edgeDown], { fleet, facts: facts(), now: atNow }))?.cause).toBe(cause);
  }
});

test('a cause is certain only when the card shows what proves it', () => {
  const lineOf = (known: Parameters<typeof facts>[0]) =>
    renderCard(incident(), [edgeDown], { fleet, facts: facts(known), now: atNow }).description;
  expect(lineOf({})).toMatch(/\*\*Cause\*\* own node: arb-eu stalled; .* \(certain\)/);
  expect(lineOf({ nodes: null })).toContain('**Cause** own node: arb-eu (likely)');
});

test('without an answer of the collector the card says that nothing is known', () => {
  const { description, footer } = cardOf('pageBlind');
  expect(description).toContain('Nodes: not known');
  expect(footer).toContain('0/3 vantages · no data');
});

test('an edit is worth it when something else is true, and once a minute while a page fires', () => {
  const material = materialOf(incident(), [edgeDown], facts());
  const sent = incident({ messageId: '1', sentAt: atNow, sentMaterial: material });
  const [own, ...others] = facts().regions;
  if (!own) throw new Error('no region');
  const older = facts({
    regions: [{ ...own, lagSeconds: 90, detail: 'answers 200 with a head 90 s behind' }, ...others],
  });
  expect(materialOf(sent, [edgeDown], older)).toBe(material);
  expect(isWorthEdit(sent, material, atNow + 59)).toBe(false);
  expect(isWorthEdit(sent, material, atNow + 60)).toBe(true);
  expect(isWorthEdit({ ...sent, severity: 'warning' }, material, atNow + 60)).toBe(false);
  expect(isWorthEdit({ ...sent, state: 'unknown' }, material, atNow + 60)).toBe(false);
  const spread = facts({ regions: [own, { ...own, region: 'us' }] });
  expect(isWorthEdit(sent, materialOf(sent, [edgeDown], spread), atNow + 1)).toBe(true);
});

test('the node table keeps to 34 columns whatever the nodes are', () => {
  const odd = nodeFact('a-node-with-a-very-long-name', { verdict: 'wrong_chain', lagSeconds: 123_456_789 });
  const many = Array.from({ length: 20 }, (_, i) => nodeFact(`n-${i}`));
  for (const each of [{}, { l1: null, journey: null }]) {
    const table = nodeTable(
      [odd, ...many].map((node) => ({ ...node, ...each })),
      { asked: 12, answered: 10, headNumber: 402_581_641, lagSeconds: null },
    );
    const lines = table.split('\n').slice(1, -1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(34);
    expect(lines.at(-2)).toBe('… and 13 more');
    expect(lines.at(-1)).toMatch(/^refs .*…581641 +<5s$/);
  }
  expect(nodeTable([])).toBe('');
});

test('texts over a limit are cut with a mark, never inside a character', () => {
  expect(cut('short', 10)).toBe('short');
  expect(cut('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(cut('12345678🔴🔴', 10)).toBe('12345678…');
  expect(cutLines(['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)], 60)).toBe(`${'a'.repeat(30)}\n… and 2 more`);
});

test('the largest card that can come up fits, keeps what matters and says what it left out', () => {
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
  const nodes = Array.from({ length: 30 }, (_, i) => nodeFact(`node-${i}`, { detail: long }));
  const causes = Array.from({ length: 20 }, () => ({ cause: 'edge', detail: long, at: t0 }) as const);
  const card = fitCard(
    renderCard(incident({ headline: 'NodeStalled', causes }), alerts, { fleet, facts: facts({ nodes }), now: t0 }),
  );
  expect(card.content.length).toBeLessThanOrEqual(cardLimits.content);
  expect(card.description.length).toBeLessThanOrEqual(cardLimits.description);
  expect(embedSize(card)).toBeLessThanOrEqual(cardLimits.embed);
  expect(card.title).toMatch(/…$/);
  for (const part of [
    '**Cause** edge',
    '… and 22 more',
    '**Do** 1',
    'eu bad, us ok',
    '**Budget** eu',
    '… and 492 more',
  ])
    expect(card.description).toContain(part);
});

test('a link that is no web address, or would break out of its markdown, is not followed', () => {
  const annotations = { runbook_url: 'javascript:alert(1)', dashboard_url: 'https://g.example/d(x)' };
  const bare = { ...fleet, grafana: undefined, notify: { ...fleet.notify, pagerduty: undefined } };
  const card = renderCard(incident(), [{ ...edgeDown, annotations }], { fleet: bare, facts: facts(), now: t0 });
  expect(card.description.split('\n').at(-1)).toBe(
    '[Dashboard](https://g.example/d%28x%29) · [Status page](https://status.example.org)',
  );
});

test('who acknowledged cannot mark up the card or ring anyone', () => {
  const by = '**[x](https://evil.example)** @everyone';
  const card = renderCard(incident({ ackedAt: t0, ackedBy: by }), [edgeDown, nodeStalled], {
    ...{ fleet, facts: facts(), now: t0 },
  });
  expect(card.content).toContain('🟠 ACKED by xhttps://evil.example everyone 03:12');
  expect(card.mentionRole).toBeUndefined();
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
