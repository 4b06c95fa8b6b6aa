/**
 * The operators' channel: the bot writes when it can, the webhook when it cannot. Each edits what it posted: a bot's
 * message is known as `CHANNEL/MESSAGE`, a webhook's as `MESSAGE`.
 */
import type { Bot } from './bot.ts';
import type { Card } from './card.ts';
import type { Delivery } from './delivery.ts';
import type { CardSink } from './discord.ts';

export interface OperatorsSink extends CardSink {
  /** Undefined where a message cannot have a thread: it is a webhook's, or there is no bot. */
  readonly thread: ((messageId: string) => ThreadSink) | undefined;
}

export interface ThreadSink {
  open(name: string): Promise<Delivery>;
  say(thread: string, card: Card, nonce: string): Promise<Delivery>;
}

export const isBots = (messageId: string): boolean => messageId.includes('/');

export const createOperatorsSink = (webhook: CardSink, bot: Bot | undefined): OperatorsSink => ({
  post: async (card, extras) => {
    if (bot && extras) {
      const delivery = await bot.post(card, extras);
      // Refused for certain, so nothing stands there: the webhook makes no second one.
      if (delivery.kind !== 'gone' && delivery.kind !== 'rejected') return delivery;
    }
    return webhook.post(card);
  },
  edit: async (messageId, card, extras) => {
    if (!isBots(messageId)) return webhook.edit(messageId, card);
    if (!bot) return { kind: 'message_gone' };
    const first = await bot.edit(messageId, card, extras);
    // Something displeases. If that is in the buttons, those that stand there stay.
    const delivery = first.kind === 'rejected' && extras ? await bot.edit(messageId, card) : first;
    // Out of our reach: an old card that says PAGE for ever is worse than a new one below it.
    return delivery.kind === 'gone' ? { kind: 'message_gone' } : delivery;
  },
  thread:
    bot &&
    ((messageId) => ({
      open: (name) => bot.openThread(messageId, name),
      say: bot.sayInThread,
    })),
  close: () => webhook.close(),
});
