import { expect, test } from 'vitest';
import type { MonthFigures } from '../../../alerts/ledger/model.ts';
import { askCost } from '../../../alerts/router/budgetFacts.ts';
import { gatherFacts } from '../../../alerts/router/facts.ts';
import type { RegionReading } from '../../../alerts/router/regionStatus.ts';
import type { EdgeView, View } from '../../../collector/view.ts';
import { cardFleet, edgeDown, incident } from './cardStates.ts';
import { nodeView, temporaryStore, viewOf } from './fleet.ts';

const now = Date.UTC(2026, 10, 7, 3, 13, 19) / 1000;
const fleet = {
  ...cardFleet,
  vantages: ['us', 'ap'].map((name) => ({ name, region: name, scrape: '10.8.0.12:9760' })),
};

const edgeView = (more: Partial<EdgeView>): EdgeView => ({
  ...{ name: 'arb', alias: 'x', chain: 'arbitrum-one', region: 'eu', audience: 'members', state: 'bad' },
  ...{ reason: 'behind', fault: 'stale', detail: 'answers 200 with a head 72 s behind', since: now - 42 },
  ...{ head: { number: 1, timestamp: now - 72, hash: '0x' }, lagSeconds: 72 },
  seconds: { good: 0, bad: 42, halted: 0, unknown: 0 },
  ...more,
});

const view = (more: Partial<View> = {}): View =>
  viewOf(now - 1, {
    chains: [
      {
        ...{ name: 'arbitrum-one', verdict: 'live', detail: 'moves', since: 1, sources: 4 },
        head: { number: 641, timestamp: now, hash: '0x' },
      },
    ],
    nodes: [nodeView('arb-eu', { verdict: 'stalled', kind: 'arbitrum-nitro' }), nodeView('arb-us')],
    references: [
      { name: 'r1', chain: 'arbitrum-one', answered: true, head: { number: 640, timestamp: now - 3, hash: '0x' } },
      { name: 'r2', chain: 'arbitrum-one', answered: false, head: { number: 600, timestamp: now - 90, hash: '0x' } },
      { name: 'e1', chain: 'ethereum', answered: true, head: null },
    ],
    edges: [edgeView({}), edgeView({ name: 'eth', chain: 'ethereum', audience: 'internal', state: 'good' })],
    ...more,
  });

const reading = (vantage: string, more: Partial<RegionReading> = {}): RegionReading => ({
  ...{ edge: 'arb', region: vantage, vantage, state: 'good', since: now - 500, headTimestamp: now, lagSeconds: 0 },
  ...more,
});

/** Only what the budget is made of. */
const figures = (bad: number, knownTo: number) => {
  const seconds = { good: 1000, bad, halted: 0, unknown: 0 };
  const part = { region: 'eu', seconds };
  // The other fields are the report's.
  return { month: '2026-11', budgetSeconds: 518.4, knownTo, any: part, regions: [part] } as unknown as MonthFigures;
};

const gather = (more: Partial<Parameters<typeof gatherFacts>[0]> = {}, of = incident()) =>
  gatherFacts(
    {
      fleet,
      store: temporaryStore(),
      now: () => now,
      lastView: () => view(),
      elsewhere: () => ({
        readings: [reading('us'), reading('ap', { state: 'bad', fault: 'no_http' })],
        watching: 2,
        journeys: new Map([['arb-eu', false]]),
      }),
      month: () => figures(164, now - 60),
      ...more,
    },
    of,
    [edgeDown],
  );

test('all that the router knows of an incident, its own region first', () => {
  const known = gather();
  expect(known.regions.map(({ region, state, fault }) => [region, state, fault])).toEqual([
    ['eu', 'bad', 'stale'],
    ['us', 'good', null],
    ['ap', 'bad', 'no_http'],
  ]);
  expect(known.regions[0]).toMatchObject({ since: now - 42, headTimestamp: now - 72 });
  expect(known.nodes?.map(({ name, l1, journey }) => [name, l1, journey])).toEqual([
    ['arb-eu', true, false],
    ['arb-us', true, null],
  ]);
  expect(known.references).toEqual({ asked: 2, answered: 1, headNumber: 640, lagSeconds: null });
  expect(known).toMatchObject({
    chain: 'arbitrum-one',
    chainNow: { verdict: 'live' },
    earnsUntil: now - 72 + 39 * 12,
    outage: { from: now - 42, to: null, fault: 'stale' },
    page: { sentAt: null, acknowledged: false },
    vantages: { seen: 3, expected: 3 },
    dataAgeSeconds: 1,
  });
});

test('the budget counts what the ledger does not know yet, once', () => {
  expect(gather().budget).toMatchObject({
    region: 'eu',
    leftSeconds: 518.4 - 164 - 42,
    goneAt: now + 518.4 - 164 - 42,
  });
  expect(gather({ month: () => figures(200, now - 10) }).budget?.leftSeconds).toBeCloseTo(518.4 - 200 - 10);
  expect(gather({ month: () => figures(600, now) }).budget).toMatchObject({ leftSeconds: 518.4 - 600, goneAt: null });
  expect(gather({ month: () => undefined }).budget).toBeNull();
});

test('what cannot be asked is unknown, and never a zero', () => {
  const blind = gather({ lastView: () => undefined, elsewhere: () => undefined });
  expect(blind).toMatchObject({ nodes: null, references: null, chainNow: null, outage: null, earnsUntil: null });
  expect(blind.regions.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(blind).toMatchObject({ dataAgeSeconds: null, vantages: { seen: 0 }, budget: { goneAt: null } });
  const old = gather({ lastView: () => ({ ...view(), at: now - 60 }) });
  expect(old).toMatchObject({ nodes: null, dataAgeSeconds: 60 });
});

test('the L1 of a node is bad, or not known, as that which it reads it through is', () => {
  const edges = (state: EdgeView['state']) => [edgeView({ name: 'eth', chain: 'ethereum', state })];
  expect(gather({ lastView: () => view({ edges: edges('bad') }) }).nodes?.[0]?.l1).toBe(false);
  expect(gather({ lastView: () => view({ edges: edges('unknown') }) }).nodes?.[0]?.l1).toBeNull();
});

test('what it cost is the counter now less then; a collector that began anew cannot say', async () => {
  const asked: string[] = [];
  const ask = (value: number) => ({
    timeoutMs: 100,
    fetch: (async (url: string) => {
      asked.push(decodeURIComponent(url));
      const result = [{ metric: { vantage: 'eu' }, value: [now, String(value)] }];
      return Response.json({ data: { result } });
    }) as typeof fetch, // the one overload that is used
  });
  const outage = { from: now - 221, to: now, fault: 'stale', detail: '' } as const;
  expect(await askCost(fleet, incident(), outage, now, ask(221))).toEqual({
    ...{ badSeconds: 221, month: '2026-11', budgetSeconds: 518.4 },
  });
  expect(asked[0]).toContain('target="arb",region="eu",state="bad"} offset 226s');
  expect(await askCost(fleet, incident(), outage, now, ask(-4000))).toBeNull();
  expect(await askCost(fleet, incident(), null, now, ask(1))).toBeNull();
  expect(await askCost(fleet, incident({ scope: 'edge:eth' }), outage, now, ask(1))).toBeNull();
});
