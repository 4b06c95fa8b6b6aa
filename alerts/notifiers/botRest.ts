/**
 * What the bot says over REST. One attempt each: the outbox decides when to try again. Nothing of discord.js's errors
 * leaves this file but codes and statuses.
 */
import { DiscordAPIError, REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Secret } from '../../collector/config/secret.ts';
import { rowsOf } from './buttons.ts';
import type { Card } from './card.ts';
import type { Command } from './commands.ts';
import type { Delivery } from './delivery.ts';
import { deliveryOfError, type MessageExtras, parseWebhook } from './discord.ts';
import { messageOf, quietFlag } from './message.ts';

export interface BotRestOptions {
  readonly token: Secret;
  readonly webhook: Secret;
  /** Base of the API; by default the webhook's own. */
  readonly api?: string | undefined;
  /** By default the webhook's own. */
  readonly channel?: string | undefined;
  readonly timeoutMs?: number;
}

export interface BotRest {
  /** `messageId` of what is delivered is `CHANNEL/MESSAGE`. */
  post(card: Card, extras: MessageExtras, thread?: string): Promise<Delivery>;
  edit(reference: string, card: Card, extras?: MessageExtras): Promise<Delivery>;
  /** `messageId` of what is delivered is the thread's. */
  openThread(reference: string, name: string): Promise<Delivery>;
  /** The channel that it posts in; a failed delivery when it cannot be learned. */
  channel(): Promise<{ readonly id: string } | Delivery>;
  /** Tells Discord which commands there are. */
  register(commands: readonly Command[]): Promise<Delivery>;
  /** Shows "is thinking …" to one person; within three seconds of the interaction. */
  defer(id: string, token: string): Promise<Delivery>;
  answer(application: string, token: string, text: string): Promise<Delivery>;
  close(): void;
}

const messageSchema = z.object({
  id: z.string(),
  content: z.string().nullish(),
  embeds: z
    .array(
      z.object({
        title: z.string().nullish(),
        description: z.string().nullish(),
        footer: z.object({ text: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});
const idSchema = z.object({ id: z.string() });
const placeSchema = z.object({ channel_id: z.string().nullish(), guild_id: z.string().nullish() });

type Body = ReturnType<typeof messageOf>;
const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
  (a ?? '').trim() === (b ?? '').trim();

/** Whether Discord holds what was sent. After a nonce that it knew already it holds what was sent then. */
const holds = (answer: z.output<typeof messageSchema>, body: Body): boolean => {
  const [got, sent] = [answer.embeds?.[0], body.embeds[0]];
  return (
    same(answer.content, body.content) &&
    same(got?.title, sent?.title) &&
    same(got?.description, sent?.description) &&
    same(got?.footer?.text, sent?.footer.text)
  );
};

/** A thread there already is: a kill came between its opening and our note of it. */
const threadExists = 160004;
const ephemeral = 64;
/** Quiet for a day and Discord folds it away; the next entry unfolds it. */
const archiveAfter = 1440;
const threadNameLimit = 100;

const partsOf = (reference: string): { readonly channel: string; readonly message: string } => {
  const [channel = '', message = ''] = reference.split('/');
  return { channel, message };
};

export const createBotRest = (options: BotRestOptions): BotRest => {
  const parts = parseWebhook(options.webhook.reveal());
  const rest = new REST({
    ...{ version: '10', timeout: options.timeoutMs ?? 5000, retries: 0, rejectOnRateLimit: () => true },
    ...(options.api || parts ? { api: options.api ?? parts?.api ?? '' } : {}),
  });
  /** After one 401 the library forgets the token, and fails in a way that looks like a broken network. */
  const api = (): REST => rest.setToken(options.token.reveal());
  let channelId = options.channel;
  let guildId: string | undefined;

  const attempt = async (work: () => Promise<Delivery>): Promise<Delivery> => {
    try {
      return await work();
    } catch (error) {
      return deliveryOfError(error);
    }
  };
  /** Discord took it, but its answer cannot be read: that is no reason to post a second one. */
  const ok = (messageId: string | undefined): Delivery => ({ kind: 'ok', messageId });

  const learnPlace = async (): Promise<void> => {
    if (channelId !== undefined && guildId !== undefined) return;
    if (options.channel !== undefined) {
      const channel = placeSchema.parse(await api().get(Routes.channel(options.channel)));
      guildId = channel.guild_id ?? undefined;
      return;
    }
    const answer = parts ? await api().get(Routes.webhook(parts.id, parts.token), { auth: false }) : {};
    const place = placeSchema.parse(answer);
    channelId = place.channel_id ?? undefined;
    guildId = place.guild_id ?? undefined;
  };
  const channel = async (): Promise<{ readonly id: string } | Delivery> => {
    if (channelId === undefined) {
      const learned = await attempt(() => learnPlace().then(() => ok(undefined)));
      if (learned.kind !== 'ok') return learned;
    }
    return channelId === undefined ? { kind: 'gone', detail: 'no channel' } : { id: channelId };
  };

  const bodyOf = (card: Card, roles: readonly string[], extras: MessageExtras | undefined) => ({
    ...messageOf(card),
    allowed_mentions: { parse: [], roles: [...roles] },
    ...(extras?.controls ? { components: rowsOf(extras.controls) } : {}),
  });
  const rewrite = (where: string, id: string, card: Card, extras: MessageExtras | undefined): Promise<unknown> =>
    api().patch(Routes.channelMessage(where, id), { body: bodyOf(card, [], extras) });

  return {
    channel,
    post: async (card, extras, thread) => {
      const place = thread === undefined ? await channel() : { id: thread };
      if ('kind' in place) return place;
      return attempt(async () => {
        const body = bodyOf(card, card.mentionRole ? [card.mentionRole] : [], extras);
        const answers = extras.answers ? partsOf(extras.answers).message : undefined;
        const reply = answers ? { message_reference: { message_id: answers, fail_if_not_exists: false } } : {};
        const quiet = card.quiet ? { flags: quietFlag } : {};
        const asked = { ...body, ...reply, ...quiet, nonce: extras.nonce, enforce_nonce: true };
        const answer = messageSchema.parse(await api().post(Routes.channelMessages(place.id), { body: asked }));
        if (!holds(answer, body)) await rewrite(place.id, answer.id, card, extras);
        return ok(`${place.id}/${answer.id}`);
      });
    },
    edit: (reference, card, extras) =>
      attempt(async () => {
        const { channel: where, message } = partsOf(reference);
        await rewrite(where, message, card, extras);
        return ok(reference);
      }),
    openThread: (reference, name) =>
      attempt(async () => {
        const { channel: where, message } = partsOf(reference);
        const body = { name: name.slice(0, threadNameLimit), auto_archive_duration: archiveAfter };
        try {
          return ok(idSchema.parse(await api().post(Routes.threads(where, message), { body })).id);
        } catch (error) {
          // A thread opened on a message has the message's id.
          if (error instanceof DiscordAPIError && error.code === threadExists) return ok(message);
          throw error;
        }
      }),
    register: (commands) =>
      attempt(async () => {
        await learnPlace();
        const { id } = idSchema.parse(await api().get(Routes.currentApplication()));
        // Commands of a guild are there at once; global ones take an hour, and are everywhere.
        const route = guildId ? Routes.applicationGuildCommands(id, guildId) : Routes.applicationCommands(id);
        await api().put(route, { body: commands });
        return ok(undefined);
      }),
    defer: (id, token) =>
      attempt(async () => {
        const body = { type: 5, data: { flags: ephemeral } };
        await api().post(Routes.interactionCallback(id, token), { body, auth: false });
        return ok(undefined);
      }),
    answer: (application, token, text) =>
      attempt(async () => {
        const body = { content: text, allowed_mentions: { parse: [] } };
        await api().patch(Routes.webhookMessage(application, token, '@original'), { body, auth: false });
        return ok(undefined);
      }),
    close: () => {
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
};
