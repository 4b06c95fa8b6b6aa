/** What follows from how a delivery to Discord went, for every kind of message. */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Delivery } from '../notifiers/delivery.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';

export const outcomes: Readonly<Record<Delivery['kind'], DeliveryOutcome>> = {
  ok: 'ok',
  message_gone: 'gone',
  gone: 'gone',
  rate_limited: 'rate_limited',
  rejected: 'rejected',
  server_error: 'server_error',
  network: 'network',
};

/** Doubling from half a minute to ten: each refused try counts towards Discord's ban (10,000 in ten minutes). */
const gonePause = (attempts: number): number => Math.min(600, 30 * 2 ** Math.min(attempts, 5));

/** For a delivery that was not taken, and whose message is not to be given up. */
export const afterOf = (delivery: Exclude<Delivery, { kind: 'ok' | 'rejected' }>, job: Job): After => {
  switch (delivery.kind) {
    case 'gone':
      return { kind: 'paused', seconds: gonePause(job.attempts) };
    case 'rate_limited':
      return { kind: 'paused', seconds: Math.min(600, (delivery.afterMs ?? 1000) / 1000) };
    default:
      return { kind: 'failed' };
  }
};
