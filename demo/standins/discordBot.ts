/** Discord's REST for a bot: who it is, its commands, its answers to people; in discordChannel.ts its messages. */
import { type BotChannelOptions, createBotChannel } from './discordChannel.ts';
import { type Command, commandsSchema } from './discordCommands.ts';
import * as refuse from './discordErrors.ts';
import { looseFacts } from './discordFacts.ts';
import { readForm } from './discordForm.ts';
import type { Interactions } from './discordInteractions.ts';
import { botName, isSnowflake } from './discordPlace.ts';
import { type Question, routeOf } from './discordRoutes.ts';
import { badForm, refused, taken } from './discordSettled.ts';
import type { RateLimit } from './rateLimit.ts';
import { throttled } from './throttled.ts';
import type { Asked, DiscordFacts, Received, Settled } from './types.ts';

export interface BotOptions extends BotChannelOptions {
  readonly interactions: Interactions;
  readonly rate: RateLimit;
  readonly gatewayUrl: () => string;
}

export const createBotApi = (options: BotOptions) => {
  const { place, interactions, rate, faults } = options;
  const channel = createBotChannel(options);
  let commands: readonly Command[] = [];
  const user = { id: place.botUserId, username: botName, discriminator: '0000', avatar: null, bot: true };

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
        return channel.judge(question);
    }
  };

  return {
    /** Null when the path is none of a bot's. */
    async receive(asked: Asked): Promise<Received<DiscordFacts> | null> {
      const found = routeOf(asked.url.pathname);
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
    threads: channel.threads,
    clear: channel.clear,
  };
};
export type BotApi = ReturnType<typeof createBotApi>;
