import { expect, test } from 'vitest';
import type { Card } from '../../../alerts/notifiers/card.ts';
import type { Delivery } from '../../../alerts/notifiers/delivery.ts';
import type { MessageExtras } from '../../../alerts/notifiers/discord.ts';
import { messageOf } from '../../../alerts/notifiers/message.ts';
import { deliverOperatorsLine, tellOperators } from '../../../alerts/router/operatorsLine.ts';
import { cardFleet, t0 } from './cardStates.ts';
import { temporaryStore } from './fleet.ts';

const world = (fleet = cardFleet) => {
  const store = temporaryStore();
  const sent: { card: Card; extras: MessageExtras | undefined }[] = [];
  const answers: Delivery[] = [];
  const desk = {
    ...{ fleet, store, now: () => t0 },
    sink: {
      post: (card: Card, extras?: MessageExtras): Promise<Delivery> => {
        sent.push({ card, extras });
        return Promise.resolve(answers.shift() ?? { kind: 'ok', messageId: 'm' });
      },
      edit: (): Promise<Delivery> => Promise.reject(new Error('a line is never edited')),
      thread: undefined,
      close: () => undefined,
    },
    commit: async (write: () => void) => store.transaction(write),
    count: () => undefined,
    onRejected: () => undefined,
  };
  const due = () => store.outbox.due('discord', t0 + 60, 10, []);
  const turn = async (): Promise<void> => {
    for (const job of due()) await deliverOperatorsLine(desk, job);
  };
  return { store, desk, sent, answers, due, turn };
};

test('a line is told once for its key, behind cards, and rings nobody', async () => {
  const { store, desk, sent, due, turn } = world();
  expect(tellOperators(desk, 'digest:2026-11-07', '@everyone 3 incidents')).toBe(true);
  expect(tellOperators(desk, 'digest:2026-11-07', '@everyone 3 incidents')).toBe(false);
  expect(Math.min(...due().map(({ priority }) => priority))).toBeGreaterThan(2);
  await turn();
  expect(sent.map(({ card }) => [card.content, card.mentionRole])).toEqual([['@everyone 3 incidents', undefined]]);
  expect(store.outbox.size('discord').pending).toBe(0);
  expect(tellOperators(desk, 'digest:2026-11-07', 'again')).toBe(false);
});

test('while Discord is down it waits, and a second attempt carries the same nonce', async () => {
  const { store, desk, sent, answers, turn } = world();
  tellOperators(desk, 'k', 'x');
  answers.push({ kind: 'network', detail: 'connection failed' });
  await turn();
  expect(store.outbox.size('discord').pending).toBe(1);
  await turn();
  expect(store.outbox.size('discord').pending).toBe(0);
  expect(new Set(sent.map(({ extras }) => extras?.nonce)).size).toBe(1);
  expect(sent[0]?.extras?.nonce.length).toBeLessThanOrEqual(25);
});

test('what Discord refuses for good does not hold up the others', async () => {
  const { store, desk, answers, turn } = world();
  tellOperators(desk, 'k', 'x');
  answers.push({ kind: 'rejected', detail: 'HTTP 400, code 50035' });
  await turn();
  expect(store.outbox.size('discord').pending).toBe(0);
});

test('a long line and a long embed are cut visibly, within the limits', async () => {
  const { desk, sent, turn } = world();
  tellOperators(desk, 'line', 'a'.repeat(3000));
  tellOperators(desk, 'embed', { content: 'Week 45', title: 'Week 45', description: 'b'.repeat(5000) });
  await turn();
  const [line, embed] = sent.map(({ card }) => messageOf(card));
  expect([line?.content.length, line?.embeds]).toEqual([2000, []]);
  expect(line?.content.endsWith('…')).toBe(true);
  expect(embed?.embeds[0]?.description.length).toBe(4096);
  expect(embed?.embeds[0]?.description.endsWith('…')).toBe(true);
});

test('without a channel nothing is owed', () => {
  const { store, desk } = world({ ...cardFleet, notify: { ...cardFleet.notify, discord: undefined } });
  expect(tellOperators(desk, 'k', 'x')).toBe(false);
  expect(store.outbox.size('discord').pending).toBe(0);
});
