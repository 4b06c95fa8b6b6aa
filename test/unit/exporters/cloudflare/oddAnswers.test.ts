/** One answer of Cloudflare that is odd, once: what it may cost is a minute or thirty, never hours, and never a count. */
import { describe, expect, test } from 'vitest';
import { cloudflareMetrics as metrics } from '../../../../collector/catalogue/cloudflare.ts';
import type { ApiAnswer } from '../../../../collector/rpc/apiPool.ts';
import { type Asked, answer, createFake, everything, type Fake } from './support/fakeApi.ts';

const zone = 'example.org';
const of = (dataset: string): string => `{zone="${zone}",dataset="${dataset}"}`;
const stateOf = (fake: Fake, dataset = 'edge'): string | undefined =>
  Object.keys(fake.recorded.of(metrics.cfDataset, true))
    .find((labels) => labels.includes(`dataset="${dataset}"`))
    ?.match(/state="(\w+)"/)?.[1];
const minutesOf = (fake: Fake, kind: 'counted' | 'refilled' | 'skipped', dataset = 'edge'): number =>
  fake.recorded.of(metrics.cfMinutes)[`{zone="${zone}",dataset="${dataset}",kind="${kind}"}`] ?? 0;
/** Of the first minute on. */
const counted = (fake: Fake, dataset = 'edge'): number =>
  minutesOf(fake, 'counted', dataset) + minutesOf(fake, 'refilled', dataset);
const lastMinute = (fake: Fake, dataset = 'edge'): number | undefined =>
  fake.recorded.of(metrics.cfLastBucket)[of(dataset)];
const passed = (fake: Fake): number => fake.minute - 30_000_000;

const once = (fake: Fake, name: string, told: ApiAnswer): void => {
  let done = false;
  fake.trouble = ({ name: asked }: Asked) => {
    if (asked !== name || done) return undefined;
    done = true;
    return told;
  };
};
const steps = async (fake: Fake, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) await fake.step();
};
const zones = (fields: object): ApiAnswer =>
  answer({ data: { viewer: { budget: 300, zones: [{ zoneTag: `id-${zone}`, ...fields }] } }, errors: null });
const off = { enabled: false };

describe('settings', () => {
  const { httpRequestsAdaptiveGroups: _, ...others } = everything();
  test.each([
    ['null', zones({ settings: null })],
    ['nothing', zones({ settings: {} })],
    ['no fields at all', zones({})],
    ['one dataset less', zones({ settings: others })],
    ['one dataset as null', zones({ settings: { ...others, httpRequestsAdaptiveGroups: null } })],
  ])('that are %s once take no dataset away', async (_, told) => {
    const fake = createFake();
    await fake.step();
    await fake.step(6 * 60 - 5);
    once(fake, 'Settings', told);
    await steps(fake, 10);
    expect(fake.asked.filter(({ name }) => name === 'Settings')).toHaveLength(2);
    for (const dataset of ['edge', 'colo', 'origin', 'security', 'load_balancing', 'health_checks']) {
      expect(stateOf(fake, dataset), dataset).toBe('ok');
      expect(counted(fake, dataset), dataset).toBe(passed(fake));
    }
    expect(lastMinute(fake)).toBe((fake.minute - 5) * 60);
    // Asked again well before six hours have passed.
    await steps(fake, 30);
    expect(fake.asked.filter(({ name }) => name === 'Settings')).toHaveLength(3);
  });

  test('that do not say keep what is known: a dataset without a plan is not tried, nor a field that is denied', async () => {
    const fake = createFake();
    fake.settings = () => ({
      ...everything(),
      loadBalancingRequestsAdaptiveGroups: off,
      httpRequestsAdaptiveGroups: {
        enabled: true,
        availableFields: ['dimensions_datetimeMinute', 'dimensions_edgeResponseStatus'],
      },
    });
    await fake.step();
    await fake.step(6 * 60 - 5);
    once(fake, 'Settings', zones({ settings: null }));
    await steps(fake, 10);
    expect(fake.asked.some(({ name }) => name === 'LoadBalancing')).toBe(false);
    expect(fake.asked.some(({ name, text }) => name === 'Edge' && text.includes('cacheStatus'))).toBe(false);
    expect(stateOf(fake)).toBe('ok');
  });

  test('a dataset that is off and then on again goes on where it ended; meanwhile it has no age', async () => {
    const fake = createFake();
    await fake.step();
    fake.settings = () => ({ ...everything(), loadBalancingRequestsAdaptiveGroups: off });
    await fake.step(6 * 60);
    await steps(fake, 3);
    expect(stateOf(fake, 'load_balancing')).toBe('plan');
    expect(lastMinute(fake, 'load_balancing')).toBeUndefined();
    fake.restart();
    await steps(fake, 3);
    expect(stateOf(fake, 'load_balancing')).toBe('plan');
    expect(lastMinute(fake, 'load_balancing')).toBeUndefined();
    expect(lastMinute(fake)).toBe((fake.minute - 5) * 60);
    fake.settings = everything;
    await fake.step(6 * 60);
    await fake.step();
    expect(stateOf(fake, 'load_balancing')).toBe('ok');
    expect(lastMinute(fake, 'load_balancing')).toBe((fake.minute - 5) * 60);
    // Six hours are refilled, and what is older is said to be lacking.
    expect(counted(fake, 'load_balancing')).toBeGreaterThan(6 * 60);
    expect(counted(fake, 'load_balancing') + minutesOf(fake, 'skipped', 'load_balancing')).toBe(passed(fake));
  });
});

describe('one minute in which the edge is not answered', () => {
  const words = (message: string, status = 200): ApiAnswer =>
    answer({ data: null, errors: [{ message, path: null }] }, status);
  test.each([
    ['a 503 that says for now', words('Analytics is temporarily not available, please try again later', 503)],
    ['a 500 that says not available', words('service not available', 500)],
    ['a 500 that says not enabled', words('feature not enabled', 500)],
    ['a 500 that speaks of validation', words('validation error', 500)],
    ['a 200 that says for now', words('The requested service is currently not available')],
    ['no JSON', answer('{"data":')],
    ['an empty answer', answer('')],
  ])('%s: the next minute has both', async (_, told) => {
    const fake = createFake();
    await fake.step();
    once(fake, 'Edge', told);
    await fake.step();
    expect(stateOf(fake)).toBe('error');
    expect(counted(fake)).toBe(1);
    await fake.step();
    expect(stateOf(fake)).toBe('ok');
    expect(counted(fake)).toBe(3);
  });

  test('by words that only may mean the plan: half an hour at most, and nothing is lost', async () => {
    const fake = createFake();
    await fake.step();
    once(fake, 'Edge', words('this is not available'));
    await fake.step();
    expect(stateOf(fake)).toBe('plan');
    await steps(fake, 30);
    expect(stateOf(fake)).toBe('ok');
    expect(counted(fake)).toBe(passed(fake));
  });

  test('that stays unreadable is asked for twice, then each half hour', async () => {
    const fake = createFake();
    await fake.step();
    fake.trouble = ({ name }) => (name === 'Edge' ? answer('{"data":') : undefined);
    await steps(fake, 60);
    expect(fake.asked.filter(({ name }) => name === 'Edge')).toHaveLength(1 + 3);
  });
});

describe('the time of an answer that is a day ahead', () => {
  const dated = (fake: Fake, told: ApiAnswer, ahead = 0): ApiAnswer =>
    told.ok ? { ...told, date: (fake.minute + ahead) * 60_000 } : told;
  /** Those of the latencies alone carry a time. */
  const timed = (fake: Fake, aheadOf: () => number): void => {
    fake.trouble = ({ name }) =>
      name === 'Latency' ? dated(fake, zones({ hosts: [], origins: [] }), aheadOf()) : undefined;
  };

  test('once moves nothing', async () => {
    const fake = createFake();
    timed(fake, () => 0);
    await steps(fake, 6);
    timed(fake, () => 1440);
    await steps(fake, 5);
    timed(fake, () => 0);
    await steps(fake, 10);
    expect(lastMinute(fake)).toBe((fake.minute - 5) * 60);
    expect(counted(fake)).toBe(passed(fake));
    expect(minutesOf(fake, 'skipped')).toBe(0);
  });

  test('again and again is believed; when it is right again, counting goes on at once, also over a restart', async () => {
    const fake = createFake();
    timed(fake, () => 0);
    await steps(fake, 6);
    timed(fake, () => 1440);
    await steps(fake, 11);
    expect(lastMinute(fake)).toBeGreaterThan((fake.minute + 1000) * 60);
    timed(fake, () => 0);
    fake.restart();
    await steps(fake, 11);
    expect(stateOf(fake)).toBe('ok');
    expect(lastMinute(fake)).toBe((fake.minute - 5) * 60);
    expect(fake.asked.filter(({ name }) => name === 'Edge').at(-1)?.to).toBe(fake.minute - 5);
  });
});

test('what was sampled roughly in one minute is not said of minutes in which nobody came, and stands over a failed one', async () => {
  const fake = createFake();
  const rough = (): number | undefined => fake.recorded.of(metrics.cfSampleInterval)[of('edge')];
  await steps(fake, 7);
  expect(rough()).toBe(1);
  once(fake, 'Edge', zones({ rows: [{ count: 100, avg: { sampleInterval: 100 }, sum: {}, dimensions: {} }] }));
  await fake.step();
  expect(rough()).toBe(100);
  once(fake, 'Edge', answer('{"data":', 200));
  await fake.step();
  expect(rough()).toBe(100);
  fake.trouble = ({ name }) => (name === 'Edge' ? zones({ rows: [] }) : undefined);
  await steps(fake, 40);
  expect(rough()).toBeUndefined();
});

test('a rough sample is not said of a dataset that is not given any more', async () => {
  const fake = createFake();
  const rough = (dataset: string): number | undefined => fake.recorded.of(metrics.cfSampleInterval)[of(dataset)];
  const avg = { sampleInterval: 100 };
  fake.trouble = ({ name }) => {
    if (name === 'Edge') return zones({ rows: [{ count: 100, avg, sum: {}, dimensions: {} }] });
    if (name === 'Latency') return zones({ hosts: [{ count: 100, avg, dimensions: {} }], origins: [] });
    return undefined;
  };
  await steps(fake, 12);
  expect([rough('edge'), rough('latency')]).toEqual([100, 100]);
  fake.settings = () => ({ ...everything(), httpRequestsAdaptiveGroups: off });
  await fake.step(6 * 60);
  await steps(fake, 30);
  expect([stateOf(fake), stateOf(fake, 'latency')]).toEqual(['plan', 'plan']);
  expect([rough('edge'), rough('latency')]).toEqual([undefined, undefined]);
});
