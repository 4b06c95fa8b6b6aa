/** A bot in its channel: its messages, and threads on them. */
import { z } from 'zod';
import { compose } from './discordCompose.ts';
import * as refuse from './discordErrors.ts';
import { controlsOf, linkButtons, pingsOf } from './discordFacts.ts';
import { isEmpty, type Message, type Messages, toApi } from './discordMessages.ts';
import { botName, type Place } from './discordPlace.ts';
import type { Question } from './discordRoutes.ts';
import { messageSchema } from './discordSchema.ts';
import { badForm, refused, taken } from './discordSettled.ts';
import type { BotFault, DiscordFacts, Settled } from './types.ts';

const threadSchema = z.object({
  name: z.string().trim().min(1).max(100),
  auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]).nullish(),
  rate_limit_per_user: z.int().min(0).max(21600).nullish(),
});

export interface Thread {
  /** The same as its message's. */
  readonly id: string;
  readonly name: string;
}

export interface BotChannelOptions {
  readonly place: Place;
  readonly messages: Messages;
  readonly faults: ReadonlySet<BotFault>;
}

export const createBotChannel = ({ place, messages, faults }: BotChannelOptions) => {
  const threads = new Map<string, Thread>();

  const write = ({ form, facts }: Question, threadId: string | null, old?: Message): Settled<DiscordFacts> => {
    if (!form) return refused(facts, refuse.invalidJson, 'the body is not JSON');
    const parsed = messageSchema.safeParse(form.json, { reportInput: true });
    if (!parsed.success) return badForm(facts, parsed.error.issues);
    const body = parsed.data;
    if (old && old.author !== 'bot') return refused(facts, refuse.notTheAuthor, "another author's message");
    const next = compose(body, form, body.components ?? [], old);
    if (isEmpty(next)) return refused(facts, refuse.emptyMessage, 'empty message');
    const shown = { buttons: linkButtons(next.components), controls: controlsOf(next.components) };
    if (old) return taken(facts, toApi(messages.edit(old, next), place.botUserId), shown);
    const nonce = body.nonce === undefined || body.nonce === null ? null : String(body.nonce);
    const before = nonce !== null && body.enforce_nonce ? messages.ofNonce(nonce) : undefined;
    // The same message again, as Discord answers it: nothing is made, nobody is rung.
    if (before) return taken({ ...facts, action: 'get' }, toApi(before, place.botUserId), { messageId: before.id });
    const replyTo = body.message_reference?.message_id ?? null;
    if (replyTo !== null && !messages.find(replyTo, threadId) && body.message_reference?.fail_if_not_exists !== false) {
      const answer = refuse.invalidField(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
      return refused(facts, answer, 'an answer to no message');
    }
    const pings = pingsOf(next.content, body.allowed_mentions);
    const where = { channelId: threadId ?? place.channelId, threadId };
    const made = messages.create({ ...where, author: 'bot', username: botName, nonce, replyTo, pings, body: next });
    return taken(facts, toApi(made, place.botUserId), { ...shown, pings, messageId: made.id });
  };

  const openThread = ({ second, form, facts }: Question): Settled<DiscordFacts> => {
    if (faults.has('threads')) return refused(facts, refuse.missingPermissions, 'threads forbidden: it was told to');
    if (!messages.find(second, null)) return refused(facts, refuse.unknownMessage, 'unknown message');
    if (threads.has(second)) return refused(facts, refuse.threadExists, 'the message has a thread');
    const parsed = threadSchema.safeParse(form?.json, { reportInput: true });
    if (!parsed.success) return badForm(facts, parsed.error.issues);
    const thread = { id: second, name: parsed.data.name };
    threads.set(second, thread);
    return taken(facts, threadJson(thread), { threadId: second, title: thread.name }, 201);
  };
  const threadJson = (thread: Thread): object => ({
    ...thread,
    type: 11,
    guild_id: place.guildId,
    parent_id: place.channelId,
    owner_id: place.botUserId,
    message_count: 0,
    member_count: 1,
    thread_metadata: { archived: false, auto_archive_duration: 1440, locked: false },
  });

  const judge = (question: Question): Settled<DiscordFacts> => {
    const { name, first, second, facts } = question;
    const thread = threads.get(first);
    if (first !== place.channelId && !thread) return refused(facts, refuse.unknownChannel, 'unknown channel');
    if (faults.has('post')) return refused(facts, refuse.missingAccess, 'channel forbidden: it was told to');
    if (name === 'channel') {
      const channel = { id: first, type: 0, guild_id: place.guildId, name: 'alerts' };
      return taken(facts, thread ? threadJson(thread) : channel);
    }
    if (name === 'threads') return openThread(question);
    const threadId = thread ? first : null;
    if (name === 'messages') return write(question, threadId);
    const old = messages.find(second, threadId);
    if (!old) return refused(facts, refuse.unknownMessage, 'unknown message');
    if (facts.action === 'edit') return write(question, threadId, old);
    if (facts.action === 'get') return taken(facts, toApi(old, place.botUserId));
    messages.remove(old);
    return taken(facts, undefined, {}, 204);
  };

  return {
    judge,
    threads: (): readonly Thread[] => [...threads.values()],
    clear() {
      threads.clear();
    },
  };
};
