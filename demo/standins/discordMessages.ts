/** The channel: messages of the webhook with their revisions, bounded. */
import { keepLast } from './clip.ts';
import type { Attachment } from './discordForm.ts';
import type { Embed, Row } from './discordSchema.ts';

const keptMessages = 200;
const keptRevisions = 20;

export interface MessageBody {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly Row[];
  readonly attachments: readonly Attachment[];
}

export interface Revision {
  /** Unix milliseconds. */
  readonly at: number;
  readonly body: MessageBody;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly threadId: string | null;
  /** A webhook's message is edited by the webhook alone, a bot's by the bot alone. */
  readonly author: 'webhook' | 'bot';
  readonly username: string;
  readonly nonce: string | null;
  /** Message that it answers. */
  readonly replyTo: string | null;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  /** Edits so far, those no longer kept included. */
  readonly edits: number;
  /** Who was rung when it was sent. */
  readonly pings: readonly string[];
  readonly body: MessageBody;
  /** The last 20 bodies, oldest first; the last one is `body`. */
  readonly revisions: readonly Revision[];
}

/** A message without a visible part is refused (50006). */
export const isEmpty = (body: MessageBody): boolean =>
  body.content === '' && body.attachments.length === 0 && body.components.length === 0 && body.embeds.length === 0;

const discordEpoch = 1_420_070_400_000n;

export type NewMessage = Pick<
  Message,
  'channelId' | 'threadId' | 'author' | 'username' | 'nonce' | 'replyTo' | 'pings' | 'body'
>;

/** An enforced nonce is remembered for "a few minutes", by the documentation. */
const nonceKept = 300_000;

export const createMessages = (now: () => number) => {
  const messages: Message[] = [];
  let made = 0n;

  /** A snowflake: milliseconds since 2015, then a counter in the low 22 bits. */
  const nextId = (): string => {
    made += 1n;
    return String(((BigInt(now()) - discordEpoch) << 22n) | (made & 0x3fffffn));
  };
  const replace = (next: Message): Message => {
    const index = messages.findIndex((message) => message.id === next.id);
    messages[index] = next;
    return next;
  };

  return {
    all: (): readonly Message[] => [...messages],
    /** A message that is not deleted; in a thread it is found only by its thread. */
    find: (id: string, threadId: string | null): Message | undefined =>
      messages.find((message) => message.id === id && message.threadId === threadId && message.deletedAt === null),
    /** The bot's message that already bears an enforced nonce. */
    ofNonce: (nonce: string): Message | undefined =>
      messages.find(
        (message) => message.author === 'bot' && message.nonce === nonce && now() - message.createdAt < nonceKept,
      ),
    nextId,
    create(message: NewMessage): Message {
      const at = now();
      const id = nextId();
      const revisions = [{ at, body: message.body }];
      const made_: Message = { ...message, id, createdAt: at, editedAt: null, deletedAt: null, edits: 0, revisions };
      messages.push(made_);
      keepLast(messages, keptMessages);
      return made_;
    },
    edit(message: Message, body: MessageBody): Message {
      const at = now();
      const revisions = [...message.revisions, { at, body }].slice(-keptRevisions);
      return replace({ ...message, body, editedAt: at, edits: message.edits + 1, revisions });
    },
    remove: (message: Message): Message => replace({ ...message, deletedAt: now() }),
    clear: () => {
      messages.length = 0;
    },
  };
};
export type Messages = ReturnType<typeof createMessages>;

/** The message object that the API answers. @param authorId of the webhook, or of the bot's user */
export const toApi = (message: Message, authorId: string): object => ({
  id: message.id,
  type: message.replyTo === null ? 0 : 19,
  channel_id: message.channelId,
  ...(message.author === 'webhook' ? { webhook_id: authorId } : {}),
  author: { id: authorId, username: message.username, avatar: null, discriminator: '0000', bot: true },
  ...(message.nonce === null ? {} : { nonce: message.nonce }),
  ...(message.replyTo === null
    ? {}
    : { message_reference: { type: 0, channel_id: message.channelId, message_id: message.replyTo } }),
  content: message.body.content,
  embeds: message.body.embeds.map((embed) => ({ type: 'rich', ...embed })),
  components: message.body.components,
  attachments: message.body.attachments.map((file, index) => ({ id: String(index), ...file })),
  mentions: [],
  mention_roles: [],
  mention_everyone: message.pings.includes('everyone'),
  pinned: false,
  tts: false,
  flags: 0,
  timestamp: new Date(message.createdAt).toISOString(),
  edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
});
