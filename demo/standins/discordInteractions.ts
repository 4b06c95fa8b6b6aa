/** What people pressed and typed, and how the bot answered: three seconds for the first answer, fifteen minutes in all. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keepLast } from './clip.ts';
import * as refuse from './discordErrors.ts';
import { botName, type Place } from './discordPlace.ts';
import { messageSchema } from './discordSchema.ts';
import type { Answer } from './types.ts';

const firstWithin = 3_000;
const validFor = 15 * 60_000;
const kept = 200;
const ephemeral = 1 << 6;

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: 'component' | 'command';
  /** custom_id of what was pressed, or the command as typed. */
  readonly what: string;
  readonly user: string;
  readonly at: number;
  /** Milliseconds until the first answer; null before it. */
  readonly firstAfter: number | null;
  /** Whether only the person sees the answers. */
  readonly ephemeral: boolean;
  /** What the person reads, oldest first; an edit of the first answer replaces it. */
  readonly answers: readonly string[];
}

/** 4 message, 5 "is thinking …", 6 nothing visible yet, 7 edit of the message pressed on. */
const callbackSchema = z.object({
  type: z.union([z.literal(4), z.literal(5), z.literal(6), z.literal(7)]),
  data: messageSchema.nullish(),
});

export interface Answered {
  readonly answer: Answer;
  readonly reason: string | null;
  readonly text: string;
}

const no = (answer: Answer, reason: string): Answered => ({ answer, reason, text: '' });

export const createInteractions = (place: Place, now: () => number) => {
  const interactions: Interaction[] = [];
  const replace = (next: Interaction): void => {
    interactions[interactions.findIndex(({ id }) => id === next.id)] = next;
  };
  const messageOf = (one: Interaction): object => ({
    id: one.id,
    type: 0,
    channel_id: place.channelId,
    author: { id: place.botUserId, username: botName, avatar: null, discriminator: '0000', bot: true },
    content: one.answers[0] ?? '',
    embeds: [],
    components: [],
    attachments: [],
    flags: one.ephemeral ? ephemeral : 0,
    timestamp: new Date(one.at).toISOString(),
    edited_timestamp: null,
  });

  return {
    all: (): readonly Interaction[] => [...interactions],
    open(id: string, about: Pick<Interaction, 'kind' | 'what' | 'user'>): Interaction {
      const token = randomBytes(40).toString('base64url');
      const opened = { id, token, ...about, at: now(), firstAfter: null, ephemeral: false, answers: [] };
      interactions.push(opened);
      keepLast(interactions, kept);
      return opened;
    },
    /** POST /interactions/:id/:token/callback */
    callback(id: string, token: string, json: unknown): Answered {
      const one = interactions.find((each) => each.id === id && each.token === token);
      if (!one || now() - one.at > firstWithin)
        return no(refuse.unknownInteraction, 'no such interaction, or too late');
      if (one.firstAfter !== null) return no(refuse.alreadyAnswered, 'answered already');
      const parsed = callbackSchema.safeParse(json, { reportInput: true });
      if (!parsed.success) return no(refuse.invalidForm(parsed.error.issues), refuse.inWords(parsed.error.issues));
      const { type, data } = parsed.data;
      const text = data?.content ?? '';
      if (type === 4 && text === '' && !data?.embeds?.length) return no(refuse.emptyMessage, 'empty message');
      const secret = ((data?.flags ?? 0) & ephemeral) !== 0;
      replace({ ...one, firstAfter: now() - one.at, ephemeral: secret, answers: type === 4 ? [text] : [] });
      return { answer: { status: 204 }, reason: null, text };
    },
    /** PATCH /webhooks/:application/:token/messages/@original, or POST /webhooks/:application/:token for one more. */
    follow(token: string, json: unknown, original: boolean): Answered {
      const one = interactions.find((each) => each.token === token);
      if (!one || one.firstAfter === null || now() - one.at > validFor)
        return no(refuse.unknownWebhook, 'no such interaction, not answered yet, or too old');
      const parsed = messageSchema.safeParse(json, { reportInput: true });
      if (!parsed.success) return no(refuse.invalidForm(parsed.error.issues), refuse.inWords(parsed.error.issues));
      const text = parsed.data.content ?? '';
      if (text === '' && !parsed.data.embeds?.length) return no(refuse.emptyMessage, 'empty message');
      const next = { ...one, answers: original ? [text, ...one.answers.slice(1)] : [...one.answers, text] };
      replace(next);
      return { answer: { status: 200, body: messageOf(next) }, reason: null, text };
    },
    clear: () => {
      interactions.length = 0;
    },
  };
};
export type Interactions = ReturnType<typeof createInteractions>;
