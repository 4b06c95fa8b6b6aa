/**
 * A message in the operators' channel that is no incident's: a word on planned work, a digest. It goes through the
 * outbox, so that it survives us, behind every card, and mentions nobody.
 */
import { createHash } from 'node:crypto';
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Card } from '../notifiers/card.ts';
import { lineCard } from '../notifiers/message.ts';
import type { OperatorsSink } from '../notifiers/operators.ts';
import { afterOf, outcomes } from './afterDelivery.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';

/** With a title it is an embed, and `content` the line of the phone's notification. Beyond Discord's limits it is cut, visibly. */
export type OperatorsMessage = Pick<Card, 'content'> & Partial<Omit<Card, 'content' | 'mentionRole'>>;

const line = 'line:';
/** Cards go first: they have 0 to 2. */
const behindCards = 3;

/** Whether operators have a channel. */
export const tellsOperators = (fleet: Fleet): boolean => fleet.notify.discord?.operators.value !== undefined;

/**
 * @param key the same key is told once, however often this is called
 * @returns false when it was told, or is owed, already; and where operators have no channel
 * @throws when the store cannot write
 */
export const tellOperators = (
  { fleet, store, now }: { readonly fleet: Fleet; readonly store: Store; readonly now: () => number },
  key: string,
  message: string | OperatorsMessage,
): boolean =>
  store.transaction(() => {
    if (!tellsOperators(fleet) || store.read(line + key) !== undefined) return false;
    store.write(line + key, String(now()));
    const told: OperatorsMessage = typeof message === 'string' ? { content: message } : message;
    const job = { sink: 'discord', key: line + key, incidentId: null, payload: JSON.stringify(told) } as const;
    store.outbox.put({ ...job, priority: behindCards, dueAt: now() }, now());
    return true;
  });

export interface OperatorsLineDesk {
  readonly store: Store;
  readonly sink: OperatorsSink;
  readonly now: () => number;
  readonly commit: (write: () => void) => Promise<void>;
  readonly count: (outcome: DeliveryOutcome) => void;
  readonly onRejected: (key: string, detail: string) => void;
}

/** The same for every attempt at one message; Discord takes 25 characters. */
const nonceOf = (key: string): string => `l${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;

const deliver = async (desk: OperatorsLineDesk, job: Job): Promise<After> => {
  const message = JSON.parse(job.payload) as OperatorsMessage; // written by tellOperators only
  const card: Card = { ...lineCard(message.content), ...message, mentionRole: undefined };
  const delivery = await desk.sink.post(card, { nonce: nonceOf(job.key) });
  desk.count(outcomes[delivery.kind]);
  if (delivery.kind === 'rejected') desk.onRejected(job.key, delivery.detail);
  if (delivery.kind !== 'ok' && delivery.kind !== 'rejected') return afterOf(delivery);
  await desk.commit(() => desk.store.outbox.done(job, desk.now()));
  return { kind: 'settled' };
};

/** Undefined when the job is no such line. */
export const deliverOperatorsLine = (desk: OperatorsLineDesk, job: Job): Promise<After> | undefined =>
  job.key.startsWith(line) ? deliver(desk, job) : undefined;
