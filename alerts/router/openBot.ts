import type { Fleet } from '../../collector/config/fleet.ts';
import type { Log } from '../../collector/log.ts';
import { type Asked, type Bot, createBot } from '../notifiers/bot.ts';
import { parseWebhook } from '../notifiers/discord.ts';

export interface OpenBotOptions {
  readonly fleet: Fleet;
  readonly log: Log;
  readonly now: () => number;
  readonly handle: (asked: Asked) => Promise<string>;
}

/** The operators' bot, not started; undefined where fleet.yaml names none, or no webhook to fall back to. */
export const openBot = ({ fleet, log, now, handle }: OpenBotOptions): Bot | undefined => {
  const settings = fleet.notify.discord;
  const token = settings?.botToken?.value;
  const webhook = settings?.operators.value;
  const parts = webhook && parseWebhook(webhook.reveal());
  if (!settings || !token || !webhook || !parts) return undefined;
  const api = settings.api ?? parts.api;
  return createBot({ token, webhook, api, channel: settings.channel, log, now, handle });
};
