/** What Cloudflare may answer instead of data: each has its own consequence, and none is another dataset's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cloudflareMetrics as metrics } from '../../../../collector/catalogue/cloudflare.ts';
import { Secret } from '../../../../collector/config/secret.ts';
import { type ApiAnswer, createApiPool } from '../../../../collector/rpc/apiPool.ts';
import { type Asked, answer, countAt, createFake, everything, type Fake, host, refusal } from './support/fakeApi.ts';

const zone = 'example.org';
const stateOf = (fake: Fake, dataset: string, of = zone): string | undefined =>
  Object.keys(fake.recorded.of(metrics.cfDataset, true))
    .find((labels) => labels.includes(`zone="${of}"`) && labels.includes(`dataset="${dataset}"`))
    ?.match(/state="(\w+)"/)?.[1];
const counted = (fake: Fake, dataset: string, of = zone): number =>
  (['counted', 'refilled'] as const)
    .map((kind) => fake.recorded.of(metrics.cfMinutes)[`{zone="${of}",dataset="${dataset}",kind="${kind}"}`] ?? 0)
    .reduce((sum, value) => sum + value, 0);
const requests = (fake: Fake, of = zone): number =>
  fake.recorded.of(metrics.cfEdgeRequests)[`{zone="${of}",host="${host}",status_class="2xx",cached="no"}`] ?? 0;
const errors = (fake: Fake, dataset: string): Record<string, number> => {
  const all = Object.entries(fake.recorded.of(metrics.cfErrors, true));
  return Object.fromEntries(
    all
      .filter(([labels]) => labels.includes(`"${dataset}"`))
      .map(([labels, value]) => [labels.match(/kind="(\w+)"/)?.[1], value]),
  );
};
/** What the requests of the minutes counted come to: the last `minutes` ones that are settled. */
const truth = (fake: Fake, minutes: number): number => {
  const end = fake.minute - 5;
  return Array.from({ length: minutes }, (_, back) => countAt(end - 1 - back)).reduce((sum, value) => sum + value, 0);
};
const others = ['origin', 'load_balancing', 'security', 'colo', 'country', 'health_checks'];
const only =
  (name: string, told: ApiAnswer) =>
  ({ name: asked }: Asked): ApiAnswer | undefined =>
    asked === name ? told : undefined;

/** Five minutes in which the edge is answered with trouble, then a quiet hour at most. */
const suffer = async (trouble: ApiAnswer, rest = 40): Promise<Fake> => {
  const fake = createFake();
  await fake.step();
  fake.trouble = only('Edge', trouble);
  for (let minute = 0; minute < 5; minute += 1) await fake.step();
  for (const other of others) {
    expect(stateOf(fake, other), other).toBe('ok');
    expect(counted(fake, other), other).toBe(6);
  }
  expect(counted(fake, 'edge')).toBe(1);
  const during = stateOf(fake, 'edge');
  fake.trouble = () => undefined;
  for (let minute = 0; minute < rest; minute += 1) await fake.step();
  expect(stateOf(fake, 'edge')).toBe('ok');
  expect(counted(fake, 'edge')).toBe(6 + rest);
  expect(requests(fake)).toBe(truth(fake, 6 + rest));
  return Object.assign(fake, { during });
};

describe('one dataset that is answered with trouble is retried and refilled, and the others go on', () => {
  test.each([
    ['a 200 with errors', refusal('internal server error'), 'transient'],
    ['a 500', answer('oops', 500), 'transient'],
    ['a 503 with words', refusal('service is busy', {}, 503), 'transient'],
    ['HTML', answer('<html>Just a moment…</html>', 200, { html: true }), 'transient'],
    ['HTML with 403', answer('<html>challenge</html>', 403, { html: true }), 'transient'],
    ['no answer', { ok: false, reason: 'timeout' }, 'transient'],
    ['no JSON', answer('{"data":'), 'bug'],
    ['nothing in it', answer({ data: null, errors: null }), 'bug'],
    [
      'rows of another shape',
      answer({ data: { viewer: { budget: 1, zones: [{ zoneTag: `id-${zone}`, rows: [{ count: 'many' }] }] } } }),
      'bug',
    ],
    ['words that we do not know', refusal('the moon is full'), 'transient'],
    ['a parse error', refusal('unknown field "colo"', {}, 400), 'bug'],
    [
      'an authorisation that is missing',
      refusal("actor requires permission 'com.cloudflare.api.account.zone.analytics.read'", {
        extensions: { code: 'authz' },
      }),
      'auth',
    ],
  ] as const)('%s', async (_, trouble, kind) => {
    const fake = await suffer(trouble);
    expect(Object.keys(errors(fake, 'edge'))).toEqual([kind]);
    expect(errors(fake, 'colo')).toEqual({});
  });
});

describe('asked too often', () => {
  test.each([
    ['a 429 without a header', answer({ success: false, errors: [{ code: 10429, message: 'slow down' }] }, 429), 5],
    ['a 429 with a header', answer('', 429, { retryAfter: 600 }), 10],
    ['a 200 that says so', refusal('rate limiter budget depleted, please wait', { extensions: { code: 'budget' } }), 5],
  ] as const)('%s: everything is silent, then nothing is missing', async (_, trouble, minutes) => {
    const fake = createFake();
    await fake.step();
    fake.trouble = only('Edge', trouble);
    await fake.step();
    fake.trouble = () => undefined;
    const before = fake.asked.length;
    for (let minute = 1; minute < minutes; minute += 1) {
      await fake.step();
      expect(fake.asked.length).toBe(before);
      expect(stateOf(fake, 'edge')).toBe('rate_limited');
    }
    expect(errors(fake, 'edge')).toEqual({ rate_limited: 1 });
    await fake.step(2);
    await fake.step(2);
    for (const dataset of ['edge', ...others]) {
      expect(stateOf(fake, dataset), dataset).toBe('ok');
      expect(counted(fake, dataset), dataset).toBe(fake.minute - 30_000_000);
    }
    expect(requests(fake)).toBe(truth(fake, fake.minute - 30_000_000));
  });

  test('below a fifth of the budget every fifth minute is enough, and nothing is missing', async () => {
    const fake = createFake();
    await fake.step();
    fake.budget = 50;
    await fake.step();
    const before = fake.asked.length;
    for (let minute = 0; minute < 20; minute += 1) await fake.step();
    const edges = fake.asked.slice(before).filter(({ name }) => name === 'Edge');
    expect(edges).toHaveLength(4);
    expect(fake.recorded.of(metrics.cfBudget)['{}']).toBeCloseTo(50 / 300);
    fake.budget = 300;
    for (let minute = 0; minute < 6; minute += 1) await fake.step();
    expect(counted(fake, 'edge')).toBe(28);
    expect(requests(fake)).toBe(truth(fake, 28));
  });
});

describe('the clock of an answer', () => {
  const end = (fake: Fake): number => fake.recorded.of(metrics.cfLastBucket)[`{zone="${zone}",dataset="edge"}`] ?? 0;

  test('of a page that a proxy put in its place moves no minute', async () => {
    const fake = createFake();
    await fake.step();
    const page = answer('<html>gateway</html>', 502, { html: true });
    const ahead = (fake.minute + 600) * 60_000;
    fake.trouble = only('Edge', page.ok ? { ...page, date: ahead } : page);
    await fake.step();
    fake.trouble = () => undefined;
    await fake.step();
    expect(end(fake)).toBe((fake.minute - 5) * 60);
    expect(requests(fake)).toBe(truth(fake, 3));
  });

  test('is what a moment to come back at is measured by', async () => {
    const server = createServer((_, response) => {
      response.statusCode = 429;
      response.sendDate = false;
      response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT');
      response.setHeader('retry-after', 'Thu, 01 Jan 2026 00:10:00 GMT');
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server that listens has an address of this shape.
    const { port } = server.address() as AddressInfo;
    const pool = createApiPool(`http://127.0.0.1:${port}`, new Secret('t'));
    onTestFinished(async () => {
      await pool.close();
      server.close();
    });
    expect(await pool.ask({ method: 'GET', path: '/', deadline: 5 })).toMatchObject({ status: 429, retryAfter: 600 });
  });
});

describe('too expensive', () => {
  test('a window is halved until it is answered', async () => {
    const fake = createFake();
    await fake.step();
    fake.minute += 60;
    fake.trouble = ({ name, from, to }) =>
      name === 'Edge' && to - from > 20
        ? refusal('query time range is too large', { extensions: { code: 'quota' } })
        : undefined;
    for (let minute = 0; minute < 10; minute += 1) await fake.step();
    expect(counted(fake, 'edge')).toBe(71);
    expect(requests(fake)).toBe(truth(fake, 71));
    expect(stateOf(fake, 'edge')).toBe('ok');
  });

  test.each([
    'too many nodes are requested',
    'query consumes excessive resources, please reduce the time range or the number of fields',
  ])('with status 429 it is halved as well, and nobody else is silent: %s', async (words) => {
    const fake = createFake();
    await fake.step();
    fake.trouble = ({ name, from, to }) =>
      name === 'Edge' && to - from > 2 ? refusal(words, { extensions: { code: 'quota' } }, 429) : undefined;
    await fake.step(20);
    for (const dataset of ['edge', ...others]) {
      expect(stateOf(fake, dataset), dataset).toBe('ok');
      expect(counted(fake, dataset), dataset).toBe(21);
    }
    expect(requests(fake)).toBe(truth(fake, 21));
    expect(Object.keys(errors(fake, 'edge'))).toEqual(['too_expensive']);
  });

  test('what is no longer kept is given up and said, the rest is counted', async () => {
    const fake = createFake();
    await fake.step();
    fake.minute += 100;
    const oldest = fake.minute - 60;
    fake.trouble = ({ name, from }) =>
      name === 'Edge' && from < oldest ? refusal('cannot request data older than 3600s') : undefined;
    for (let minute = 0; minute < 60; minute += 1) await fake.step();
    const skipped = fake.recorded.of(metrics.cfMinutes)[`{zone="${zone}",dataset="edge",kind="skipped"}`] ?? 0;
    expect(skipped).toBeGreaterThan(0);
    expect(counted(fake, 'edge') + skipped).toBe(161);
    expect(counted(fake, 'colo')).toBe(161);
  });

  test('after days away nothing is asked for that the plan no longer keeps, and the rest is counted whole', async () => {
    const fake = createFake({ refill: 2_592_000 });
    await fake.step();
    fake.trouble = ({ from }) =>
      from < fake.minute - 24 * 60
        ? refusal("zone 'x' cannot request data older than 86400s", { extensions: { code: 'quota' } })
        : undefined;
    await fake.step(3 * 24 * 60);
    expect(errors(fake, 'edge')).toEqual({});
    const skipped = fake.recorded.of(metrics.cfMinutes)[`{zone="${zone}",dataset="edge",kind="skipped"}`] ?? 0;
    expect(counted(fake, 'edge') + skipped).toBe(1 + 3 * 24 * 60);
    expect(counted(fake, 'edge')).toBe(1 + 24 * 60 - 5 - 2);
  });

  test('a page that is full is split by time, then by values, and each row counted once', async () => {
    const fake = createFake();
    fake.settings = () => ({ ...everything(), httpRequestsAdaptiveGroups: { enabled: true, maxPageSize: 8 } });
    fake.rows = ({ name }, _, minute) =>
      name !== 'Edge'
        ? []
        : Array.from({ length: 25 }, (__, place) => ({
            count: 3,
            avg: { sampleInterval: 1 },
            sum: {},
            dimensions: {
              datetimeMinute: `${new Date(minute * 60_000).toISOString().slice(0, 19)}Z`,
              ...{ clientRequestHTTPHost: `h${place % 5}`, edgeResponseStatus: 500 + place, cacheStatus: 'miss' },
            },
          }));
    for (let minute = 0; minute < 4; minute += 1) await fake.step();
    expect(requests(fake)).toBe(truth(fake, 4));
    expect(
      fake.recorded.of(metrics.cfEdgeRequests)[`{zone="${zone}",host="other",status_class="5xx",cached="no"}`],
    ).toBe(25 * 3 * 4);
    expect(fake.recorded.of(metrics.cfTruncated)['{dataset="edge"}']).toBeGreaterThan(4);
    expect(stateOf(fake, 'edge')).toBe('ok');
  });
});

describe('plans', () => {
  test('a dataset that is not enabled is off alone, and begins anew when it is', async () => {
    const fake = createFake();
    fake.settings = () => ({ ...everything(), loadBalancingRequestsAdaptiveGroups: { enabled: false } });
    for (let minute = 0; minute < 3; minute += 1) await fake.step();
    expect(stateOf(fake, 'load_balancing')).toBe('plan');
    expect(fake.asked.some(({ name }) => name === 'LoadBalancing')).toBe(false);
    expect(stateOf(fake, 'edge')).toBe('ok');
    fake.settings = everything;
    await fake.step(6 * 60);
    expect(stateOf(fake, 'load_balancing')).toBe('ok');
    expect(counted(fake, 'load_balancing')).toBe(1);
  });

  test('fields that settings deny are not asked for; without the origin it is `other`', async () => {
    const fake = createFake();
    const availableFields = [
      'dimensions_datetimeMinute',
      'dimensions_edgeResponseStatus',
      'dimensions_originResponseStatus',
      'dimensions_clientRequestHTTPHost',
    ];
    fake.settings = () => ({ ...everything(), httpRequestsAdaptiveGroups: { enabled: true, availableFields } });
    await fake.step();
    const origin = fake.asked.find(({ name }) => name === 'Origin');
    expect(origin?.text).not.toContain('originIP');
    expect(origin?.text).not.toContain('sampleInterval');
    expect(stateOf(fake, 'origin')).toBe('ok');
    expect(stateOf(fake, 'colo')).toBe('plan');
    expect(fake.recorded.of(metrics.cfFieldDenied)[`{zone="${zone}",dataset="origin"}`]).toBe(3);
  });

  test('a field that only an answer refuses is left out from then on', async () => {
    const fake = createFake();
    fake.trouble = ({ name, text }) =>
      name === 'Origin' && text.includes('originIP')
        ? refusal('zone "x" does not have access to the field originIP. Refer to this page', {
            extensions: { code: 'authz' },
          })
        : undefined;
    for (let minute = 0; minute < 3; minute += 1) await fake.step();
    expect(stateOf(fake, 'origin')).toBe('ok');
    expect(counted(fake, 'origin')).toBe(3);
    expect(errors(fake, 'origin')).toEqual({ plan: 1 });
  });

  test('a dataset that only an answer refuses is asked for again each half hour, and when the settings are', async () => {
    const fake = createFake();
    fake.trouble = only(
      'Security',
      refusal('zone "x" does not have access to the path', { extensions: { code: 'authz' } }),
    );
    for (let minute = 0; minute < 30; minute += 1) await fake.step();
    expect(stateOf(fake, 'security')).toBe('plan');
    expect(fake.asked.filter(({ name }) => name === 'Security')).toHaveLength(1);
    await fake.step();
    expect(fake.asked.filter(({ name }) => name === 'Security')).toHaveLength(2);
    fake.trouble = () => undefined;
    await fake.step(6 * 60);
    expect(stateOf(fake, 'security')).toBe('ok');
    expect(counted(fake, 'security')).toBe(6 * 60);
  });

  test('settings of one dataset that are refused are asked for alone', async () => {
    const fake = createFake();
    fake.trouble = ({ name, text }) =>
      name === 'Settings' && text.includes('healthCheckEvents')
        ? refusal('does not have access to the path')
        : undefined;
    await fake.step();
    expect(stateOf(fake, 'edge')).toBe('ok');
    expect(stateOf(fake, 'health_checks')).toBe('plan');
  });
});

describe('the token', () => {
  test('that has expired is said once, by what it needs, and not asked with again and again', async () => {
    const fake = createFake();
    fake.trouble = () => answer({ success: false, errors: [{ code: 1000, message: 'Invalid API Token' }] }, 401);
    for (let minute = 0; minute < 29; minute += 1) await fake.step();
    expect(fake.asked).toHaveLength(1);
    for (const dataset of ['edge', 'latency', ...others]) expect(stateOf(fake, dataset), dataset).toBe('auth');
  });

  test('that lacks a permission says which', async () => {
    const fake = createFake();
    const permission = 'com.cloudflare.api.account.zone.firewall.read';
    fake.trouble = only('Security', refusal(`actor 'x' requires permission '${permission}' to read`, {}, 403));
    for (let minute = 0; minute < 10; minute += 1) await fake.step();
    const line = fake.log.find((each) => each.includes('"security"'));
    expect(line).toContain('Zone > Analytics: Read');
    expect(line).toContain(permission);
    expect(fake.asked.filter(({ name }) => name === 'Security')).toHaveLength(1);
    for (const other of ['edge', 'colo', 'origin']) expect(counted(fake, other)).toBe(10);
  });
});

describe('zones', () => {
  const many = Array.from({ length: 11 }, (_, place) => `zone${place}.example`);

  test('eleven are asked for in two questions, and each is counted', async () => {
    const fake = createFake({ zones: many });
    for (let minute = 0; minute < 3; minute += 1) await fake.step();
    expect(Math.max(...fake.asked.map(({ zones }) => zones.length))).toBe(10);
    expect(fake.asked.filter(({ name }) => name === 'Edge')).toHaveLength(6);
    for (const name of many) expect(counted(fake, 'edge', name)).toBe(3);
  });

  test('one whose plan is poorer shares no question with the others', async () => {
    const fake = createFake({ zones: ['free.example', 'rich.example'] });
    fake.settings = (id) =>
      id === 'id-free.example'
        ? {
            ...everything(),
            httpRequestsAdaptiveGroups: {
              enabled: true,
              availableFields: ['dimensions_datetimeMinute', 'dimensions_edgeResponseStatus'],
            },
          }
        : everything();
    await fake.step();
    const edges = fake.asked.filter(({ name }) => name === 'Edge');
    expect(edges.map(({ zones }) => zones.length)).toEqual([1, 1]);
    expect(edges.map(({ text }) => text.includes('cacheStatus')).sort()).toEqual([false, true]);
  });

  test('data that are partial, with a path: the one named is retried, the others are counted', async () => {
    const fake = createFake({ zones: many.slice(0, 3) });
    await fake.step();
    fake.trouble = ({ name, zones, from, to }) => {
      const place = zones.indexOf(`id-${many[1]}`);
      if (name !== 'Edge' || place < 0) return undefined;
      const rows = Array.from({ length: to - from }, (_, after) => ({
        count: countAt(from + after),
        avg: { sampleInterval: 1 },
        sum: {},
        dimensions: {
          datetimeMinute: new Date((from + after) * 60_000).toISOString(),
          clientRequestHTTPHost: host,
          edgeResponseStatus: 200,
        },
      }));
      const shown = zones.map((zoneTag, index) => ({ zoneTag, rows: index === place ? null : rows }));
      const error = { message: 'internal server error', path: ['viewer', 'zones', String(place), 'rows'] };
      return answer({ data: { viewer: { budget: 200, zones: shown } }, errors: [error] });
    };
    for (let minute = 0; minute < 3; minute += 1) await fake.step();
    expect(many.slice(0, 3).map((name) => counted(fake, 'edge', name))).toEqual([4, 1, 4]);
    expect(stateOf(fake, 'edge', many[1])).toBe('error');
    fake.trouble = () => undefined;
    for (let minute = 0; minute < 20; minute += 1) await fake.step();
    for (const name of many.slice(0, 3)) {
      expect(counted(fake, 'edge', name)).toBe(24);
      expect(requests(fake, name)).toBe(truth(fake, 24));
    }
    // And then they share a question again.
    expect(fake.asked.filter(({ name }) => name === 'Edge').at(-1)?.zones).toHaveLength(3);
  });

  test('one that vanishes stops alone, its figures stay and grow old', async () => {
    const fake = createFake({ zones: many.slice(0, 2) });
    await fake.step();
    const [first = '', second = ''] = many;
    fake.trouble = ({ name, zones }) => {
      if (name === 'Settings' || !zones.includes(`id-${second}`)) return undefined;
      return answer({
        data: {
          viewer: {
            budget: 100,
            zones: zones
              .filter((id) => id !== `id-${second}`)
              .map((zoneTag) => ({ zoneTag, rows: [], hosts: [], origins: [] })),
          },
        },
      });
    };
    await fake.step();
    expect(stateOf(fake, 'edge', first)).toBe('ok');
    expect(stateOf(fake, 'edge', second)).toBe('auth');
    fake.zones = new Map([[first, `id-${first}`]]);
    await fake.step();
    expect(stateOf(fake, 'edge', second)).toBe('unknown');
    expect(counted(fake, 'edge', second)).toBe(1);
    expect(fake.recorded.of(metrics.cfLastBucket)[`{zone="${second}",dataset="edge"}`]).toBe((30_000_001 - 5) * 60);
    // It comes back: what it had meanwhile is counted, once.
    for (let minute = 0; minute < 60; minute += 1) await fake.step();
    fake.trouble = () => undefined;
    fake.zones = new Map(many.slice(0, 2).map((name) => [name, `id-${name}`]));
    await fake.step();
    await fake.step();
    expect(stateOf(fake, 'edge', second)).toBe('ok');
    expect(counted(fake, 'edge', second)).toBe(fake.minute - 30_000_000);
    expect(requests(fake, second)).toBe(truth(fake, fake.minute - 30_000_000));
  });
});

test('nothing of what Cloudflare says is printed', async () => {
  const fake = createFake();
  const planted = 'planted-words-of-theirs';
  const kinds = [
    refusal(planted),
    refusal(`unauthorized ${planted}`),
    answer(planted, 500),
    refusal(`does not have access to the path ${planted}`),
    refusal(`syntax ${planted}`),
  ];
  fake.trouble = ({ name }) =>
    name === 'Settings' ? undefined : kinds[['Edge', 'Origin', 'Colo', 'Country', 'Security'].indexOf(name)];
  for (let minute = 0; minute < 5; minute += 1) await fake.step();
  expect(fake.log.length).toBeGreaterThan(3);
  expect(`${fake.log.join()} ${[...fake.recorded.series.keys()].join()} ${fake.stored()}`).not.toMatch(
    /planted|192\.0\.2/,
  );
});
