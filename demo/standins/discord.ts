/**
 * Discord's webhook API for one channel webhook: execute, and get, edit or delete its messages. The webhook belongs to
 * a person, not to an application: components are ignored without `with_components=true`, and with it only link
 * buttons are taken.
 */
import * as refuse from './discordErrors.ts';
import { linkButtons, looseFacts, pingsOf, shownComponents } from './discordFacts.ts';
import { type Form, readForm } from './discordForm.ts';
import { createMessages, isEmpty, type Message, type MessageBody, toApi } from './discordMessages.ts';
import { type DiscordBody, type Embed, embedSize, messageSchema } from './discordSchema.ts';
import { createRateLimit } from './rateLimit.ts';
import type { Answer, Asked, DiscordFacts, Received, Settled } from './types.ts';

/** Bytes of one request, files included: what a server without boosts takes. */
export const discordBodyLimit = 10 * 1024 * 1024;

const path = /^\/api(?:\/v\d{1,2})?\/webhooks\/([^/]+)\/([^/]+)(?:\/messages\/([^/]+))?$/;
const isSnowflake = (id: string): boolean => /^\d{17,20}$/.test(id);
const componentsV2 = 1 << 15;

/** An embed that shows nothing is dropped, as Discord does. */
const shows = (embed: Embed): boolean =>
  embedSize(embed) > 0 || Boolean(embed.image) || Boolean(embed.thumbnail) || Boolean(embed.url);

const actionOf = (method: string, hasMessage: boolean): DiscordFacts['action'] => {
  if (!hasMessage) return method === 'POST' ? 'create' : method === 'GET' ? 'get' : 'other';
  return method === 'PATCH' ? 'edit' : method === 'DELETE' ? 'delete' : method === 'GET' ? 'get' : 'other';
};

export interface DiscordOptions {
  readonly webhookId: string;
  readonly webhookToken: string;
  readonly now: () => number;
}

export const createDiscord = (options: DiscordOptions) => {
  const { webhookId, webhookToken, now } = options;
  // Where a webhook belongs: made up, but constant, as a reader of the answers would expect.
  const channelId = `${BigInt(webhookId) + 1n}`;
  const guildId = `${BigInt(webhookId) + 2n}`;
  const messages = createMessages(now);
  const rate = createRateLimit(now);

  const receive = async (asked: Asked): Promise<Received<DiscordFacts>> => {
    const [, id = '', token = '', messageId] = path.exec(asked.url.pathname) ?? [];
    const thread = asked.url.searchParams.get('thread_id');
    const action = actionOf(asked.method, messageId !== undefined);
    const form = action === 'create' || action === 'edit' ? await readForm(asked) : null;
    const facts: DiscordFacts = { action, messageId: messageId ?? null, threadId: thread, ...looseFacts(form?.json) };

    const settle = (): Settled<DiscordFacts> => {
      const refused = (answer: Answer, reason: string): Settled<DiscordFacts> => ({
        answer,
        accepted: false,
        reason,
        facts,
      });
      if (id === '') return refused(refuse.notFound, 'no such route');
      if (id !== webhookId) return refused(refuse.unknownWebhook, 'unknown webhook');
      if (token !== webhookToken) return refused(refuse.invalidToken, 'wrong token');
      if (action === 'other') return refused(refuse.methodNotAllowed, 'method not allowed');
      const limit = rate.take(messageId === undefined ? `webhook-${asked.method}` : `message-${asked.method}`);
      const { settled, answer } = limit.limited
        ? { settled: null, answer: throttled(limit.resetAfter) }
        : { settled: judge({ asked, facts, form, messageId, thread }), answer: null };
      const outcome = settled ?? refused(answer ?? refuse.notFound, 'rate limit: more than 5 in 2 s');
      return { ...outcome, answer: { ...outcome.answer, headers: { ...limit.headers, ...outcome.answer.headers } } };
    };
    return { facts, settle };
  };

  interface Question {
    readonly asked: Asked;
    readonly facts: DiscordFacts;
    readonly form: Form | null;
    readonly messageId: string | undefined;
    readonly thread: string | null;
  }

  const judge = ({ asked, facts, form, messageId, thread }: Question): Settled<DiscordFacts> => {
    const { searchParams } = asked.url;
    const refused = (answer: Answer, reason: string): Settled<DiscordFacts> => ({
      answer,
      accepted: false,
      reason,
      facts,
    });
    const taken = (answer: Answer, more: Partial<DiscordFacts> = {}): Settled<DiscordFacts> => ({
      answer,
      accepted: true,
      reason: null,
      facts: { ...facts, ...more },
    });
    if (thread !== null && !isSnowflake(thread))
      return refused(
        refuse.invalidField(['thread_id'], 'NUMBER_TYPE_COERCE', 'Value is not snowflake.'),
        'thread_id is not a snowflake',
      );
    const old = messageId === undefined ? undefined : messages.find(messageId, thread);
    if (messageId !== undefined && !old) return refused(refuse.unknownMessage, 'unknown message');
    if (facts.action === 'get')
      return taken({
        status: 200,
        body: old
          ? toApi(old, webhookId)
          : { id: webhookId, type: 1, name: 'headwatch', channel_id: channelId, guild_id: guildId },
      });
    if (facts.action === 'delete' && old) {
      messages.remove(old);
      return taken({ status: 204 });
    }

    if (!form) return refused(refuse.invalidJson, 'the body is not JSON');
    const parsed = messageSchema.safeParse(form.json, { reportInput: true });
    if (!parsed.success) return refused(refuse.invalidForm(parsed.error.issues), refuse.inWords(parsed.error.issues));
    const body = parsed.data;
    if ((body.flags ?? 0) & componentsV2)
      return refused(
        refuse.invalidField(['flags'], 'FLAGS_INVALID', 'This stand-in does not play components v2.'),
        'components v2 are not played here',
      );
    if (body.thread_name) return refused(refuse.notAForum, 'thread_name outside a forum');
    const withComponents = ['true', '1', 'True'].includes(searchParams.get('with_components') ?? '');
    const components = shownComponents(body, withComponents);
    // The refusal is documented, its wording is not.
    if (components.some((row) => row.components.some((child) => child.type !== 2 || child.style !== 5)))
      return refused(
        refuse.invalidField(
          ['components'],
          'COMPONENT_TYPE_INVALID',
          'A webhook without an application cannot send interactive components',
        ),
        'interactive components on a webhook without an application',
      );
    const next = compose(body, form, components, old);
    if (isEmpty(next)) return refused(refuse.emptyMessage, 'empty message');

    if (old) {
      const edited = messages.edit(old, next);
      return taken({ status: 200, body: toApi(edited, webhookId) }, { buttons: linkButtons(next.components) });
    }
    const pings = pingsOf(next.content, body.allowed_mentions);
    const username = body.username ?? 'headwatch';
    const made = messages.create({ channelId: thread ?? channelId, threadId: thread, username, pings, body: next });
    const wait = ['true', '1', 'True'].includes(searchParams.get('wait') ?? '');
    const answer: Answer = wait ? { status: 200, body: toApi(made, webhookId) } : { status: 204 };
    return taken(answer, { messageId: made.id, pings, buttons: linkButtons(next.components) });
  };

  return {
    receive,
    messages: (): readonly Message[] => messages.all(),
    clear() {
      messages.clear();
      rate.clear();
    },
  };
};
export type Discord = ReturnType<typeof createDiscord>;

/** A create makes all parts; an edit keeps the parts that it does not name. */
const compose = (body: DiscordBody, form: Form, components: MessageBody['components'], old?: Message): MessageBody => ({
  content: body.content === undefined && old ? old.body.content : (body.content ?? ''),
  embeds: body.embeds === undefined && old ? old.body.embeds : (body.embeds ?? []).filter(shows),
  components: body.components === undefined && old ? old.body.components : components,
  attachments: body.attachments === undefined && form.files.length === 0 && old ? old.body.attachments : form.files,
});

/** 429 as Discord tells it. @param seconds until the next try */
export const throttled = (seconds: number): Answer => ({
  status: 429,
  headers: { 'Retry-After': String(Math.ceil(seconds)), 'X-RateLimit-Scope': 'user' },
  body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
});
