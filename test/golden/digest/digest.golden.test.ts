/** Digests as they are posted, byte for byte. `vitest run test/golden/digest -u` writes them anew: read them aloud then. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MonthFigures } from '../../../alerts/ledger/model.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { safe, treasuryFleet } from '../../unit/router/digest/treasuryFleet.ts';
import { goodMonth, happen, utc, window, world as worldOf } from '../../unit/router/digest/world.ts';
import { at, eventful, figures, incidents, interval, october, octoberSeconds } from '../report/months.ts';

type World = ReturnType<typeof worldOf>;

const golden = (name: string): string => `./${name}.txt`;
const due = utc(11, 22, 7);

test('a quiet day: three lines', async () => {
  const { store, turn } = worldOf();
  happen(store, 'NodeLagging', utc(11, 19, 14, 1), 120, { scope: 'node:lone', region: 'us' });
  await turn(due - 90_000);
  const [text = ''] = await turn(due);
  expect(text.split('\n')).toHaveLength(3);
  await expect(text).toMatchFileSnapshot(golden('daily-quiet'));
});

/** As it can be at its worst: everything has something to tell. */
const badDay = (): World => {
  const world = worldOf();
  const { store, at: now } = world;
  const night = utc(11, 22, 3, 12, 57);
  const cause = { causes: [{ cause: 'own_node', detail: 'arb-eu', at: night }] } as const;
  happen(store, 'EdgeDown', night, 321, {
    severity: 'page',
    id: '2026-11-22-1',
    incident: { ...cause, ackedAt: night + 70, ackedBy: 'mike' },
  });
  store.write('outage:2026-11-22-1', JSON.stringify({ from: night - 30, to: night + 200, fault: 'stale', detail: '' }));
  happen(store, 'NodeStalled', utc(11, 21, 20), 900, { scope: 'node:arb-us', region: 'us' });
  happen(store, 'NodeSyncing', utc(11, 21, 21), 9000, { scope: 'node:arb-us', region: 'us', severity: 'info' });
  happen(store, 'RedundancyGone', utc(11, 22, 6, 41), null, { severity: 'page', region: 'all', id: '2026-11-22-3' });
  happen(store, 'NodeUnreachable', utc(11, 22, 6, 40), null, { scope: 'node:lone', region: 'us', id: '2026-11-22-2' });
  const bad = { region: 'eu', state: 'bad', from: night - 30, to: night + 200, cause: 'own_node' } as const;
  const unknown = { region: 'us', state: 'unknown', from: night, to: night + 75, cause: 'monitor' } as const;
  now.month = (_, month): MonthFigures => {
    const base = goodMonth(month, now.now);
    const seconds = { ...base.any.seconds, bad: 671, unknown: 75, good: base.any.seconds.good - 746 };
    return { ...base, any: { ...base.any, seconds }, intervals: [interval(bad), interval(unknown)] };
  };
  now.state = 'degraded';
  now.standing = ['Nobody will be paged.', 'Nobody notices when headwatch itself dies.'];
  now.failed = [
    { sink: 'discord', count: 4 },
    { sink: 'discord_members', count: 0 },
    { sink: 'pagerduty', count: 1 },
  ];
  store.outbox.put(
    { sink: 'pagerduty', key: 'x', incidentId: null, payload: '{}', priority: 0, dueAt: due + 9000 },
    due - 60,
  );
  now.windows = [
    window('edge:arb', utc(11, 24, 22), 1800, 'new load balancer'),
    window('node:arb-eu', utc(11, 23, 8), 3600, 'nitro 3.9.3'),
    window('node:eth-a', utc(11, 30, 8), 3600, 'beyond the seven days'),
  ];
  return world;
};

test('a bad day, and what changed', async () => {
  const { turn, at: now } = badDay();
  await turn(due - 90_000);
  await turn(due - 86_400);
  now.versions = { 'arb-eu': 'nitro/v3.9.3', 'arb-us': null };
  const [text = ''] = await turn(due);
  expect(text.split('\n').length).toBeLessThanOrEqual(15);
  await expect(text).toMatchFileSnapshot(golden('daily-bad'));
});

test('a day of which little is known says so', async () => {
  const { turn, at: now } = worldOf();
  await turn(due - 3600);
  Object.assign(now, { state: 'unknown', failed: undefined, ledger: false });
  await expect((await turn(due))[0]).toMatchFileSnapshot(golden('daily-unknown'));
});

const monday = utc(11, 23, 7);

test('a noisy week', async () => {
  const { store, turn, at: now } = worldOf();
  await turn(monday - 8 * 86_400);
  const cause = { causes: [{ cause: 'own_node', detail: '', at: 1 }] } as const;
  for (let index = 0; index < 14; index += 1)
    happen(store, 'NodeLagging', utc(11, 16 + (index % 6), 10 + index), 300, {
      scope: 'node:lone',
      region: 'us',
      incident: cause,
    });
  for (let index = 0; index < 3; index += 1)
    happen(store, 'UnknownSeconds', utc(11, 17 + index, 5), 3600, { severity: 'info' });
  happen(store, 'DiskOfMine', utc(11, 18, 5), 3600, { scope: 'self', region: 'all' });
  // Somebody wanted to know of these: they are no noise.
  happen(store, 'NodeSyncing', utc(11, 18, 11), 4000, {
    ...{ scope: 'node:arb-us', region: 'us' },
    timeline: [{ kind: 'silenced', text: 'Silenced for 1 h.', by: 'jo' }],
  });
  happen(store, 'VantageSilent', utc(11, 18, 12), 4000, {
    scope: 'self',
    region: 'ap',
    incident: { ackedAt: utc(11, 18, 12, 5), ackedBy: 'jo' },
  });
  happen(store, 'NodeStalled', utc(11, 19, 9), 4000, { scope: 'node:arb-eu', region: 'eu' });
  now.windows = [window('node:arb-eu', utc(11, 19, 8, 50), 3600, 'nitro 3.9.3')];
  const nights = [utc(11, 17, 2, 10), utc(11, 19, 2, 40), utc(11, 19, 14), utc(11, 21, 15)];
  for (const from of nights)
    happen(store, 'EdgeDown', from, 400, {
      ...{ severity: 'page', incident: { ...cause, ackedAt: from + 130, ackedBy: 'mike' } },
      timeline: [{ kind: 'page_due', text: 'Page due: EdgeDown.', by: null }],
    });
  const told = await turn(monday);
  await expect(told.find((text) => text.startsWith('📅'))).toMatchFileSnapshot(golden('weekly-noisy'));
});

test('a quiet week', async () => {
  const { turn } = worldOf();
  await turn(monday - 8 * 86_400);
  const told = await turn(monday);
  await expect(told.find((text) => text.startsWith('📅'))).toMatchFileSnapshot(golden('weekly-quiet'));
});

const first = utc(11, 1, 7);
const monthOf = async (
  month: MonthFigures,
  now: number,
  known: typeof incidents = [],
  fleet?: Fleet,
): Promise<string | undefined> => {
  const { store, turn, at: clock } = worldOf(fleet);
  await turn(october + 3600);
  for (const { id, openedAt, resolvedAt, acknowledgedAt, ...more } of known)
    happen(store, more.headline, openedAt, resolvedAt === null ? null : resolvedAt - openedAt, {
      ...{ id, scope: more.scope, region: more.region, severity: more.peak === 'page' ? 'page' : 'warning' },
      incident: { ackedAt: acknowledgedAt },
    });
  clock.month = () => month;
  return (await turn(now)).find((text) => text.startsWith('📊'));
};

const kept: MonthFigures = {
  ...eventful,
  any: figures('any', { bad: 241, unknown: 75 }),
  all: figures('all', {}),
  regions: [figures('eu', { bad: 211, unknown: 15 }), figures('us', { bad: 30, unknown: 60 }), figures('ap', {})],
  intervals: eventful.intervals.filter(({ state }) => state !== 'halted'),
};

test('a month kept', async () => {
  await expect(await monthOf(kept, first, incidents)).toMatchFileSnapshot(golden('month-kept'));
});

test('a month with its money, held against the chain', async () => {
  await expect(await monthOf(kept, first, [], treasuryFleet())).toMatchFileSnapshot(golden('month-money'));
});

test('money that the chain was not asked about is not called in order, and a broken book is not told', async () => {
  const unasked = await monthOf(kept, first, [], treasuryFleet({ facts: false }));
  await expect(unasked).toMatchFileSnapshot(golden('month-money-unknown'));
  expect(await monthOf(kept, first, [], treasuryFleet({ amount: '12.5e3' }))).toContain(
    '💶 **Money**: unknown, because the books have faults, and are told in the report when they are mended.',
  );
});

test('books that are not there are not a month of zeros', async () => {
  await expect(await monthOf(kept, first, [], treasuryFleet({ books: false }))).toMatchFileSnapshot(
    golden('month-money-none'),
  );
});

const doubtAt = utc(10, 20);
const doubtful: Partial<ChainFacts> = {
  at: doubtAt,
  balances: [],
  latest: [
    { month: '2026-10', address: safe, currency: 'USDC', units: '69500000', block: 9000, at: doubtAt },
    { month: '2026-10', address: safe, currency: 'ETH', units: '3000000000000000000', block: 9000, at: doubtAt },
  ],
  heldBack: [
    {
      address: safe,
      currency: 'ETH',
      direction: 'in',
      units: '3000000000000000000',
      block: 8900,
      at: doubtAt,
      rows: ['2026-5'],
    },
  ],
};

test('a month in doubt: a chain that stood still, old rows that nobody held against git, a coin without a price', async () => {
  const text = await monthOf(
    kept,
    first,
    [],
    treasuryFleet({
      git: false,
      books: [`2026-5,2026-10-20,income,other,someone,3,ETH,${`0x${'5'.repeat(64)}`},,2026-10,,,,`],
      facts: doubtful,
    }),
  );
  await expect(text).toMatchFileSnapshot(golden('month-money-doubt'));
});

test('no member is named with the money, whoever agreed to it', async () => {
  const text = await monthOf(kept, first, [], treasuryFleet());
  expect(text).not.toMatch(/otter|north/i);
});

test('a month missed', async () => {
  await expect(await monthOf(eventful, first, incidents)).toMatchFileSnapshot(golden('month-missed'));
});

test('a month that is not settled waits three days, and is then told as it is known', async () => {
  const unsettled: MonthFigures = {
    ...eventful,
    settledTo: at(28, 14),
    knownTo: october + octoberSeconds,
    any: figures('any', { bad: 12, unknown: 900, missing: 7200 }),
    regions: [figures('eu', { bad: 12, unknown: 900, missing: 7200 })],
    notMeasured: ['us', 'ap'],
    intervals: [interval({ region: 'eu', state: 'bad', from: at(3), to: at(3, 0, 0, 12), cause: 'edge' })],
  };
  expect(await monthOf(unsettled, utc(11, 3, 23))).toBeUndefined();
  await expect(await monthOf(unsettled, utc(11, 4, 0))).toMatchFileSnapshot(golden('month-unsettled'));
});

test('docs/digests.md shows them as they are posted', () => {
  const page = readFileSync('docs/digests.md', 'utf8');
  const shown = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.txt') && file !== 'weekly-quiet.txt');
  expect(shown.length).toBeGreaterThan(6);
  for (const file of shown) {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8').trimEnd();
    expect(page.includes(`\`\`\`\n${text}\n\`\`\``), file).toBe(true);
  }
});
