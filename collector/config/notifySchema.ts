/** `notify:` of fleet.yaml. */
import { z } from 'zod';
import { notifyModes } from './choices.ts';
import { digestsSchema } from './digestsSchema.ts';
import { httpUrl, secretFile } from './schemaFields.ts';

const discordId = (what: string) => z.string().regex(/^\d+$/, { error: `a Discord ${what} id (digits)` });

export const notifySchema = z
  .strictObject({
    mode: z
      .enum(notifyModes)
      .default('live')
      .describe('observe: nothing pages and members are told nothing; cards say what would have happened.'),
    digests: digestsSchema
      .optional()
      .describe('When digests come to Discord. The month is told where members have a channel.'),
    discord: z
      .strictObject({
        operators_file: secretFile,
        members_file: secretFile.optional(),
        bot_token_file: secretFile.optional(),
        api: httpUrl.optional(),
        mention_role: discordId('role').optional(),
        channel: discordId('channel')
          .optional()
          .describe("Channel that the bot posts in and listens to. Default: the webhook's own."),
        roles: z
          .strictObject({
            acknowledge: z.array(discordId('role')).optional().describe('Default: anyone in the channel.'),
            silence: z.array(discordId('role')).optional().describe('Default: nobody.'),
            maintenance: z.array(discordId('role')).optional().describe('Default: nobody.'),
          })
          .optional()
          .describe('Ids of the Discord roles whose members may do it with buttons and commands.'),
      })
      .optional(),
    pagerduty: z
      .strictObject({
        routing_key_file: secretFile,
        url: httpUrl.optional(),
        service_url: httpUrl.optional().describe('Page of the service at PagerDuty, which cards of pages link to.'),
      })
      .optional(),
    deadman: z
      .strictObject({
        url_file: secretFile.describe('URL of an outside watcher that Alertmanager beats.'),
        router_url_file: secretFile
          .optional()
          .describe('Another one, that the router beats while everything it owes has been delivered.'),
      })
      .optional(),
  })
  .default({ mode: 'live' });
