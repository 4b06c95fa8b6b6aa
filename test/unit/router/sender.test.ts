/** When a sink is asked again, the clock in hand. */
import { expect, onTestFinished, test } from 'vitest';
import { type After, createSender } from '../../../alerts/router/sender.ts';
import { temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;

test('a restart after the webhook was mended waits for no refusal from before it', async () => {
  const store = temporaryStore();
  let now = t0;
  /** A router's life: what it sends in it, and how it is ended. */
  const live = (answer: After) => {
    const sent: string[] = [];
    const sender = createSender({
      ...{ store, sink: 'discord', now: () => now },
      onError: (error) => expect.unreachable(String(error)),
      deliver: async (job) => {
        sent.push(job.key);
        if (answer.kind === 'settled') store.outbox.done(job, now);
        return answer;
      },
    });
    onTestFinished(() => sender.stop());
    sender.wake();
    return { sent, sender };
  };
  const owe = (key: string) =>
    store.outbox.put({ sink: 'discord', key, incidentId: null, payload: '{}', priority: 0, dueAt: now }, now);

  owe('card');
  const before = live({ kind: 'refused' });
  await expect.poll(() => before.sent).toEqual(['card']);
  await before.sender.stop();
  expect(store.outbox.nextDue('discord', [])).toBe(t0 + 30);

  now = t0 + 5;
  const after = live({ kind: 'settled' });
  await expect.poll(() => after.sent).toEqual(['card']);
  expect(store.outbox.size('discord').pending).toBe(0);
});

test('a start pulls forward what failed, of its own sink, and not what is merely not due yet', () => {
  const store = temporaryStore();
  const put = (sink: 'discord' | 'pagerduty', key: string, dueAt: number) =>
    store.outbox.put({ sink, key, incidentId: null, payload: '{}', priority: 0, dueAt }, t0);
  put('discord', 'edit', t0 + 10);
  put('discord', 'failed', t0);
  put('pagerduty', 'page', t0);
  for (const sink of ['discord', 'pagerduty'] as const) {
    const [job] = store.outbox.due(sink, t0, 1, []);
    if (job) store.outbox.later(job, t0 + 600);
  }
  const sender = createSender({
    ...{ store, sink: 'discord', now: () => t0 + 1, deliver: async () => ({ kind: 'settled' }) },
    onError: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => sender.stop());
  const due = (sink: 'discord' | 'pagerduty') => store.outbox.due(sink, t0 + 1, 9, []).map(({ key }) => key);
  expect([due('discord'), due('pagerduty')]).toEqual([['failed'], []]);
});

test('a job whose delivery throws backs off, so that the next one is not kept waiting by it', async () => {
  const store = temporaryStore();
  let now = t0;
  const put = (key: string) =>
    store.outbox.put({ sink: 'pagerduty', key, incidentId: null, payload: '{}', priority: 0, dueAt: now }, now);
  const tried: string[] = [];
  const sender = createSender({
    ...{ store, sink: 'pagerduty', now: () => now, onError: () => undefined, random: () => 1 },
    deliver: async (job) => {
      tried.push(job.key);
      if (job.key === 'poison') throw new TypeError('no such thing');
      store.outbox.done(job, now);
      return { kind: 'settled' };
    },
  });
  onTestFinished(() => sender.stop());
  put('poison');
  let due: number | undefined;
  for (let tries = 1; tries <= 8; tries += 1) {
    sender.wake();
    await expect.poll(() => tried.length).toBe(tries);
    await expect.poll(() => store.outbox.nextDue('pagerduty', [])).toBeGreaterThan(now);
    due = store.outbox.nextDue('pagerduty', []);
    now = Math.max(now + 1, due ?? now);
  }
  expect(due).toBe(now);
  now += 1;
  put('page');
  sender.wake();
  await expect.poll(() => tried).toContain('page');
  await expect.poll(() => store.outbox.size('pagerduty').pending).toBe(1);
  expect((store.outbox.nextDue('pagerduty', []) ?? 0) - now).toBe(15);
});
