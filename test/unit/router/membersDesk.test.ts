import { expect, test } from 'vitest';
import type { Card } from '../../../alerts/notifiers/card.ts';
import type { Delivery } from '../../../alerts/notifiers/delivery.ts';
import type { IncidentFacts } from '../../../alerts/notifiers/facts.ts';
import { announce, deliverMembers, type MembersDesk, oweMembers } from '../../../alerts/router/membersDesk.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { cardFleet, edgeDown, facts, incident, regionFact, t0 } from './cardStates.ts';
import { secret, temporaryStore } from './fleet.ts';

const { discord } = cardFleet.notify;
const members = secret('notify.discord.members_file', 'https://discord.com/api/webhooks/2/planted');
const fleet: Fleet = {
  ...cardFleet,
  notify: { ...cardFleet.notify, discord: discord && { ...discord, members } },
};

const world = (of: Fleet = fleet) => {
  const store = temporaryStore();
  const at = { now: t0 + 72, facts: facts() as IncidentFacts };
  const sent: { how: string; content: string }[] = [];
  const answers: Delivery[] = [];
  const take = (how: string, { content }: Card, messageId = `m${sent.length}`): Promise<Delivery> => {
    const answer = answers.shift() ?? { kind: 'ok', messageId };
    if (answer.kind === 'ok') sent.push({ how, content });
    return Promise.resolve(answer);
  };
  const desk: MembersDesk = {
    ...{ fleet: of, store, now: () => at.now, facts: () => at.facts },
    sink: {
      post: (card) => take('post', card),
      edit: (id, card) => take(`edit ${id}`, card, id),
      close: () => undefined,
    },
    commit: async (write) => store.transaction(write),
    count: () => undefined,
    onRejected: () => undefined,
  };
  /** What the loops of the router do at a time. */
  const turn = async (now: number): Promise<void> => {
    at.now = now;
    oweMembers(desk);
    for (const job of store.outbox.due('discord_members', now, 10, [])) await deliverMembers(desk, job);
  };
  store.saveIncident(incident());
  store.saveAlert(edgeDown);
  return { store, at, sent, answers, desk, turn };
};

const resolved = { state: 'resolved', resolvedAt: t0 + 321 } as const;
const fineAgain = facts({
  regions: ['eu', 'us', 'ap'].map((region) => regionFact(region, { since: t0 + 251 })),
  outage: { from: t0 + 30, to: t0 + 251, fault: 'stale', detail: '' },
});

test('one message an outage: after a minute of it, edited when something else is true, and to its end', async () => {
  const { store, at, sent, turn } = world();
  await turn(t0 + 80);
  expect(sent).toEqual([]);
  await turn(t0 + 91);
  await turn(t0 + 95);
  expect(sent.map(({ how }) => how)).toEqual(['post']);
  expect(sent[0]?.content).toContain('US and AP fine.');

  at.facts = facts({ regions: [...facts().regions.slice(0, 2), regionFact('ap', { state: 'unknown' })] });
  await turn(t0 + 96);
  expect(sent).toHaveLength(1);
  await turn(t0 + 101);
  expect(sent.at(-1)).toMatchObject({ how: 'edit m0', content: expect.stringContaining('. US fine. EU:') });

  at.facts = fineAgain;
  await turn(t0 + 252);
  expect(sent.at(-1)?.content).toMatch(/^🟡 .* fine again since 03:16 UTC/);
  store.saveIncident(incident(resolved));
  store.saveAlert({ ...edgeDown, status: 'resolved', endsAt: t0 + 321 });
  await turn(t0 + 330);
  expect(sent.at(-1)).toMatchObject({
    how: 'edit m0',
    content: expect.stringMatching(/^✅ .* Cause: one of our nodes\.$/),
  });
  await turn(t0 + 9000);
  expect(sent.filter(({ how }) => how === 'post')).toHaveLength(1);
  expect(sent).toHaveLength(4);
});

test('the next update comes when it was promised', async () => {
  const { sent, turn } = world();
  await turn(t0 + 91);
  expect(sent[0]?.content).toMatch(/Next update 03:27\.$/);
  await turn(t0 + 30 + 900 - 100);
  expect(sent).toHaveLength(1);
  await turn(t0 + 30 + 900);
  expect(sent.at(-1)).toMatchObject({ how: 'edit m0', content: expect.stringMatching(/Next update 03:42\.$/) });
});

test('an outage that was over in a minute is nobody’s news; one that comes back after its end is', async () => {
  const { store, at, sent, turn } = world();
  at.facts = fineAgain;
  await turn(t0 + 300);
  store.saveIncident(incident(resolved));
  await turn(t0 + 400);
  expect(sent).toEqual([]);

  store.saveIncident(incident());
  at.facts = facts();
  await turn(t0 + 500);
  store.saveIncident(incident(resolved));
  at.facts = fineAgain;
  await turn(t0 + 600);
  store.saveIncident(incident({ reopened: 1 }));
  const [own, ...others] = facts().regions;
  at.facts = facts({ regions: own ? [{ ...own, since: t0 + 700 }, ...others] : [] });
  await turn(t0 + 720);
  expect(sent).toHaveLength(2);
  await turn(t0 + 761);
  expect(sent.map(({ how }) => how)).toEqual(['post', 'edit m0', 'post']);
});

test('a message that somebody deleted is posted anew; while Discord is down nothing is lost', async () => {
  const { store, at, sent, answers, turn } = world();
  answers.push({ kind: 'network', detail: 'x' });
  await turn(t0 + 91);
  expect(store.outbox.size('discord_members').pending).toBe(1);
  await turn(t0 + 92);
  answers.push({ kind: 'message_gone' });
  at.facts = fineAgain;
  await turn(t0 + 260);
  expect(sent.map(({ how }) => how)).toEqual(['post', 'post']);
});

test('the end is told however many incidents began since', async () => {
  const { store, at, sent, turn } = world();
  await turn(t0 + 91);
  expect(sent).toHaveLength(1);
  for (let i = 0; i < 60; i += 1) {
    const later = { id: `2026-11-18-${100 + i}`, scope: `host:h${i}`, openedAt: t0 + 100 + i };
    store.saveIncident({ ...incident(), ...later, severity: 'warning', messageId: null });
  }
  store.saveIncident({ ...incident(), ...resolved });
  store.saveAlert({ ...edgeDown, status: 'resolved', endsAt: t0 + 321 });
  at.facts = fineAgain;
  for (const late of [330, 400, 460, 520]) await turn(t0 + late);
  expect(sent.at(-1)?.how).toBe('edit m0');
  expect(sent.at(-1)?.content).toMatch(/^✅ .* fine again/);
  const told = sent.length;
  for (const late of [600, 700]) await turn(t0 + late);
  expect(sent).toHaveLength(told);
});

test('an announcement is told once for its key, as aliases, and survives a failure', async () => {
  const { store, desk, sent, answers, turn } = world();
  const text = 'Planned work on arb-eu (http://arb-eu.internal.example.org:8547/planted), 04:00 to 05:00 UTC.';
  expect(announce(desk, 'maintenance/1', text)).toBe(true);
  expect(announce(desk, 'maintenance/1', text)).toBe(false);
  answers.push({ kind: 'server_error', detail: 'HTTP 502', afterMs: undefined });
  await turn(t0 + 72);
  expect(sent).toEqual([]);
  await turn(t0 + 73);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.content).toMatch(/^Planned work on Node EU \(\[address\]/);
  expect(announce(desk, 'maintenance/1', text)).toBe(false);
  expect(store.outbox.size('discord_members').pending).toBe(0);
});

test('without a channel, and in a trial week, members are told nothing', () => {
  const without = world(cardFleet);
  expect(announce(without.desk, 'k', 'x')).toBe(false);
  const trial = world({ ...fleet, notify: { ...fleet.notify, mode: 'observe' } });
  expect(announce(trial.desk, 'k', 'x')).toBe(false);
  expect(trial.store.outbox.size('discord_members').pending).toBe(0);
});
