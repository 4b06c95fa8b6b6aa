import { describe, expect, it } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import { dueOf, judge, owedWithin } from '../../../demo/drill/judge.ts';
import { isResolved, measure } from '../../../demo/drill/measure.ts';
import { drillObjective, summarise, summaryLine, tableHead, tableRow } from '../../../demo/drill/result.ts';
import { type Cost, roseBy } from '../../../demo/drill/sla.ts';
import { type FaultName, faults } from '../../../demo/faults/index.ts';
import { plan } from '../../../demo/stack/showDemo.ts';
import type { Entry } from '../../../demo/standins/types.ts';
import { base, card, page } from './entries.ts';

const injectedAt = 1_000_000;
const ladder = defaultLadder(knownChains['arbitrum-one']);

/** Seconds of one region; by default nothing happened to members anywhere. */
const cost = (bad = 0, truly = 0, intervals = truly > 0 ? 1 : 0): Cost => ({
  regions: [
    { edge: 'arb', region: 'us', bad: 0, true: 0, unknown: 0, intervals: 0 },
    { edge: 'arb', region: 'eu', bad, true: truly, unknown: 0, intervals },
  ],
});

const judged = (name: FaultName, entries: readonly Entry[], scale = 1, lived: Cost | undefined = cost()) =>
  judge({
    name,
    due: dueOf(name, ladder),
    injectedAt,
    measured: measure(entries),
    cost: lived,
    scale,
    objective: drillObjective,
    failover: { failover_ms: null, readmit_ms: null },
    monitor: undefined,
  });

const due = injectedAt + 20_000;
const whole = [
  card(due + 2000, 'PAGE', { accepted: false }),
  card(due + 2500, 'PAGE', { cause: 'not known yet' }),
  page(due + 1200, 'trigger', { isNew: true }),
  card(due + 9000, 'PAGE', { edit: true }),
  page(due + 9000, 'trigger'),
  card(due + 90_000, 'RESOLVED', { edit: true, cause: 'edge' }),
  page(due + 90_000, 'resolve'),
];

describe('judge', () => {
  it('counts from due, by what Discord and PagerDuty accepted, and takes the cause of the delivered card', () => {
    expect(judged('edge-down', whole, 1, cost(90, 90.43))).toEqual({
      fault: 'edge-down',
      due_ms: 20_000,
      card_ms: 2500,
      page_ms: 1200,
      cards: 1,
      pages: 1,
      resolved: true,
      cause_expected: 'edge',
      cause: 'edge',
      sla_bad_s: 90,
      sla_true_s: 90.4,
      sla_error_s: -0.4,
      failover_ms: null,
      readmit_ms: null,
      ok: true,
      objective: 90,
    });
  });

  it('says what is wrong: a second card, a second page, an end that never came', () => {
    const result = judged('edge-down', [
      ...whole,
      card(due + 91_000, 'WARN', { id: 'm2' }),
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
      card(injectedAt + 12_000, 'WARN'),
      card(injectedAt + 14_000, 'RESOLVED', { edit: true }),
    ]);
    expect(result.why).toBe('the card blames edge, owed own_node');
    expect(judged('edge-429-one-region', whole).why).toContain('the card names region eu');
  });

  it('calls a reopened card a card, and the late end of an earlier one none', () => {
    const reopened = measure([card(1, 'WARN', { edit: true }), card(2, 'RESOLVED', { edit: true })]);
    expect(reopened.cards).toMatchObject([{ reopened: true, openedAt: 1, resolvedAt: 2 }]);
    expect(measure([card(1, 'RESOLVED', { edit: true })]).cards).toEqual([]);
  });

  it('calls an incident open again when the card fires again after its end', () => {
    const measured = measure([card(1, 'PAGE'), card(2, 'RESOLVED', { edit: true }), card(3, 'PAGE', { edit: true })]);
    expect(isResolved(measured)).toBe(false);
  });

  it("keeps what members are told apart from the operators' cards", () => {
    const facts = { ...looseCard(), by: 'members', title: '', content: '🟠 Arbitrum RPC, EU: no answer' } as const;
    const told: Entry = { ...base(1), sink: 'discord', facts };
    expect(measure([told])).toEqual({ cards: [], pages: [], strangers: 0 });
    expect(measure([{ ...told, facts: { ...facts, by: 'webhook' } }]).strangers).toBe(1);
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

describe('a fault of several regions', () => {
  const inRegion = (region: string, at: number): readonly Entry[] => [
    card(at, 'PAGE', { id: region, region }),
    page(at, 'trigger', { isNew: true, region }),
    card(at + 90_000, 'RESOLVED', { id: region, edit: true, region }),
    page(at + 90_000, 'resolve', { region }),
  ];
  const stale = injectedAt + 50_000;

  it('owes a card and a page for each, and times the last one', () => {
    const result = judged('edge-stale', [
      ...inRegion('eu', stale + 900),
      ...inRegion('us', stale + 1_500),
      ...inRegion('ap', stale + 1_100),
    ]);
    expect(result).toMatchObject({ ok: true, due_ms: 50_000, cards: 3, pages: 3, card_ms: 1_500, page_ms: 1_500 });
  });

  it('misses the region that nobody was told about, even when another was told twice', () => {
    const twice = [...inRegion('eu', stale), ...inRegion('us', stale)];
    expect(judged('edge-stale', twice).why).toBe('2 cards, owed 3; 2 pages, owed 3; no card for ap');
    const again = inRegion('eu', stale).map((entry) => (entry.sink === 'discord' ? reposted(entry) : entry));
    expect(judged('edge-stale', [...twice, ...again]).why).toContain('no card for ap');
  });
});

const reposted = (entry: Entry): Entry =>
  entry.sink === 'discord' && entry.facts ? { ...entry, facts: { ...entry.facts, messageId: 'again' } } : entry;

describe('what a fault cost members', () => {
  it('may be off by a second at each end of each interval, and no more', () => {
    for (const [counted, truly, intervals, ok] of [
      [92, 90, 1, true],
      [88, 90, 1, true],
      [92.5, 90, 1, false],
      [87.4, 90, 1, false],
      [94, 90, 2, true],
      [1, 0, 0, false],
      [0, 0, 0, true],
    ] as const) {
      const result = judged('edge-down', whole, 1, cost(counted, truly, intervals));
      expect([counted, truly, result.ok]).toEqual([counted, truly, ok]);
      expect(result.sla_error_s).toBe(Math.round((counted - truly) * 10) / 10);
    }
    expect(judged('edge-down', whole, 1, cost(87, 90)).why).toBe('arb eu: 87 bad seconds counted, 90 were true');
  });

  it('may begin later where only a journey sees it, by its cadence, its repetition and one light answer', () => {
    expect(judged('journey-logs-fail', whole, 1, cost(81, 90)).ok).toBe(true);
    expect(judged('journey-logs-fail', whole, 1, cost(80, 90)).ok).toBe(false);
    expect(judged('journey-logs-fail', whole, 1, cost(93, 90)).ok).toBe(false);
  });

  it('is nothing for a fault that members do not notice, exactly', () => {
    expect(judged('reference-429', [], 1, cost(1, 0)).why).toBe('arb eu: 1 bad seconds counted, 0 were true');
  });

  it('shows the region that is furthest off, not a sum in which errors cancel', () => {
    const lived: Cost = {
      regions: [
        { edge: 'arb', region: 'eu', bad: 91, true: 90, unknown: 0, intervals: 1 },
        { edge: 'arb', region: 'us', bad: 88.5, true: 90, unknown: 0, intervals: 1 },
      ],
    };
    const result = judged('edge-down', whole, 1, lived);
    expect(result).toMatchObject({ sla_bad_s: 179.5, sla_true_s: 180, sla_error_s: -1.5, ok: true });
  });

  it('is not ok when it cannot be read back', () => {
    const result = judge({
      name: 'edge-down',
      due: dueOf('edge-down', ladder),
      injectedAt,
      measured: measure(whole),
      cost: undefined,
      scale: 1,
      objective: drillObjective,
      failover: { failover_ms: null, readmit_ms: null },
      monitor: undefined,
    });
    expect(result).toMatchObject({
      ok: false,
      sla_error_s: null,
      why: 'the seconds that it cost could not be read back',
    });
  });

  it('is the rise of a counter since the injection, over restarts of its process, never extrapolated', () => {
    const samples = [
      [100, 7],
      [101, 7],
      [102, 8],
      [104, 10],
    ] as const;
    expect(roseBy(samples, 101.4)).toBe(3);
    expect(roseBy(samples, 100)).toBe(3);
    expect(roseBy(samples, 103)).toBe(2);
    expect(roseBy(samples, 200)).toBe(0);
    expect(roseBy(samples, 99)).toBeUndefined();
    expect(roseBy([...samples, [110, 0], [111, 2]], 101)).toBe(5);
    expect(roseBy([], 1)).toBeUndefined();
  });
});

describe('a card that may come early or late by design', () => {
  const told = (at: number): readonly Entry[] => [
    card(at, 'WARN', { region: 'all', cause: 'not known yet' }),
    card(at + 90_000, 'RESOLVED', { edit: true, region: 'all', cause: 'not known yet' }),
  ];
  const cardAfter = (seconds: number) => judged('edge-open', told(injectedAt + seconds * 1000));

  it('comes with the next look at the key, or with the slow lane after it', () => {
    expect(cardAfter(3).ok).toBe(true);
    expect(cardAfter(110)).toMatchObject({ ok: true, due_ms: 60_000, card_ms: 50_000, cause: null });
    expect(cardAfter(121).why).toContain('61000 ms after it was due');
  });

  it('is waited for that long by the drill and the demo, which says so', () => {
    expect(owedWithin('edge-open', ladder)).toBe(60 + 45);
    expect(owedWithin('edge-down', ladder)).toBe(20);
    const said = (name: FaultName): string =>
      plan(name, faults[name], { fleet: { ladders: { 'arbitrum-one': ladder } } }).join(' ');
    expect(said('edge-open')).toContain('A Discord card is due 60 s later (up to 45 s more: ');
    expect(said('edge-down')).toContain('A Discord card and a page are due 20 s later. ');
  });
});

describe('the table of faults', () => {
  it('owes one card and one page of a class for each region', () => {
    for (const { owes } of Object.values(faults)) {
      expect(owes.cards).toBe(owes.regions.length);
      for (const pageClass of new Set<string>(owes.pages)) {
        expect(owes.pages.filter((each) => each === pageClass)).toHaveLength(owes.cards);
      }
      expect(owes.pageDue === null).toBe(owes.pages.length === 0);
    }
  });
});

describe('the printed lines', () => {
  const good = judged('edge-down', whole, 0.3);
  it('say the scale, and leave it out where nothing is scaled', () => {
    expect(tableRow(good)).toContain('[scale 0.3, objective 90 %]');
    expect(JSON.parse(JSON.stringify(good))).toMatchObject({ scale: 0.3 });
    expect(tableRow(judged('edge-down', whole))).not.toContain('scale');
    expect(tableRow(judged('edge-down', whole))).toContain('[objective 90 %]');
    expect(tableHead(0.3)).toContain('[scale 0.3, objective 90 %]');
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
