/** What a message shows after a create or an edit, whoever wrote it. */
import type { Form } from './discordForm.ts';
import type { Message, MessageBody } from './discordMessages.ts';
import { type DiscordBody, type Embed, embedSize } from './discordSchema.ts';

/** An embed that shows nothing is dropped, as Discord does. */
const shows = (embed: Embed): boolean =>
  embedSize(embed) > 0 || Boolean(embed.image) || Boolean(embed.thumbnail) || Boolean(embed.url);

/** A create makes all parts; an edit keeps the parts that it does not name. */
export const compose = (
  body: DiscordBody,
  form: Form,
  components: MessageBody['components'],
  old?: Message,
): MessageBody => ({
  content: body.content === undefined && old ? old.body.content : (body.content ?? ''),
  embeds: body.embeds === undefined && old ? old.body.embeds : (body.embeds ?? []).filter(shows),
  components: body.components === undefined && old ? old.body.components : components,
  attachments: body.attachments === undefined && form.files.length === 0 && old ? old.body.attachments : form.files,
});
