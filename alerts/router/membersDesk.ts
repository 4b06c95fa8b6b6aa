/**
 * The members' channel: one message an incident, edited to its end, and announcements. Everything goes through the
 * outbox, so that it survives us; what it says is decided when it is sent.
 */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import { publicText } from '../ledger/report/publicText.ts';
import type { CardSink } from '../notifiers/discord.ts';
import type { IncidentFacts } from '../notifiers/facts.ts';
import { membersText } from '../notifiers/membersText.ts';
import { lineCard } from '../notifiers/message.ts';
import { afterOf, outcomes } from './afterDelivery.ts';
import type { Incident, StoredAlert } from './incident.ts';
import { isConfirmed, membersFacts, membersMaterial } from './members.ts';
import { editEvery } from './oweCard.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';

export interface MembersSources {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly now: () => number;
  readonly facts: (incident: Incident, alerts: readonly StoredAlert[]) => IncidentFacts;
}

export interface MembersDesk extends MembersSources {
  readonly sink: CardSink;
  readonly commit: (write: () => void) => Promise<void>;
  readonly count: (outcome: DeliveryOutcome) => void;
  readonly onRejected: (key: string, detail: string) => void;
}

/** Whether members have a channel that may be written to: in a trial week they get nothing. */
export const tellsMembers = (fleet: Fleet): boolean =>
  fleet.notify.discord?.members?.value !== undefined && !observing(fleet);

const sinkName = 'discord_members';
const announcement = 'announce:';
const jobKey = (incidentId: string): string => `members:${incidentId}`;

/** Whether what was last told said that it is over: what comes after that is news, and rings. */
const over = '{"state":"over"';
const saidOver = (material: string): boolean => material.startsWith(over);

/** What members should read now of an incident; undefined while it is none of their business. */
const messageOf = (sources: MembersSources, incident: Incident) => {
  const { fleet, store, now } = sources;
  const alerts = store.alertsOf(incident.id);
  const facts = sources.facts(incident, alerts);
  const told = membersFacts(fleet, incident, alerts, facts, now());
  if (!told) return undefined;
  const last = store.post(incident.id, 'members');
  const again = last !== undefined && saidOver(last.material) && told.state !== 'over';
  // The first word, and the first after the end, only when it has lasted.
  if ((!last || again) && !isConfirmed(told, incident, facts, now())) return undefined;
  const material = membersMaterial(told);
  if (last?.material === material) return undefined;
  return { text: membersText(told, now()), material, edits: again ? undefined : last };
};

/** Makes owed what members should hear now. Asked every few seconds. */
export const oweMembers = (sources: MembersSources): void => {
  const { store, now } = sources;
  // However many began since: what is owed an end is told by what was last told of it.
  for (const incident of [...store.openIncidents(), ...store.resolvedWithout('members', over)]) {
    const message = messageOf(sources, incident);
    if (!message) continue;
    const dueAt = message.edits ? Math.max(now(), message.edits.sentAt + editEvery) : now();
    const job = { sink: sinkName, key: jobKey(incident.id), incidentId: incident.id, payload: '{}' } as const;
    store.outbox.put({ ...job, priority: 0, dueAt }, now());
  }
};

type Announcing = Pick<MembersSources, 'fleet' | 'store' | 'now'>;

/**
 * Tells members something that is no incident, composed of public words alone: aliases, regions, figures, our own link.
 * @param key the same key is told once, however often this is called
 * @returns false when it was told, or is owed, already; and where members have no channel
 * @throws when the store cannot write
 */
export const announceComposed = ({ fleet, store, now }: Announcing, key: string, text: string): boolean =>
  store.transaction(() => {
    if (!tellsMembers(fleet) || store.read(announcement + key) !== undefined) return false;
    store.write(announcement + key, String(now()));
    const job = {
      sink: sinkName,
      key: announcement + key,
      incidentId: null,
      payload: JSON.stringify({ text }),
    } as const;
    store.outbox.put({ ...job, priority: 1, dueAt: now() }, now());
    return true;
  });

/**
 * The same of a text that a person may have typed, such as planned work: names of the fleet become aliases, addresses
 * are taken out, and it becomes one line.
 */
export const announce = (sources: Announcing, key: string, text: string): boolean =>
  announceComposed(sources, key, publicText(sources.fleet, text));

const deliverAnnouncement = async (desk: MembersDesk, job: Job): Promise<After> => {
  const { text } = JSON.parse(job.payload) as { text: string }; // written by announce only
  const delivery = await desk.sink.post(lineCard(text));
  desk.count(outcomes[delivery.kind]);
  if (delivery.kind === 'rejected') desk.onRejected(job.key, delivery.detail);
  if (delivery.kind !== 'ok' && delivery.kind !== 'rejected') return afterOf(delivery);
  await desk.commit(() => desk.store.outbox.done(job, desk.now()));
  return { kind: 'settled' };
};

/** Whether it is the first that members hear of an incident. */
export const isFirstToMembers = (store: Store, job: Job): boolean =>
  job.incidentId !== null && store.post(job.incidentId, 'members') === undefined;

export const deliverMembers = async (desk: MembersDesk, job: Job): Promise<After> => {
  if (job.key.startsWith(announcement)) return deliverAnnouncement(desk, job);
  const { store, now, sink } = desk;
  const incident = store.incident(job.incidentId ?? '');
  const message = incident && messageOf(desk, incident);
  if (!incident || !message) {
    store.outbox.done(job, now());
    return { kind: 'idle' };
  }
  const card = lineCard(message.text);
  const { edits } = message;
  let delivery = edits ? await sink.edit(edits.messageId, card) : await sink.post(card);
  desk.count(outcomes[delivery.kind]);
  if (edits && delivery.kind === 'message_gone') {
    delivery = await sink.post(card);
    desk.count(outcomes[delivery.kind]);
  }
  if (delivery.kind === 'rejected') {
    desk.onRejected(job.key, delivery.detail);
    await desk.commit(() => store.outbox.done(job, now() + editEvery));
    return { kind: 'settled' };
  }
  if (delivery.kind !== 'ok') return afterOf(delivery);
  const messageId = delivery.messageId ?? edits?.messageId ?? '';
  await desk.commit(() => {
    const post = { incidentId: incident.id, kind: 'members', messageId, sentAt: now() } as const;
    store.savePost({ ...post, material: message.material });
    if (!edits) store.note(incident.id, { at: now(), kind: 'posted', text: 'Members were told.', by: null });
    store.outbox.done(job, now() + editEvery);
  });
  return { kind: 'settled' };
};
