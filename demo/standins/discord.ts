/** Discord: the channel with its webhook and its bot, what people press there, and the gateway that tells of it. */
import { createBotApi } from './discordBot.ts';
import { createInteractions } from './discordInteractions.ts';
import { createMessages, type Message } from './discordMessages.ts';
import { membersPlaceOf, placeOf } from './discordPlace.ts';
import { createWebhookApi } from './discordWebhook.ts';
import { createGateway } from './gateway.ts';
import { createRateLimit } from './rateLimit.ts';
import type { Asked, BotFault, DiscordFacts, Received } from './types.ts';

/** Bytes of one request, files included: what a server without boosts takes. */
export const discordBodyLimit = 10 * 1024 * 1024;

export interface DiscordOptions {
  readonly webhookId: string;
  readonly webhookToken: string;
  readonly botToken: string;
  readonly now: () => number;
  /** Told of what happens at the gateway. */
  readonly onGateway: (reason: string, accepted: boolean) => void;
  /** Whether the whole of Discord is away. */
  readonly isDown: () => boolean;
}

export const createDiscord = (options: DiscordOptions) => {
  const { webhookId, webhookToken, botToken, now } = options;
  const place = placeOf(webhookId, webhookToken, botToken);
  const messages = createMessages(now);
  const rate = createRateLimit(now);
  const interactions = createInteractions(place, now);
  const faults = new Set<BotFault>();
  let base = '';
  const gatewayUrl = (): string => `${base.replace(/^http/, 'ws')}/gateway`;
  const gateway = createGateway({
    place,
    url: gatewayUrl,
    refusing: () => options.isDown() || faults.has('gateway') || faults.has('token'),
    onEvent: options.onGateway,
  });
  const webhook = createWebhookApi({ place, by: 'webhook', messages, rate });
  const membersPlace = membersPlaceOf(place);
  const membersMessages = createMessages(now);
  const membersRate = createRateLimit(now);
  const members = createWebhookApi({
    place: membersPlace,
    by: 'members',
    messages: membersMessages,
    rate: membersRate,
  });
  const bot = createBotApi({ place, messages, interactions, rate, faults, gatewayUrl });

  return {
    place,
    membersPlace,
    gateway,
    interactions,
    messages,
    commands: bot.commands,
    /** Where others find this process. */
    at(url: string): void {
      base = url;
    },
    receive: async (asked: Asked): Promise<Received<DiscordFacts>> =>
      (await bot.receive(asked)) ?? (await (members.isFor(asked.url.pathname) ? members : webhook).receive(asked)),
    /** Makes Discord refuse something to the bot, or no longer. A gateway that is refused is cut as well. */
    fault(name: BotFault, on: boolean): void {
      if (on) faults.add(name);
      else faults.delete(name);
      if (on && (name === 'gateway' || name === 'token')) gateway.drop();
    },
    state: () => ({
      messages: messages.all() as readonly Message[],
      /** Of the members' channel. */
      members: membersMessages.all() as readonly Message[],
      threads: bot.threads(),
      commands: bot.commands(),
      // Tokens of interactions are secrets, as in the log.
      interactions: interactions.all().map(({ token: _token, ...rest }) => rest),
      gateway: gateway.connected(),
      botFaults: [...faults],
    }),
    clear() {
      messages.clear();
      membersMessages.clear();
      membersRate.clear();
      interactions.clear();
      rate.clear();
      bot.clear();
      faults.clear();
    },
  };
};
export type Discord = ReturnType<typeof createDiscord>;
