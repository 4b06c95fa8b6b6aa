/** A person at Discord's window: presses what a message offers, types commands that are registered. */
import { z } from 'zod';
import type { Discord } from './discord.ts';
import { optionsOf } from './discordCommands.ts';
import { toApi } from './discordMessages.ts';
import { isSnowflake } from './discordPlace.ts';

const snowflake = z.string().refine(isSnowflake, 'a snowflake');
const who = {
  user: z.string().min(1).max(32).default('operator'),
  user_id: snowflake.default('100000000000000001'),
  roles: z.union([z.array(snowflake), z.string().transform((text) => text.split(',').filter(Boolean))]).default([]),
  channel_id: snowflake.optional(),
};
export const pressSchema = z.strictObject({
  ...who,
  message_id: snowflake,
  custom_id: z.string().min(1).max(100),
  /** Of a menu. */
  value: z.string().min(1).max(100).optional(),
});
export const commandSchema = z.strictObject({
  ...who,
  name: z.string().min(1),
  sub: z.string().optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
type Press = z.output<typeof pressSchema>;
type Command = z.output<typeof commandSchema>;

/** What came of it: the interaction's id, or why Discord's window would not let it through. */
export type Did = { readonly interaction: string } | { readonly error: string };

/** What Discord grants a bot that was invited with the permissions that it asked for. */
const appPermissions = '309237861376';

const send = (
  discord: Discord,
  person: Press | Command,
  about: { readonly kind: 'component' | 'command'; readonly what: string; readonly more: object },
): Did => {
  const { place, messages, interactions, gateway } = discord;
  if (!gateway.connected()) return { error: 'The application did not respond: no bot is connected to the gateway.' };
  const channel = person.channel_id ?? place.channelId;
  const opened = interactions.open(messages.nextId(), { kind: about.kind, what: about.what, user: person.user });
  const user = {
    id: person.user_id,
    username: person.user,
    global_name: person.user,
    discriminator: '0',
    avatar: null,
  };
  gateway.interaction({
    id: opened.id,
    application_id: place.applicationId,
    type: about.kind === 'command' ? 2 : 3,
    token: opened.token,
    version: 1,
    guild_id: place.guildId,
    channel_id: channel,
    channel: { id: channel, type: 0, guild_id: place.guildId, name: 'alerts', permissions: appPermissions },
    member: {
      user: { ...user, public_flags: 0 },
      roles: person.roles,
      permissions: appPermissions,
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      nick: null,
      avatar: null,
      deaf: false,
      mute: false,
      flags: 0,
      pending: false,
    },
    locale: 'en-US',
    guild_locale: 'en-US',
    app_permissions: appPermissions,
    entitlements: [],
    authorizing_integration_owners: { '0': place.guildId },
    context: 0,
    attachment_size_limit: 10485760,
    ...about.more,
  });
  return { interaction: opened.id };
};

export const press = (discord: Discord, person: Press): Did => {
  const { messages, place } = discord;
  const message = messages.find(person.message_id, null);
  if (!message) return { error: 'no such message' };
  const child = message.body.components
    .flatMap((row) => [...row.components])
    .find((each) => each.custom_id === person.custom_id);
  if (!child || child.disabled) return { error: 'nothing to press by this custom_id' };
  const isMenu = child.type !== 2;
  const values = 'options' in child ? (child.options ?? []).map((option) => option.value) : [];
  if (isMenu && !values.includes(person.value ?? '')) return { error: `a menu takes one of: ${values.join(', ')}` };
  const chosen = isMenu ? { values: [person.value] } : {};
  const data = { custom_id: person.custom_id, component_type: child.type, ...chosen };
  const more = { data, message: toApi(message, place.botUserId) };
  const what = isMenu ? `${person.custom_id} ${person.value}` : person.custom_id;
  return send(discord, person, { kind: 'component', what, more });
};

export const typeCommand = (discord: Discord, person: Command): Did => {
  const known = discord.commands().find((each) => each.name === person.name);
  if (!known) return { error: `no command /${person.name}` };
  const given = optionsOf(known, person);
  if (typeof given === 'string') return { error: given };
  const data = { id: '1', name: known.name, type: 1, ...given };
  const what = `/${[known.name, person.sub, JSON.stringify(person.options)].filter(Boolean).join(' ')}`;
  return send(discord, person, { kind: 'command', what, more: { data } });
};
