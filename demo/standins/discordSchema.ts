/**
 * What Discord takes in a webhook message, limits as documented (developers/resources/message and /webhook). Lengths are
 * counted in UTF-16 units: never less than Discord counts, so what passes here passes there.
 */
import { z } from 'zod';

const text = (max: number) => z.string().trim().max(max);
const required = (max: number) => text(max).min(1);
export const snowflake = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((id) => /^\d{17,20}$/.test(id), {
    params: { discord: 'NUMBER_TYPE_COERCE' },
    error: (issue) => `Value "${String(issue.input).slice(0, 50)}" is not snowflake.`,
  });

const schemes = (allowed: readonly string[], max: number) =>
  text(max).refine((url) => allowed.some((scheme) => url.startsWith(`${scheme}:`)), {
    params: { discord: 'URL_TYPE_INVALID_SCHEME' },
    error: `Scheme must be one of (${allowed.map((scheme) => `'${scheme}'`).join(', ')}).`,
  });
const webUrl = schemes(['http', 'https'], 2048);
const image = z.object({ url: schemes(['http', 'https', 'attachment'], 2048) });

const embed = z.object({
  title: text(256).nullish(),
  description: text(4096).nullish(),
  url: webUrl.nullish(),
  color: z.int().min(0).max(0xffffff).nullish(),
  timestamp: z
    .string()
    .refine((time) => !Number.isNaN(Date.parse(time)), {
      params: { discord: 'DATE_TIME_TYPE_PARSE' },
      error: 'Could not parse it. Should be ISO8601.',
    })
    .nullish(),
  footer: z.object({ text: required(2048), icon_url: webUrl.nullish() }).nullish(),
  author: z.object({ name: required(256), url: webUrl.nullish(), icon_url: webUrl.nullish() }).nullish(),
  image: image.nullish(),
  thumbnail: image.nullish(),
  fields: z
    .array(z.object({ name: required(256), value: required(1024), inline: z.boolean().nullish() }))
    .max(25)
    .nullish(),
});
export type Embed = z.output<typeof embed>;

/** The characters that count towards the 6,000 of all embeds of one message. */
export const embedSize = (one: Embed): number =>
  (one.title?.length ?? 0) +
  (one.description?.length ?? 0) +
  (one.footer?.text.length ?? 0) +
  (one.author?.name.length ?? 0) +
  (one.fields ?? []).reduce((sum, field) => sum + field.name.length + field.value.length, 0);

const need = (context: z.RefinementCtx, path: string, discord: string, message: string): void => {
  context.addIssue({ code: 'custom', path: [path], params: { discord }, message });
};

const button = z
  .object({
    type: z.literal(2),
    style: z.int().min(1).max(6),
    label: text(80).nullish(),
    emoji: z.object({ name: z.string().nullish(), id: snowflake.nullish() }).nullish(),
    custom_id: text(100).nullish(),
    url: schemes(['http', 'https', 'discord'], 512).nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine((one, context) => {
    const link = one.style === 5;
    if (link && !one.url) need(context, 'url', 'BASE_TYPE_REQUIRED', 'This field is required');
    if (link && one.custom_id)
      need(
        context,
        'custom_id',
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
    if (!link && one.style !== 6 && !one.custom_id)
      need(context, 'custom_id', 'COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required');
    if (!one.label && !one.emoji && one.style !== 6)
      need(context, 'label', 'BASE_TYPE_REQUIRED', 'This field is required');
  });

const select = z
  .object({
    type: z.union([z.literal(3), z.literal(5), z.literal(6), z.literal(7), z.literal(8)]),
    custom_id: required(100),
    placeholder: text(150).nullish(),
    options: z
      .array(
        z.object({
          label: required(100),
          value: required(100),
          description: text(100).nullish(),
          default: z.boolean().nullish(),
        }),
      )
      .max(25)
      .nullish(),
    min_values: z.int().min(0).max(25).nullish(),
    max_values: z.int().min(1).max(25).nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine((one, context) => {
    if (one.type !== 3) return;
    if (!one.options?.length) need(context, 'options', 'BASE_TYPE_REQUIRED', 'This field is required');
    const values = (one.options ?? []).map((option) => option.value);
    if (new Set(values).size !== values.length)
      need(
        context,
        'options',
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
  });

const row = z
  .object({
    type: z.literal(1),
    components: z
      .array(z.discriminatedUnion('type', [button, select]))
      .min(1)
      .max(5),
  })
  .superRefine((one, context) => {
    // "An Action Row can contain only one select menu", and no buttons beside it.
    if (one.components.length > 1 && one.components.some((child) => child.type !== 2))
      need(
        context,
        'components',
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
  });
export type Row = z.output<typeof row>;

const allowedMentions = z
  .object({
    parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
    users: z.array(snowflake).max(100).nullish(),
    roles: z.array(snowflake).max(100).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .superRefine((mentions, context) => {
    for (const kind of ['users', 'roles'] as const) {
      if (!mentions.parse?.includes(kind) || !mentions[kind]?.length) continue;
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      need(context, kind, 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
    }
  });
export type AllowedMentions = z.output<typeof allowedMentions>;

export const messageSchema = z
  .object({
    content: text(2000).nullish(),
    username: required(80).nullish(),
    avatar_url: webUrl.nullish(),
    tts: z.boolean().nullish(),
    embeds: z.array(embed).max(10).nullish(),
    allowed_mentions: allowedMentions.nullish(),
    components: z.array(row).max(5).nullish(),
    flags: z.int().min(0).nullish(),
    thread_name: text(100).nullish(),
    nonce: z.union([z.string().max(25), z.int()]).nullish(),
    enforce_nonce: z.boolean().nullish(),
    message_reference: z
      .object({ message_id: snowflake, channel_id: snowflake.nullish(), fail_if_not_exists: z.boolean().nullish() })
      .nullish(),
    attachments: z
      .array(z.object({ id: z.union([z.string(), z.number()]) }))
      .max(10)
      .nullish(),
  })
  .superRefine((message, context) => {
    if ((message.embeds ?? []).reduce((sum, one) => sum + embedSize(one), 0) > 6000)
      need(context, 'embeds', 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
    // "discord" and "clyde" are refused in a webhook's name.
    if (/discord|clyde/i.test(message.username ?? ''))
      need(context, 'username', 'USERNAME_INVALID_CONTAINS', 'Username cannot contain "discord" or "clyde"');
    const ids = (message.components ?? []).flatMap((one) => one.components.flatMap((child) => child.custom_id ?? []));
    if (new Set(ids).size !== ids.length)
      need(context, 'components', 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  });
export type DiscordBody = z.output<typeof messageSchema>;
