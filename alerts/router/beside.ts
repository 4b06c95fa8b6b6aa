/**
 * What stands beside a card: a line that rings when an edit would not, and the thread that holds the timeline. At most
 * one message an incident in ten seconds, the thread's included.
 */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Card } from '../notifiers/card.ts';
import { discordTime } from '../notifiers/cardWords.ts';
import { lineCard } from '../notifiers/message.ts';
import { isBots, type OperatorsSink } from '../notifiers/operators.ts';
import { afterOf, outcomes } from './afterDelivery.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import { cardKey, editEvery } from './oweCard.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';
import { within } from './within.ts';

export interface BesideDesk {
  readonly store: Store;
  readonly sink: OperatorsSink;
  readonly now: () => number;
  readonly commit: (write: () => void) => Promise<void>;
  readonly count: (outcome: DeliveryOutcome) => void;
  /** False in a trial week: nothing rings. */
  readonly rings: boolean;
}

/** The line's content, as the card said it when it was owed. */
interface OwedRing {
  readonly key: string;
  readonly at: number;
  readonly content: string;
  readonly role: string | null;
}

const ringPrefix = 'ping:';
const threadPrefix = 'thread:';

/** Who does not need ringing is `calm`; a page rings once in each life of its incident, after each calm, and when new. */
const ringKey = ({ state, severity, reopened, newPages }: Incident): string | undefined => {
  // Nobody can say what it is: what was, goes on.
  if (state === 'unknown') return undefined;
  if (state !== 'firing' || severity !== 'page') return `calm:${reopened}`;
  return `page:${reopened}${newPages > 0 ? `:${newPages}` : ''}`;
};

/** When the next message of an incident may be sent. A thread that was refused is none. */
const nextMessageAt = (store: Store, incidentId: string, now: number): number => {
  const posts = (['ping', 'thread'] as const).map((kind) => store.post(incidentId, kind));
  const sent = posts.map((post) => (post?.kind === 'thread' && post.messageId === noThread ? 0 : (post?.sentAt ?? 0)));
  // Later than now is a clock that was put back.
  return Math.max(now, ...sent.filter((at) => at <= now).map((at) => at + editEvery));
};

/** Notes a card that Discord took, and owes the ring that its edit was not. Inside the card's own transaction. */
export const afterCard = (
  { store, now, rings }: Pick<BesideDesk, 'store' | 'now' | 'rings'>,
  incident: Incident,
  card: Card,
  posted: { readonly messageId: string } | undefined,
): void => {
  const { id } = incident;
  const key = ringKey(incident);
  const last = store.post(id, 'ping');
  const keep = { incidentId: id, kind: 'ping' } as const;
  if (posted) {
    // Its own post rings.
    store.note(id, { at: now(), kind: 'posted', text: 'Card posted.', by: null });
    store.savePost({ ...keep, messageId: posted.messageId, sentAt: now(), material: key ?? 'calm:0' });
    return;
  }
  if (key === undefined || last?.material === key) return;
  if (!last || !rings || !key.startsWith('page')) {
    store.savePost({ ...keep, messageId: last?.messageId ?? '', sentAt: last?.sentAt ?? 0, material: key });
    return;
  }
  const [what, life] = last.material.split(':');
  const why = life !== String(incident.reopened) ? 'Fires again' : what === 'page' ? 'Another page' : 'Escalated';
  const ring: OwedRing = { key, at: now(), content: `🔔 ${why} · ${card.content}`, role: card.mentionRole ?? null };
  const job = { sink: 'discord', key: ringPrefix + id, incidentId: id, payload: JSON.stringify(ring) } as const;
  store.outbox.put({ ...job, priority: 0, dueAt: nextMessageAt(store, id, now()) }, now());
};

const deliverRing = async (desk: BesideDesk, job: Job): Promise<After> => {
  const { store, sink, now } = desk;
  const ring = JSON.parse(job.payload) as OwedRing; // written by afterCard only
  const incident = store.incident(job.incidentId ?? '');
  const last = incident && store.post(incident.id, 'ping');
  if (!incident || !last || ringKey(incident) !== ring.key || incident.ackedAt !== null) {
    store.transaction(() => {
      // Whoever acknowledged has heard of it.
      if (incident && last && ringKey(incident) === ring.key) store.savePost({ ...last, material: ring.key });
      store.outbox.done(job, now());
    });
    return { kind: 'idle' };
  }
  const answers = incident.messageId && isBots(incident.messageId) ? incident.messageId : undefined;
  const nonce = `p${Math.floor(ring.at * 1000).toString(36)}-${incident.id.slice(2)}`;
  const delivery = await sink.post(lineCard(ring.content, ring.role ?? undefined), { nonce, answers });
  desk.count(outcomes[delivery.kind]);
  if (delivery.kind !== 'ok' && delivery.kind !== 'rejected') return afterOf(delivery);
  await desk.commit(() => {
    const sent = { messageId: delivery.kind === 'ok' ? (delivery.messageId ?? '') : '', sentAt: now() };
    store.savePost({ ...last, ...sent, material: ring.key });
    if (delivery.kind === 'ok') store.note(incident.id, { at: now(), kind: 'posted', text: 'Rang again.', by: null });
    store.outbox.done(job, now() + editEvery);
  });
  return { kind: 'settled' };
};

/** Ends are told in the thread for this long after the incident's own, seconds. */
const threadEnds = 3600;
/** Where Discord refuses a thread (a permission, a card that is gone) it is asked again after so long, seconds. */
const threadRetry = 600;
/** In the place of the thread's id: there is none. */
const noThread = '';
const isGivenUp = (store: Store, incidentId: string, now: number): boolean => {
  const post = store.post(incidentId, 'thread');
  return post?.messageId === noThread && within(now, post.sentAt, threadRetry);
};

const untold = (store: Store, incident: Incident) => {
  const after = Number(store.post(incident.id, 'thread')?.material ?? 0);
  return store.timelineAfter(incident.id, after).filter(({ kind }) => kind !== 'posted');
};

/** Makes owed what threads do not tell yet. Asked every few seconds. */
export const oweThreads = ({ store, sink, now }: Pick<BesideDesk, 'store' | 'sink' | 'now'>): void => {
  if (!sink.thread) return;
  for (const incident of store.incidentsIn(now() - threadEnds, Number.MAX_SAFE_INTEGER)) {
    if (!incident.messageId || !isBots(incident.messageId) || isGivenUp(store, incident.id, now())) continue;
    if (untold(store, incident).length === 0) continue;
    const job = { sink: 'discord', key: threadPrefix + incident.id, incidentId: incident.id, payload: '{}' } as const;
    store.outbox.put({ ...job, priority: 3, dueAt: nextMessageAt(store, incident.id, now()) }, now());
  }
};

const messageLimit = 1900;

const lineOf = ({ at, text, by }: TimelineEntry): string =>
  `${discordTime(at, 'T')} ${text.replaceAll(/\s+/g, ' ').slice(0, 400)}${by === null ? '' : ` (${by})`}`;

/** As many entries as one message takes, and the number of the last. */
const packed = (entries: ReturnType<typeof untold>): { readonly text: string; readonly last: number } => {
  const lines: string[] = [];
  let last = 0;
  for (const entry of entries) {
    const line = lineOf(entry);
    if (lines.length > 0 && lines.join('\n').length + line.length + 1 > messageLimit) break;
    lines.push(line);
    last = entry.number;
  }
  return { text: lines.join('\n'), last };
};

const deliverThread = async (desk: BesideDesk, job: Job): Promise<After> => {
  const { store, now, commit } = desk;
  const incident = store.incident(job.incidentId ?? '');
  const messageId = incident?.messageId ?? '';
  const entries = incident ? untold(store, incident) : [];
  const sink = isBots(messageId) ? desk.sink.thread?.(messageId) : undefined;
  const [first] = entries;
  if (!incident || !sink || !first) {
    store.outbox.drop(job);
    return { kind: 'idle' };
  }
  const known = store.post(incident.id, 'thread');
  const material = known?.material ?? '0';
  const keep = { incidentId: incident.id, kind: 'thread' } as const;
  // A timeline that cannot be told beside the card is no reason to keep cards waiting.
  const giveUp = async (): Promise<After> => {
    const none = { ...keep, messageId: noThread, sentAt: now(), material };
    await commit(() => {
      store.savePost(none);
      store.outbox.drop(job);
    });
    return { kind: 'settled' };
  };
  let thread = known && messageId.endsWith(`/${known.messageId}`) ? known.messageId : undefined;
  if (thread === undefined) {
    const opened = await sink.open(`#${incident.id} ${incident.scope} ${incident.region}`);
    desk.count(outcomes[opened.kind]);
    if (opened.kind === 'gone' || opened.kind === 'rejected' || opened.kind === 'message_gone') return giveUp();
    if (opened.kind !== 'ok') return afterOf(opened);
    thread = opened.messageId ?? '';
    const made = { ...keep, messageId: thread, sentAt: known?.messageId ? known.sentAt : 0, material };
    await commit(() => store.savePost(made));
  }
  const { text, last } = packed(entries);
  const said = await sink.say(thread, lineCard(text), `t${first.number}-${incident.id.slice(2)}`.slice(0, 25));
  desk.count(outcomes[said.kind]);
  if (said.kind === 'gone') return giveUp();
  if (said.kind !== 'ok' && said.kind !== 'rejected' && said.kind !== 'message_gone') return afterOf(said);
  const told = { ...keep, messageId: thread, sentAt: now(), material: String(last) };
  await commit(() => {
    store.savePost(told);
    store.outbox.done(job, now() + editEvery);
  });
  return { kind: 'settled' };
};

/** Whether a job is how operators first hear of a page: its first card, the card that becomes one, or its ring. */
export const isFirstWord = (store: Store, job: Job): boolean => {
  if (job.key.startsWith(ringPrefix)) return true;
  if (job.key !== cardKey(job.incidentId ?? '')) return false;
  const incident = store.incident(job.incidentId ?? '');
  if (incident?.state !== 'firing' || incident.severity !== 'page') return false;
  return incident.messageId === null || store.post(incident.id, 'ping')?.material !== ringKey(incident);
};

/** Undefined when the job is a card's. */
export const deliverBeside = (desk: BesideDesk, job: Job): Promise<After> | undefined => {
  if (job.key.startsWith(ringPrefix)) return deliverRing(desk, job);
  return job.key.startsWith(threadPrefix) ? deliverThread(desk, job) : undefined;
};
