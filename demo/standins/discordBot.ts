/** Discord's REST for a bot: messages of its channel, threads on them, commands, answers to people. */
import { z } from 'zod';
import { type Command, commandsSchema } from './discordCommands.ts';
import { compose } from './discordCompose.ts';
import * as refuse from './discordErrors.ts';
import { controlsOf, linkButtons, looseFacts, pingsOf } from './discordFacts.ts';
import { type Form, readForm } from './discordForm.ts';
import type { Interactions } from './discordInteractions.ts';
import { isEmpty, type Message, type Messages, toApi } from './discordMessages.ts';
import { botName, isSnowflake, type Place } from './discordPlace.ts';
import { messageSchema } from './discordSchema.ts';
import type { RateLimit } from './rateLimit.ts';
import { throttled } from './throttled.ts';
import type { Answer, Asked, BotFault, DiscordFacts, Received, Settled } from './types.ts';

type Action = DiscordFacts['action'];
type Name = 'gateway' | 'me' | 'application' | 'commands' | 'channel' | 'messages' | 'message' | 'threads' | Followed;
type Followed = 'callback' | 'original' | 'followup';

const routes: readonly (readonly [Name, RegExp, Readonly<Record<string, Action>>])[] = [
  ['gateway', /^\/gateway\/bot$/, { GET: 'gateway' }],
  ['me', /^\/users\/@me$/, { GET: 'get' }],
  ['application', /^\/(?:oauth2\/)?applications\/@me$/, { GET: 'get' }],
  ['commands', /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/, { PUT: 'commands', GET: 'get' }],
  ['callback', /^\/interactions\/(\d+)\/([\w-]+)\/callback$/, { POST: 'answer' }],
  ['original', /^\/webhooks\/(\d+)\/([\w-]+)\/messages\/@original$/, { PATCH: 'answer' }],
  ['followup', /^\/webhooks\/(\d+)\/([\w-]+)$/, { POST: 'answer' }],
  ['channel', /^\/channels\/(\d+)$/, { GET: 'get' }],
  ['messages', /^\/channels\/(\d+)\/messages$/, { POST: 'create' }],
  ['message', /^\/channels\/(\d+)\/messages\/(\d+)$/, { GET: 'get', PATCH: 'edit', DELETE: 'delete' }],
  ['threads', /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, { POST: 'thread' }],
];

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

export interface BotOptions {
  readonly place: Place;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly rate: RateLimit;
  readonly faults: ReadonlySet<BotFault>;
  readonly gatewayUrl: () => string;
}

interface Question {
  readonly name: Name;
  readonly first: string;
  readonly second: string;
  readonly form: Form | null;
  readonly facts: DiscordFacts;
}

export const createBotApi = (options: BotOptions) => {
  const { place, messages, interactions, rate, faults } = options;
  const threads = new Map<string, Thread>();
  let commands: readonly Command[] = [];
  const user = { id: place.botUserId, username: botName, discriminator: '0000', avatar: null, bot: true };

  const refused = (facts: DiscordFacts, answer: Answer, reason: string): Settled<DiscordFacts> => ({
    ...{ answer, reason, facts },
    accepted: false,
  });
  const taken = (facts: DiscordFacts, body: unknown, more: Partial<DiscordFacts> = {}, status = 200) => ({
    answer: body === undefined ? { status } : { status, body },
    accepted: true,
    reason: null,
    facts: { ...facts, ...more },
  });
  const badForm = (facts: DiscordFacts, issues: readonly z.core.$ZodIssue[]): Settled<DiscordFacts> =>
    refused(facts, refuse.invalidForm(issues), refuse.inWords(issues));

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

  const answerPerson = ({ name, first, second, form, facts }: Question): Settled<DiscordFacts> => {
    if (!form) return refused(facts, refuse.invalidJson, 'the body is not JSON');
    const answered =
      name === 'callback'
        ? interactions.callback(first, second, form.json)
        : interactions.follow(second, form.json, name === 'original');
    const said = { ...facts, content: answered.text };
    return { answer: answered.answer, accepted: answered.reason === null, reason: answered.reason, facts: said };
  };

  const judge = (question: Question): Settled<DiscordFacts> => {
    const { name, first, second, form, facts } = question;
    switch (name) {
      case 'gateway': {
        const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
        return taken(facts, { url: options.gatewayUrl(), shards: 1, session_start_limit: limit });
      }
      case 'me':
        return taken(facts, user);
      case 'application':
        return taken(facts, { id: place.applicationId, name: botName, description: '', bot: user, flags: 0 });
      case 'commands': {
        if (first !== place.applicationId) return refused(facts, refuse.unknownApplication, 'unknown application');
        if ((second && second !== place.guildId) || faults.has('commands'))
          return refused(facts, refuse.missingAccess, 'commands forbidden');
        if (facts.action === 'get') return taken(facts, commands);
        const parsed = commandsSchema.safeParse(form?.json, { reportInput: true });
        if (!parsed.success) return badForm(facts, parsed.error.issues);
        commands = parsed.data;
        return taken(
          facts,
          commands.map((each, index) => ({ id: String(index + 1), ...each })),
        );
      }
      case 'callback':
      case 'original':
      case 'followup':
        return answerPerson(question);
      default:
        return inChannel(question);
    }
  };

  const inChannel = (question: Question): Settled<DiscordFacts> => {
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
    /** Null when the path is none of a bot's. */
    async receive(asked: Asked): Promise<Received<DiscordFacts> | null> {
      const path = asked.url.pathname.replace(/^\/api(?:\/v\d{1,2})?/, '').replace('%40', '@');
      const found = routes.flatMap(([name, pattern, methods]) => {
        const match = pattern.exec(path);
        return match ? [{ name, methods, first: match[1] ?? '', second: match[2] ?? '' }] : [];
      })[0];
      // A person's webhook has the shape of an answer to a person.
      if (!found || (found.name === 'followup' && found.first !== place.applicationId)) return null;
      const { name, methods, first, second } = found;
      if (name === 'original' && first !== place.applicationId) return null;
      const action = methods[asked.method] ?? 'other';
      const form = ['POST', 'PATCH', 'PUT'].includes(asked.method) ? await readForm(asked) : null;
      const inThread = ['messages', 'message'].includes(name) && first !== place.channelId;
      const facts: DiscordFacts = {
        ...{ action, by: 'bot', threadId: inThread ? first : null },
        messageId: ['message', 'threads'].includes(name) ? second : null,
        ...looseFacts(form?.json),
      };
      const open = ['callback', 'original', 'followup'].includes(name);
      const settle = (): Settled<DiscordFacts> => {
        if (!open && (asked.authorization !== `Bot ${place.botToken}` || faults.has('token')))
          return refused(facts, refuse.unauthorized, 'wrong token');
        if (action === 'other') return refused(facts, refuse.methodNotAllowed, 'method not allowed');
        if (!open && [first, second].some((id) => id !== '' && !isSnowflake(id)))
          return refused(facts, refuse.unknownChannel, 'not a snowflake');
        // Interactions are not bound to the limits of a bot.
        if (open) return judge({ name, first, second, form, facts });
        const limit = rate.take(`${name}-${asked.method}-${first}`);
        const outcome = limit.limited
          ? refused(facts, throttled(limit.resetAfter), 'rate limit: more than 5 in 2 s')
          : judge({ name, first, second, form, facts });
        return { ...outcome, answer: { ...outcome.answer, headers: { ...limit.headers, ...outcome.answer.headers } } };
      };
      return { facts, settle };
    },
    commands: () => commands,
    threads: (): readonly Thread[] => [...threads.values()],
    clear() {
      threads.clear();
    },
  };
};
export type BotApi = ReturnType<typeof createBotApi>;
