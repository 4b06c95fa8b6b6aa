import { describe, expect, it } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import { dueOf, judge } from '../../../demo/drill/judge.ts';
import { isResolved, measure } from '../../../demo/drill/measure.ts';
import { summarise, summaryLine, tableHead, tableRow } from '../../../demo/drill/result.ts';
import type { FaultName } from '../../../demo/faults.ts';
import type { Entry } from '../../../demo/standins/types.ts';

const injectedAt = 1_000_000;
const ladder = defaultLadder(knownChains['arbitrum-one']);
let seq = 0;

const base = (at: number, accepted = true) => {
  seq += 1;
  return { seq, at, method: 'POST', path: '/', status: accepted ? 200 : 429, accepted, reason: null };
};

const card = (
  at: number,
  word: string,
  more: { id?: string; edit?: true; accepted?: boolean; cause?: string } = {},
): Entry => ({
  ...base(at, more.accepted),
  sink: 'discord',
  facts: {
    action: more.edit ? 'edit' : 'create',
    messageId: more.accepted === false ? null : (more.id ?? 'm1'),
    threadId: null,
    content: '',
    title: `X ${word} · arb · eu · EDGE DOWN`,
    description: '',
    fields: [{ name: 'Cause', value: more.cause ?? '**edge**: it answers 502' }],
    footer: '',
    color: null,
    embeds: 1,
    buttons: [],
    pings: [],
  },
});

const page = (
  at: number,
  action: 'trigger' | 'resolve',
  more: { isNew?: boolean; pageClass?: string } = {},
): Entry => ({
  ...base(at),
  sink: 'pagerduty',
  facts: {
    action,
    dedup_key: 'k1',
    summary: '',
    severity: 'critical',
    source: '',
    component: 'edge:arb',
    group: 'eu',
    class: more.pageClass ?? 'outage',
    newIncident: more.isNew ?? false,
    incident: 1,
  },
});

const judged = (name: FaultName, entries: readonly Entry[], scale = 1) =>
  judge({ name, due: dueOf(name, ladder), injectedAt, measured: measure(entries), scale });

const due = injectedAt + 20_000;
const whole = [
  card(due + 2000, 'PAGE', { accepted: false }),
  card(due + 2500, 'PAGE', { cause: 'not known yet' }),
  page(due + 1200, 'trigger', { isNew: true }),
  card(due + 9000, 'PAGE', { edit: true }),
  page(due + 9000, 'trigger'),
  card(due + 90_000, 'RESOLVED', { edit: true, cause: '**edge**' }),
  page(due + 90_000, 'resolve'),
];

describe('judge', () => {
  it('counts from due, by what Discord and PagerDuty accepted, and takes the cause of the delivered card', () => {
    expect(judged('edge-down', whole)).toEqual({
      fault: 'edge-down',
      due_ms: 20_000,
      card_ms: 2500,
      page_ms: 1200,
      cards: 1,
      pages: 1,
      resolved: true,
      cause_expected: 'edge',
      cause: 'edge',
      ok: true,
    });
  });

  it('says what is wrong: a second card, a second page, an end that never came', () => {
    const result = judged('edge-down', [
      ...whole,
      card(due + 91_000, 'WARNING', { id: 'm2' }),
      page(due + 92_000, 'trigger', { isNew: true, pageClass: 'risk' }),
    ]);
    expect(result.ok).toBe(false);
    expect(result.resolved).toBe(false);
    expect(result.why).toBe('2 cards, owed 1; 2 pages, owed 1; a page of class risk; not resolved');
  });

  it('reports a card that is early or late or missing instead of hiding it', () => {
    const early = judged('edge-down', [card(due - 5000, 'PAGE'), card(due, 'RESOLVED', { edit: true })]);
    expect(early.card_ms).toBe(-5000);
    expect(early.why).toContain('5000 ms before it was due');
    expect(early.why).toContain('no page');
    expect(judged('edge-down', [card(due + 16_000, 'PAGE')]).why).toContain('16000 ms after it was due');
  });

  it('owes silence for a fault that nobody needs to know, and calls a word a failure', () => {
    expect(judged('reference-429', [])).toMatchObject({
      ok: true,
      due_ms: null,
      card_ms: null,
      resolved: null,
      cause: null,
    });
    expect(judged('reference-429', whole)).toMatchObject({
      ok: false,
      cards: 1,
      pages: 1,
      card_ms: null,
      page_ms: null,
    });
  });

  it('holds the card to the region, the scope and the cause', () => {
    const result = judged('node-down', [
      card(injectedAt + 7000, 'WARNING'),
      card(injectedAt + 9000, 'RESOLVED', { edit: true }),
    ]);
    expect(result.why).toBe('the card blames edge, owed own_node');
    expect(judged('edge-429-one-region', whole).why).toContain('the card names region eu');
  });

  it('calls a reopened card a card, and the late end of an earlier one none', () => {
    const reopened = measure([card(1, 'WARNING', { edit: true }), card(2, 'RESOLVED', { edit: true })]);
    expect(reopened.cards).toMatchObject([{ reopened: true, openedAt: 1, resolvedAt: 2 }]);
    expect(measure([card(1, 'RESOLVED', { edit: true })]).cards).toEqual([]);
  });

  it('calls an incident open again when the card fires again after its end', () => {
    const measured = measure([card(1, 'PAGE'), card(2, 'RESOLVED', { edit: true }), card(3, 'PAGE', { edit: true })]);
    expect(isResolved(measured)).toBe(false);
  });

  it("counts a message that is not ours: Alertmanager's own about the router", () => {
    const own: Entry = { ...base(1), sink: 'discord', facts: { ...looseCard(), title: 'monitor · all · ROUTER DOWN' } };
    expect(measure([own]).strangers).toBe(1);
  });
});

const looseCard = () => {
  const entry = card(0, 'PAGE');
  if (entry.sink !== 'discord' || !entry.facts) throw new Error('a card is a Discord request with facts');
  return entry.facts;
};

describe('the printed lines', () => {
  const good = judged('edge-down', whole, 0.3);
  it('say the scale, and leave it out where nothing is scaled', () => {
    expect(tableRow(good)).toContain('[scale 0.3]');
    expect(JSON.parse(JSON.stringify(good))).toMatchObject({ scale: 0.3 });
    expect(tableRow(judged('edge-down', whole))).not.toContain('scale');
    expect(tableHead(0.3)).toContain('[scale 0.3]');
  });

  it('summarise by values that were measured', () => {
    const results = [2500, 100, 900].map((card_ms) => ({ ...good, card_ms }));
    const summary = summarise([...results, { ...judged('reference-429', whole), card_ms: null }], 61.4, 0.3);
    expect(summary).toMatchObject({
      faults: 4,
      failed: ['reference-429'],
      card_ms: { p50: 900, p95: 2500 },
      scale: 0.3,
    });
    expect(summaryLine(summary)).toContain('not as owed: reference-429');
    expect(summarise([], 0, 1).card_ms).toEqual({ p50: null, p95: null });
  });
});
