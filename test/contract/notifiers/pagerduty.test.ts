import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createPagerDutyClient, type PagerDutyClient, retryAfterMs } from '../../../alerts/pagerduty-client/client.ts';
import { dedupKeyOf } from '../../../alerts/pagerduty-client/dedupKey.ts';
import { pagerDutyLimits, type TriggerEvent } from '../../../alerts/pagerduty-client/events.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { type Answer, type Standin, standin } from '../router/world.ts';

const key = 'planted-routing-key';
const accepted: Answer = { status: 202, body: { status: 'success', dedup_key: 'd' } };
const trigger: TriggerEvent = { action: 'trigger', dedupKey: 'd', summary: 'down', source: 'us', severity: 'critical' };

const clientAt = (pagerduty: Standin, path = '/v2/enqueue', timeoutMs = 5000): PagerDutyClient =>
  createPagerDutyClient({ routingKey: new Secret(key), url: `${pagerduty.url}${path}`, timeoutMs });

test('every kind of event in its documented shape and place, from the URL or its base', async () => {
  const pagerduty = await standin(() => accepted);
  const client = clientAt(pagerduty);
  await client.send({
    ...trigger,
    at: 1_795_000_000,
    class: 'outage',
    details: { lag: 72 },
    links: [{ href: 'https://x.example/', text: 'x' }],
  });
  await client.send({ action: 'acknowledge', dedupKey: 'd' });
  await clientAt(pagerduty, '/').send({ action: 'resolve', dedupKey: 'd' });
  expect(await client.send({ action: 'change', summary: 'nitro 3.9', source: 'eu' })).toEqual({ kind: 'accepted' });
  expect(pagerduty.seen.map(({ path, body }) => ({ path, body }))).toEqual([
    {
      path: '/v2/enqueue',
      body: {
        routing_key: key,
        event_action: 'trigger',
        dedup_key: 'd',
        payload: {
          summary: 'down',
          source: 'us',
          severity: 'critical',
          timestamp: '2026-11-18T11:06:40.000Z',
          class: 'outage',
          custom_details: { lag: 72 },
        },
        links: [{ href: 'https://x.example/', text: 'x' }],
      },
    },
    { path: '/v2/enqueue', body: { routing_key: key, event_action: 'acknowledge', dedup_key: 'd' } },
    { path: '/v2/enqueue', body: { routing_key: key, event_action: 'resolve', dedup_key: 'd' } },
    { path: '/v2/change/enqueue', body: { routing_key: key, payload: { summary: 'nitro 3.9', source: 'eu' } } },
  ]);
});

test('documented limits are kept with a visible mark; two long keys stay two', async () => {
  const pagerduty = await standin(() => accepted);
  const client = clientAt(pagerduty);
  const long = 'k'.repeat(300);
  await client.send({
    ...trigger,
    dedupKey: `${long}a`,
    summary: 's'.repeat(5000),
    details: { big: 'x'.repeat(600_000) },
  });
  await client.send({ action: 'resolve', dedupKey: `${long}b` });
  const [first, second] = pagerduty.seen;
  const summary = String(Reflect.get(Object(Reflect.get(Object(first?.body), 'payload')), 'summary'));
  expect(summary).toHaveLength(pagerDutyLimits.summary);
  expect(summary).toMatch(/…$/);
  expect(first?.body).toMatchObject({
    dedup_key: dedupKeyOf(`${long}a`),
    payload: { custom_details: { omitted: expect.stringContaining('too large') } },
  });
  expect(second?.body).toMatchObject({ dedup_key: dedupKeyOf(`${long}b`) });
});

const failures: readonly [string, Answer, object][] = [
  [
    '400 is for good, and its reason is told without the key',
    { status: 400, body: { errors: [`'routing_key' ${key} is invalid`] } },
    { kind: 'rejected', status: 400, detail: "'routing_key' [redacted] is invalid" },
  ],
  [
    '429 with its wait',
    { status: 429, headers: { 'retry-after': '7' } },
    { kind: 'retryable', reason: 'rate_limited', afterMs: 7000 },
  ],
  ['500', { status: 500 }, { kind: 'retryable', reason: 'server_error', afterMs: undefined }],
  [
    "a proxy's friendly page is no acceptance",
    { status: 200, body: 'welcome' },
    { kind: 'retryable', reason: 'server_error' },
  ],
  ["a proxy's timeout is tried again", { status: 408 }, { kind: 'retryable', reason: 'server_error' }],
  [
    'of an endless refusal only the start is read',
    { status: 403, body: 'x'.repeat(5_000_000) },
    { kind: 'rejected', status: 403, detail: 'HTTP 403' },
  ],
  [
    'a redirect is not followed',
    { status: 302, headers: { location: 'https://x.example/' } },
    { kind: 'retryable', reason: 'network' },
  ],
];
test.each(failures)('%s', async (_, answer, expected) => {
  const pagerduty = await standin(() => answer);
  const outcome = await clientAt(pagerduty).send(trigger);
  expect(outcome).toMatchObject(expected);
  expect(inspect(outcome)).not.toContain(key);
  expect(pagerduty.seen).toHaveLength(1);
});

test('an answer that never comes ends at the deadline; a closed port at once', async () => {
  const pagerduty = await standin(() => 'hang');
  const client = clientAt(pagerduty, '/v2/enqueue', 150);
  expect(await client.send(trigger)).toEqual({ kind: 'retryable', reason: 'timeout', afterMs: undefined });
  await pagerduty.close();
  expect(await client.send(trigger)).toEqual({ kind: 'retryable', reason: 'network', afterMs: undefined });
});

test('Retry-After as seconds, as a date, as nonsense', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(retryAfterMs('2', now)).toBe(2000);
  expect(retryAfterMs('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});
