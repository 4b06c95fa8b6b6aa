/** What a request to the webhook says, for the log: read before it is judged, therefore tolerant. */
import { clip } from './clip.ts';
import type { AllowedMentions, DiscordBody, Row } from './discordSchema.ts';
import type { DiscordFacts } from './types.ts';

/**
 * Who hears a new message. Without `allowed_mentions` everything written counts as a ping; embeds never ring.
 */
export const pingsOf = (content: string, allowed: AllowedMentions | null | undefined): readonly string[] => {
  const pings = new Set<string>();
  const everything = allowed === null || allowed === undefined;
  const rings = (kind: 'users' | 'roles', id: string): boolean =>
    everything || allowed.parse?.includes(kind) === true || allowed[kind]?.includes(id) === true;
  for (const [, id] of content.matchAll(/<@!?(\d{17,20})>/g)) if (id && rings('users', id)) pings.add(`user:${id}`);
  for (const [, id] of content.matchAll(/<@&(\d{17,20})>/g)) if (id && rings('roles', id)) pings.add(`role:${id}`);
  if (everything || allowed.parse?.includes('everyone')) {
    if (content.includes('@everyone')) pings.add('everyone');
    if (content.includes('@here')) pings.add('here');
  }
  return [...pings];
};

export const linkButtons = (rows: readonly Row[]): { readonly label: string; readonly url: string }[] =>
  rows.flatMap((row) =>
    row.components.flatMap((child) =>
      child.type === 2 && child.url ? [{ label: child.label ?? child.emoji?.name ?? '', url: child.url }] : [],
    ),
  );

export const controlsOf = (rows: readonly Row[]): { readonly label: string; readonly customId: string }[] =>
  rows.flatMap((row) =>
    row.components.flatMap((child) => {
      if (!child.custom_id || child.disabled) return [];
      const label = child.type === 2 ? (child.label ?? child.emoji?.name) : child.placeholder;
      return [{ label: label ?? '', customId: child.custom_id }];
    }),
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown, length: number): string => (typeof value === 'string' ? clip(value, length) : '');

/** Facts of a body that may be anything at all. */
export const looseFacts = (json: unknown): Omit<DiscordFacts, 'action' | 'by' | 'messageId' | 'threadId'> => {
  const body = isRecord(json) ? json : {};
  const embeds = Array.isArray(body.embeds) ? body.embeds : [];
  const first: unknown = embeds[0];
  const embed = isRecord(first) ? first : {};
  const fields: unknown[] = Array.isArray(embed.fields) ? embed.fields.slice(0, 25) : [];
  return {
    content: textOf(body.content, 2000),
    title: textOf(embed.title, 256),
    description: textOf(embed.description, 4096),
    fields: fields.flatMap((field) =>
      isRecord(field) ? [{ name: textOf(field.name, 256), value: textOf(field.value, 1024) }] : [],
    ),
    footer: isRecord(embed.footer) ? textOf(embed.footer.text, 2048) : '',
    color: typeof embed.color === 'number' ? embed.color : null,
    embeds: embeds.length,
    buttons: [],
    controls: [],
    pings: [],
  };
};

/** What the reader of an accepted message sees of its components. */
export const shownComponents = (body: DiscordBody, withComponents: boolean): readonly Row[] =>
  withComponents ? (body.components ?? []) : [];
