/** The wall clock is put back, as NTP does after a boot with a wrong one: nothing owed waits for the lost time. */
import { expect, onTestFinished, test } from 'vitest';
import { holdCard, holdFor } from '../../../alerts/router/hold.ts';
import type { Incident } from '../../../alerts/router/incident.ts';
import { createSender } from '../../../alerts/router/sender.ts';
import { temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;

test('a pause and a job from before a step of an hour do not last an hour', async () => {
  const store = temporaryStore();
  let now = t0;
  const sent: number[] = [];
  const delivered = new Map<number, () => void>();
  const after = (count: number): Promise<void> => new Promise((resolve) => delivered.set(count, resolve));
  const sender = createSender({
    store,
    sink: 'discord',
    now: () => now,
    onError: (error) => expect.unreachable(String(error)),
    deliver: async (job) => {
      sent.push(now);
      setTimeout(() => delivered.get(sent.length)?.());
      if (sent.length < 3) return { kind: 'paused', seconds: 600 };
      store.outbox.done(job, now);
      return { kind: 'settled' };
    },
  });
  onTestFinished(() => sender.stop());
  const first = after(1);
  store.outbox.put({ sink: 'discord', key: 'k', incidentId: null, payload: '{}', priority: 0, dueAt: now }, now);
  sender.wake();
  await first;

  now = t0 + 599;
  sender.wake();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sent).toEqual([t0]);

  now = t0 - 3600;
  const second = after(2);
  sender.wake();
  await second;
  // What the sink asks for after the step counts by the new clock.
  sender.wake();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sent).toEqual([t0, t0 - 3600]);
});

test('a first card that waits for inhibition waits no longer than it can', async () => {
  // Of an incident, this is all that a hold reads.
  const incident = { sentAt: null, severity: 'warning', state: 'firing', heldUntil: t0 + 5 } as Incident;
  const hold = (now: number) =>
    holdCard(incident, [], { now: () => now, settled: 180, starts: async () => [], views: async () => [] });
  expect(await hold(t0)).toEqual({ until: t0 + 5 });
  expect(await hold(t0 + 5)).toBe('send');
  expect(await hold(t0 + 5 - holdFor - 3600)).toBe('send');
});
