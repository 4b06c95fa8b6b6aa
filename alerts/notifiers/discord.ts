/**
 * Cards to a Discord channel webhook. With the bot's files the only one that knows discord.js: its
 * webhook client goes away in version 15.
 *
 * Two clients per webhook, of different patience, are made and kept, because rate-limit buckets live in them. It never waits or retries by
 * itself: the outbox is durable and knows what is urgent, discord.js's queue is neither. Errors of discord.js carry
 * the URL with the token, so nothing of them leaves this file but codes and statuses.
 */
import { DiscordAPIError, HTTPError, RateLimitError, WebhookClient } from 'discord.js';
import type { Secret } from '../../collector/config/secret.ts';
import type { CardControls } from './buttons.ts';
import type { Card } from './card.ts';
import type { Delivery } from './delivery.ts';
import { messageOf, quietFlag } from './message.ts';

/** What only a bot can make of a message; a webhook posts it without. */
export interface MessageExtras {
  /** The same for every attempt at one message: a bot's second attempt then makes no second message. */
  readonly nonce: string;
  readonly controls?: CardControls | undefined;
  /** Message that it answers, as a delivery named it. */
  readonly answers?: string | undefined;
}

export interface CardSink {
  post(card: Card, extras?: MessageExtras): Promise<Delivery>;
  /** @param messageId as the delivery of its post named it */
  edit(messageId: string, card: Card, extras?: MessageExtras): Promise<Delivery>;
  close(): void;
}

export interface DiscordOptions {
  readonly webhook: Secret;
  /** Base of the API; by default the part of the webhook's own URL that ends in `/api`. */
  readonly api?: string | undefined;
  /** How long an answer to an edit may take. */
  readonly timeoutMs?: number;
  /**
   * The same for a post. Longer, because Discord has no word for "the same again" at a webhook: where it took a post and
   * its answer did not come, the second attempt is a second message.
   */
  readonly postTimeoutMs?: number;
}

export interface WebhookParts {
  readonly api: string;
  readonly id: string;
  readonly token: string;
}

/** Undefined when the URL is not a Discord webhook's. */
export const parseWebhook = (url: string): WebhookParts | undefined => {
  const match = /^(https?:\/\/[^\s?#]+?\/api)(?:\/v\d+)?\/webhooks\/(\d+)\/([\w-]+)\/?(?:[?#].*)?$/.exec(url.trim());
  return match?.[1] && match[2] && match[3] ? { api: match[1], id: match[2], token: match[3] } : undefined;
};

/** Discord's error codes: unknown message, unknown webhook, invalid webhook token. */
const unknownMessage = 10008;
const goneCodes: ReadonlySet<unknown> = new Set([10015, 50027]);
const goneStatuses: ReadonlySet<number> = new Set([401, 403, 404]);

export const deliveryOfError = (error: unknown): Delivery => {
  // An answer of 429 names its wait in retryAfter; a bucket known to be empty, before anything is sent, in timeToReset.
  if (error instanceof RateLimitError) {
    return { kind: 'rate_limited', afterMs: Math.max(0, error.retryAfter, error.timeToReset) };
  }
  if (error instanceof DiscordAPIError) {
    if (error.code === unknownMessage) return { kind: 'message_gone' };
    const detail = `HTTP ${error.status}, code ${error.code}`;
    return goneCodes.has(error.code) || goneStatuses.has(error.status)
      ? { kind: 'gone', detail }
      : { kind: 'rejected', detail };
  }
  if (error instanceof HTTPError) return { kind: 'server_error', detail: `HTTP ${error.status}`, afterMs: undefined };
  const name = error instanceof Error ? error.name : 'error';
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
  return { kind: 'network', detail: name === 'AbortError' ? 'no answer in time' : `connection failed${code}` };
};

/** allowed_mentions is always explicit: without it an edit parses what texts hold by Discord's defaults. */
const payloadOf = (card: Card, roles: readonly string[]) => ({
  ...messageOf(card),
  allowedMentions: { parse: [], roles: [...roles] },
});

/** @throws Error when the secret is not a Discord webhook URL; the message does not hold it. */
export const createDiscordSink = (options: DiscordOptions): CardSink => {
  const parts = parseWebhook(options.webhook.reveal());
  if (!parts) throw new Error('not a Discord webhook URL (https://discord.com/api/webhooks/ID/TOKEN)');
  const clientOf = (timeout: number): WebhookClient =>
    new WebhookClient(
      { id: parts.id, token: parts.token },
      { rest: { api: options.api ?? parts.api, timeout, retries: 0, rejectOnRateLimit: () => true } },
    );
  const poster = clientOf(options.postTimeoutMs ?? 12_000);
  const editor = clientOf(options.timeoutMs ?? 5000);
  const attempt = async (send: () => Promise<{ readonly id: string }>): Promise<Delivery> => {
    try {
      const message = await send();
      return { kind: 'ok', messageId: message.id };
    } catch (error) {
      return deliveryOfError(error);
    }
  };
  return {
    post: (card) => {
      const payload = payloadOf(card, card.mentionRole ? [card.mentionRole] : []);
      return attempt(() => poster.send(card.quiet ? { ...payload, flags: quietFlag } : payload));
    },
    edit: (messageId, card) => attempt(() => editor.editMessage(messageId, payloadOf(card, []))),
    close: () => {
      poster.destroy();
      editor.destroy();
    },
  };
};
