/** What the panels of the service level say, to the digit, by a real Prometheus. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentMonth, percent, thisMonth } from '../../../dashboards/definitions/month.ts';
import type { Profile } from '../../../dashboards/kit/model.ts';
import { filledIn, type PanelJson, pagesOf } from '../../../demo/drill/panels/page.ts';
import type { Sample } from '../../../demo/drill/panels/queries.ts';
import { openMetrics, type Scene } from './support/fixture.ts';
import { exampleFleet } from './support/fleets.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';

/** 2 February 2026, 02:10 UTC. */
const start = 1_769_998_200;
const healthy: Scene = { start, seconds: 600 };
const regionDown: Scene = { start: start + 1200, seconds: 60, edges: { 'arb eu': 'bad' } };
const now = healthy.start + healthy.seconds;

let prometheus: TestPrometheus;
beforeAll(async () => {
  prometheus = await startPrometheus(openMetrics(exampleFleet(), [healthy, regionDown]));
}, 60_000);
afterAll(() => prometheus?.stop());

/** On whichever page it is. */
const panelOf = (profile: Profile, title: string): PanelJson => {
  const all = [...pagesOf(profile, exampleFleet()).values()].flatMap(({ panels }) => panels);
  const panel = all.find((each) => each.title === title);
  if (!panel) throw new Error(`no panel "${title}"`);
  return panel;
};

/** Rows of a table by the label that names them: the value of each column. */
const rowsOf = async (title: string, label: string, at = now, profile: Profile = 'public') => {
  const panel = panelOf(profile, title);
  const rows = new Map<string, (number | undefined)[]>();
  for (const [index, { expr }] of panel.targets.entries()) {
    for (const { metric, value } of await prometheus.instant(filledIn(expr), at)) {
      const row = rows.get(metric[label] ?? '') ?? [];
      row[index] = value;
      rows.set(metric[label] ?? '', row);
    }
  }
  return Object.fromEntries(rows);
};

const queriesOf = async (
  title: string,
  at = now,
  profile: Profile = 'public',
): Promise<readonly (readonly Sample[])[]> =>
  Promise.all(panelOf(profile, title).targets.map(({ expr }) => prometheus.instant(filledIn(expr), at)));

const unix = (iso: string): number => Date.parse(iso) / 1000;

describe('the month of now', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01'],
    ['2026-09-30T23:59:59Z', '2026-09'],
    ['2026-10-01T00:00:00Z', '2026-10'],
    ['2026-12-31T23:59:59Z', '2026-12'],
    ['2027-01-01T00:00:00Z', '2027-01'],
  ])('at %s is %s', async (iso, month) => {
    const samples = await prometheus.instant(currentMonth, unix(iso));
    expect(samples.map(({ metric, value }) => [metric.month, value])).toEqual([[month, 1]]);
  });
});

describe('a percentage', () => {
  const of = async (part: number, whole: number): Promise<readonly number[]> =>
    (await prometheus.instant(percent(`vector(${part})`, `vector(${whole})`), now)).map(({ value }) => value);

  it('is cut off, so that a miss never reads as what was promised', async () => {
    expect(await of(999_800, 1_000_000)).toEqual([99.98]);
    expect(await of(2_592_000 - 519, 2_592_000)).toEqual([99.979]);
    expect(await of(2_591_999, 2_592_000)).toEqual([99.999]);
  });

  it('is absent where nothing was measured', async () => {
    expect(await of(0, 0)).toEqual([]);
  });
});

const monthTable = 'Service level this month, worst region first';

it('gives both ends of this month by region, and orders them by the worst', async () => {
  expect(await rowsOf(monthTable, 'region')).toEqual({
    'any region': [99.795, 99.745, 200, 5, 50],
    us: [99.805, 99.755, 190, 5, 50],
    eu: [99.98, 99.93, 15, 5, 50],
    ap: [99.995, 99.945, 0, 5, 50],
  });
  const panel = panelOf('public', monthTable);
  expect(panel.options.sortBy).toEqual([{ displayName: 'Good', desc: false }]);
});

it('does not show the last month for this one before the ledger has spoken', async () => {
  const of = (month: string) =>
    prometheus.instant(thisMonth(`label_replace(vector(7), "month", "${month}", "", "")`), now);
  expect(await of('2026-01')).toEqual([]);
  expect((await of('2026-02')).map(({ value }) => value)).toEqual([7]);
});

it('says what is left of the budget, and of how much', async () => {
  const [left, whole] = await queriesOf('Budget left this month');
  expect(left?.map(({ value }) => value.toFixed(2))).toEqual(['283.84']);
  expect(whole?.map(({ value }) => value)).toEqual([483.84]);
  const { thresholds } = panelOf('public', 'Budget left this month').fieldConfig.defaults;
  expect(thresholds.steps.map(({ color }) => color)).toEqual(['red', 'orange', 'blue']);
  expect(thresholds.steps.map(({ value }) => value)).toEqual([null, 0, 129.6]);
});

it('lists the months with what was allowed in each', async () => {
  expect(await rowsOf('Service level by month', 'month')).toEqual({
    '2025-12': [99.795, 99.795, 200, 5, 0, 535.68],
    '2026-01': [99.398, 99.398, 600, 5, 0, 535.68],
    '2026-02': [99.795, 99.745, 200, 5, 50, 483.84],
  });
});

it('gives the seconds of the last 30 days by region and state', async () => {
  const rows = await rowsOf('The last 30 days by region', 'region', regionDown.start + 60);
  expect(rows).toEqual({ eu: [98, 5400, 60, 0, 0], us: [100, 60, 0, 0, 0], ap: [100, 60, 0, 0, 0] });
});

describe('for operators', () => {
  it('burns a hundred times too fast when one second in fifty is bad', async () => {
    const burn = await queriesOf('Budget burn by window', regionDown.start + 60, 'operator');
    const byRegion = burn.map((samples) =>
      Object.fromEntries(samples.map(({ metric, value }) => [metric.region, value])),
    );
    expect(byRegion).toEqual(Array.from({ length: 4 }, () => ({ eu: 100, us: 0, ap: 0 })));
  });

  it('names the months that were missed, and nothing else', async () => {
    expect(await rowsOf('Objective missed', 'month', now, 'operator')).toEqual({ '2026-01': [86_400] });
  });

  it('shows the state of each edge by watcher, and the journey as it counts', async () => {
    const [seen] = await queriesOf('Each edge as each watcher sees it', regionDown.start + 60, 'operator');
    const codes = seen?.map(({ metric, value }) => `${metric.target} ${metric.region} ${metric.vantage} ${value}`);
    expect(codes?.toSorted()).toEqual(['arb ap ap 1', 'arb eu eu 3', 'arb us us 1', 'eth eu eu 1']);
    const [journeys] = await queriesOf('Journey of members, as it counts', now, 'operator');
    expect(new Set(journeys?.map(({ value }) => value))).toEqual(new Set([1]));
  });
});
