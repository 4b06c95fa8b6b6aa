/** What follows from how a delivery to Discord went, for every kind of message. */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Delivery } from '../notifiers/delivery.ts';
import type { After } from './sender.ts';

export const outcomes: Readonly<Record<Delivery['kind'], DeliveryOutcome>> = {
  ok: 'ok',
  message_gone: 'gone',
  gone: 'gone',
  rate_limited: 'rate_limited',
  rejected: 'rejected',
  server_error: 'server_error',
  network: 'network',
};

/** For a delivery that was not taken, and whose message is not to be given up. */
export const afterOf = (delivery: Exclude<Delivery, { kind: 'ok' | 'rejected' }>): After => {
  switch (delivery.kind) {
    case 'gone':
      return { kind: 'refused' };
    case 'rate_limited':
      return { kind: 'paused', seconds: Math.min(600, (delivery.afterMs ?? 1000) / 1000) };
    default:
      return { kind: 'failed' };
  }
};
