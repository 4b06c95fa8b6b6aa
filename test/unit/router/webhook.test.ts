import { expect, test } from 'vitest';
import { parseWebhook } from '../../../alerts/router/webhook.ts';

const now = 1_795_000_000;

test('what Alertmanager 0.25 to 0.34 sends, new fields and all', () => {
  const webhook = parseWebhook(
    {
      version: '4',
      groupKey: '{}:{a="b"}',
      truncatedAlerts: 3,
      status: 'firing',
      receiver: 'page',
      notification_reason: 'first',
      routeLabels: {},
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'EdgeDown' },
          annotations: { summary: 's' },
          startsAt: '2026-11-18T11:06:00.5Z',
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: 'f',
        },
      ],
    },
    now,
  );
  expect(webhook).toEqual({
    truncated: 3,
    unreadable: 0,
    alerts: [
      {
        fingerprint: 'f',
        status: 'firing',
        labels: { alertname: 'EdgeDown' },
        annotations: { summary: 's' },
        groupKey: '{}:{a="b"}',
        startsAt: Date.parse('2026-11-18T11:06:00.5Z') / 1000,
        endsAt: null,
        origin: 'alertmanager',
      },
    ],
  });
});

test('missing fields are no reason to lose an alert; equal labels get equal fingerprints', () => {
  const parse = (labels: object) => parseWebhook({ status: 'resolved', alerts: [{ labels }] }, now)?.alerts[0];
  const alert = parse({ b: '2', a: '1' });
  expect(alert).toMatchObject({ status: 'resolved', startsAt: now, endsAt: now, groupKey: null, annotations: {} });
  expect(parse({ a: '1', b: '2' })?.fingerprint).toBe(alert?.fingerprint);
  expect(parse({ a: '1', b: '3' })?.fingerprint).not.toBe(alert?.fingerprint);
});

test('a time in the future is now', () => {
  const alerts = [{ labels: {}, startsAt: '2030-01-01T00:00:00Z' }];
  expect(parseWebhook({ alerts }, now)?.alerts[0]?.startsAt).toBe(now);
});

test.each([['text'], [null], [[]], [{}], [{ alerts: 'none' }], [{ alerts: [1] }]])('%j is no webhook', (body) => {
  expect(parseWebhook(body, now)).toBeUndefined();
});

test('one alert that cannot be read costs the others nothing; of which none can be read is no webhook', () => {
  const good = { labels: { alertname: 'EdgeDown' }, status: 'firing' };
  const webhook = parseWebhook({ groupKey: 7, alerts: [{ labels: ['x'] }, good, 1, { labels: { a: {} } }] }, now);
  expect(webhook?.alerts).toMatchObject([{ labels: { alertname: 'EdgeDown' }, groupKey: null }]);
  expect(webhook?.unreadable).toBe(3);
  const odd = { labels: { alertname: 'EdgeDown', shard: null }, annotations: 'none', startsAt: 1, fingerprint: {} };
  expect(parseWebhook({ alerts: [odd] }, now)?.alerts).toMatchObject([
    { labels: { alertname: 'EdgeDown', shard: '' }, status: 'firing', startsAt: now, annotations: {} },
  ]);
  expect(parseWebhook({ alerts: [{ labels: ['x'] }, 1] }, now)).toBeUndefined();
  expect(parseWebhook({ alerts: [] }, now)).toMatchObject({ alerts: [], unreadable: 0 });
});

test('more alerts than a body can honestly hold are left to the reconcile loop, which asks for them', () => {
  const alerts = Array.from({ length: 300_000 }, () => ({}));
  const webhook = parseWebhook({ groupKey: 'g', truncatedAlerts: 2, alerts }, now);
  expect(webhook?.alerts).toHaveLength(5000);
  expect(webhook?.truncated).toBe(295_002);
  expect(webhook?.alerts[0]?.groupKey).toBe('g');
});
