/**
 * Discord's webhook API for one channel webhook: execute, and get, edit or delete its messages. The webhook belongs to
 * a person, not to an application: components are ignored without `with_components=true`, and with it only link
 * buttons are taken.
 */
import { compose } from './discordCompose.ts';
import * as refuse from './discordErrors.ts';
import { linkButtons, looseFacts, pingsOf, shownComponents } from './discordFacts.ts';
import { type Form, readForm } from './discordForm.ts';
import { isEmpty, type Messages, toApi } from './discordMessages.ts';
import { isSnowflake, type Place } from './discordPlace.ts';
import { messageSchema } from './discordSchema.ts';
import type { RateLimit } from './rateLimit.ts';
import { throttled } from './throttled.ts';
import type { Answer, Asked, DiscordFacts, Received, Settled } from './types.ts';

const path = /^\/api(?:\/v\d{1,2})?\/webhooks\/([^/]+)\/([^/]+)(?:\/messages\/([^/]+))?$/;
const componentsV2 = 1 << 15;

const actionOf = (method: string, hasMessage: boolean): DiscordFacts['action'] => {
  if (!hasMessage) return method === 'POST' ? 'create' : method === 'GET' ? 'get' : 'other';
  return method === 'PATCH' ? 'edit' : method === 'DELETE' ? 'delete' : method === 'GET' ? 'get' : 'other';
};

export interface WebhookOptions {
  readonly place: Place;
  /** Whose channel it is in, for the log. */
  readonly by: 'webhook' | 'members';
  readonly messages: Messages;
  readonly rate: RateLimit;
}

export const createWebhookApi = ({ place, by: whose, messages, rate }: WebhookOptions) => {
  const { webhookId, webhookToken, channelId, guildId } = place;

  const receive = async (asked: Asked): Promise<Received<DiscordFacts>> => {
    const [, id = '', token = '', messageId] = path.exec(asked.url.pathname) ?? [];
    const thread = asked.url.searchParams.get('thread_id');
    const action = actionOf(asked.method, messageId !== undefined);
    const form = action === 'create' || action === 'edit' ? await readForm(asked) : null;
    const facts: DiscordFacts = {
      ...{ action, by: whose, messageId: messageId ?? null, threadId: thread },
      ...looseFacts(form?.json),
    };

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
    // A webhook reaches its own messages only.
    if (messageId !== undefined && old?.author !== 'webhook') return refused(refuse.unknownMessage, 'unknown message');
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
    const where = { channelId: thread ?? channelId, threadId: thread };
    const by = { author: 'webhook', username, nonce: null, replyTo: null } as const;
    const made = messages.create({ ...where, ...by, pings, body: next });
    const wait = ['true', '1', 'True'].includes(searchParams.get('wait') ?? '');
    const answer: Answer = wait ? { status: 200, body: toApi(made, webhookId) } : { status: 204 };
    return taken(answer, { messageId: made.id, pings, buttons: linkButtons(next.components) });
  };

  return {
    receive,
    /** Whether a request names this webhook; whoever names none is answered by any. */
    isFor: (pathname: string): boolean => path.exec(pathname)?.[1] === webhookId,
  };
};
