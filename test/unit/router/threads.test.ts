/** The thread of a card: what is owed to it, and what becomes of one that Discord refuses. */
import { expect, test } from 'vitest';
import type { Delivery } from '../../../alerts/notifiers/delivery.ts';
import { lineCard } from '../../../alerts/notifiers/message.ts';
import { afterCard, type BesideDesk, deliverBeside, oweThreads } from '../../../alerts/router/beside.ts';
import type { Incident } from '../../../alerts/router/incident.ts';
import { incident, t0 } from './cardStates.ts';
import { temporaryStore } from './fleet.ts';

const ok = { kind: 'ok', messageId: 'm' } as const;

const bench = (open: () => Delivery) => {
  const store = temporaryStore();
  let now = t0;
  const asked: string[] = [];
  const desk: BesideDesk = {
    ...{ store, now: () => now, commit: async (write) => store.transaction(write), count: () => undefined },
    rings: true,
    sink: {
      post: async () => ok,
      edit: async () => ok,
      close: () => undefined,
      thread: () => ({
        open: async () => {
          asked.push('open');
          return open();
        },
        say: async (_thread, card) => {
          asked.push(`say ${card.content}`);
          return ok;
        },
      }),
    },
  };
  const begin = (more: Partial<Incident> = {}): Incident => {
    const begun = { ...incident(), messageId: 'c/m', sentAt: t0, ...more };
    store.saveIncident(begun);
    store.note(begun.id, { at: t0, kind: 'opened', text: 'Opened.', by: null });
    return begun;
  };
  /** What the loops of the router do until a time, every five seconds. @returns what followed, without repetitions */
  const until = async (time: number) => {
    const kinds = new Set<string>();
    for (; now < time; now += 5) {
      oweThreads(desk);
      for (const job of store.outbox.due('discord', now, 9, [])) {
        const after = await deliverBeside(desk, job);
        if (after) kinds.add(after.kind);
      }
    }
    return [...kinds];
  };
  return { store, desk, asked, begin, until };
};

test.each([
  ['an answer that it never gives', { kind: 'rejected', detail: 'HTTP 400, code 50024' }],
  ['a card that somebody deleted', { kind: 'message_gone' }],
  ['a permission that is missing', { kind: 'gone', detail: 'HTTP 403, code 50013' }],
] as const)(
  'a thread that is refused (%s) is asked for every ten minutes, within our own pace',
  async (_why, answer) => {
    const { asked, begin, until } = bench(() => answer);
    begin();
    expect(await until(t0 + 3600)).toEqual(['settled']);
    expect(asked).toEqual(Array.from({ length: 6 }, () => 'open'));
  },
);

test('once it is given, the thread tells everything from the beginning', async () => {
  let allowed = false;
  const { store, asked, begin, until } = bench(() => (allowed ? ok : { kind: 'gone', detail: 'HTTP 403, code 50013' }));
  const { id } = begin();
  await until(t0 + 60);
  store.note(id, { at: t0 + 50, kind: 'note', text: 'Seen.', by: 'ada' });
  allowed = true;
  await until(t0 + 660);
  expect(asked).toEqual(['open', 'open', expect.stringMatching(/Opened\.\n.*Seen\. \(ada\)/)]);
});

test('a thread that is refused keeps no ring waiting', async () => {
  const { store, desk, begin, until } = bench(() => ({ kind: 'rejected', detail: 'HTTP 400, code 50024' }));
  const begun = begin();
  store.savePost({ incidentId: begun.id, kind: 'ping', messageId: 'c/m', sentAt: t0 - 60, material: 'page:0' });
  await until(t0 + 5);
  store.saveIncident({ ...begun, newPages: 1 });
  afterCard(desk, { ...begun, newPages: 1 }, lineCard('PAGE'), undefined);
  expect(store.outbox.due('discord', t0 + 5, 9, []).map(({ key }) => key)).toEqual([`ping:${begun.id}`]);
});

test('an end is told in the thread however many incidents began since', async () => {
  const { asked, begin, until } = bench(() => ok);
  begin({ state: 'resolved', openedAt: t0 - 90_000, resolvedAt: t0 });
  for (let i = 0; i < 60; i += 1)
    begin({ id: `2026-11-18-${100 + i}`, scope: `host:h${i}`, openedAt: t0 - 60 + i, messageId: null });
  await until(t0 + 30);
  expect(asked).toContainEqual(expect.stringContaining('Opened.'));
});
