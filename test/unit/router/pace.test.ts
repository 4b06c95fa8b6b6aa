import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isFirstWord } from '../../../alerts/router/beside.ts';
import type { Incident } from '../../../alerts/router/incident.ts';
import { createPace } from '../../../alerts/router/pace.ts';
import { type After, createSender } from '../../../alerts/router/sender.ts';
import type { Job } from '../../../alerts/router/store/outbox.ts';
import { temporaryStore } from './fleet.ts';

/** A sender on fake timers; `answer` decides what becomes of each job, a delivery takes 50 ms. */
const channel = (answer: (job: Job) => After = () => ({ kind: 'settled' })) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const store = temporaryStore();
  const start = Date.now() / 1000;
  const now = (): number => Date.now() / 1000;
  const sent: { readonly key: string; readonly at: number }[] = [];
  const sender = createSender({
    ...{ store, now, sink: 'discord', random: () => 1, onError: (error) => expect.unreachable(String(error)) },
    deliver: async (job) => {
      sent.push({ key: job.key, at: now() - start });
      await new Promise((resolve) => setTimeout(resolve, 50));
      const after = answer(job);
      if (after.kind === 'settled' || after.kind === 'idle') store.outbox.done(job, now());
      return after;
    },
    pace: { pace: createPace({ mono: now }), isUrgent: (job) => job.key.startsWith('page') },
  });
  const owe = (count: number, name: string, priority: number): void => {
    store.transaction(() => {
      for (let index = 0; index < count; index += 1) {
        const job = { sink: 'discord', key: `${name} ${index}`, incidentId: null, payload: '{}' } as const;
        store.outbox.put({ ...job, priority, dueAt: now() }, now());
      }
    });
    sender.wake();
  };
  return { sent, owe, sender, store };
};

const busiestMinute = (sent: readonly { readonly at: number }[]): number =>
  Math.max(0, ...sent.map(({ at }) => sent.filter((other) => other.at >= at && other.at < at + 60).length));

describe('the pace of a channel', () => {
  it('lets a storm out at 25 a minute, a few at once, and loses nothing', async () => {
    const { sent, owe } = channel();
    owe(100, 'card', 1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(240_000);
    expect(sent).toHaveLength(100);
    expect(busiestMinute(sent)).toBeLessThanOrEqual(30);
  });

  it('does not hold a page up, nor twenty of them, and takes their places off what comes later', async () => {
    const { sent, owe } = channel();
    owe(60, 'card', 1);
    await vi.advanceTimersByTimeAsync(30_000);
    owe(20, 'page', 0);
    await vi.advanceTimersByTimeAsync(400);
    const pages = sent.filter(({ key }) => key.startsWith('page'));
    expect(pages).toHaveLength(20);
    const before = sent.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent.length - before).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.length - before).toBeGreaterThan(10);
  });

  it('costs nothing for what turns out to need no message', async () => {
    const { sent, owe } = channel(() => ({ kind: 'idle' }));
    owe(100, 'card', 1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(sent).toHaveLength(100);
  });
});

it('stops knocking at a webhook that is gone: a handful of tries in ten minutes, however much is owed', async () => {
  const { sent, owe } = channel(() => ({ kind: 'refused' }));
  owe(100, 'page', 0);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(sent.length).toBeGreaterThan(4);
  expect(sent.length).toBeLessThan(12);
});

it('goes on at full width when the refusals end', async () => {
  let gone = true;
  const { sent, owe } = channel(() => (gone ? { kind: 'refused' } : { kind: 'settled' }));
  owe(8, 'card', 1);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent).toHaveLength(4);
  gone = false;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(8);
});

it('takes for urgent only how operators first hear of a page', () => {
  const store = temporaryStore();
  const incident: Incident = {
    ...{ id: '2027-01-15-1', scope: 'edge:arb', region: 'eu', state: 'firing', severity: 'page', peak: 'page' },
    ...{ headline: 'EdgeDown', openedAt: 1, resolvedAt: null, ackedAt: null, ackedBy: null, messageId: null },
    ...{ sentAt: null, sentMaterial: null, heldUntil: null, reopened: 0, newPages: 0, causes: [] },
  };
  const urgent = (key: string): boolean => {
    const put = { sink: 'discord', key, incidentId: incident.id, payload: '{}', priority: 0, dueAt: 1 } as const;
    store.outbox.put(put, 1);
    const job = store.outbox.due('discord', 2, 10, []).find((each) => each.key === key);
    return job !== undefined && isFirstWord(store, job);
  };
  const card = `card:${incident.id}`;
  store.saveIncident({ ...incident, severity: 'warning' });
  expect(urgent(card)).toBe(false);
  store.saveIncident(incident);
  expect(urgent(card)).toBe(true);
  // The card stood as a warning.
  const post = { incidentId: incident.id, kind: 'ping', messageId: '1', sentAt: 1 } as const;
  store.saveIncident({ ...incident, messageId: '1' });
  store.savePost({ ...post, material: 'calm:0' });
  expect(urgent(card)).toBe(true);
  store.savePost({ ...post, material: 'page:0' });
  expect(urgent(card)).toBe(false);
  expect(urgent(`ping:${incident.id}`)).toBe(true);
  expect(urgent(`thread:${incident.id}`)).toBe(false);
});
