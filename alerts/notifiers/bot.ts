/**
 * The bot in the operators' channel: cards with buttons, threads, slash commands. It needs Discord's word for nothing
 * else: whatever it may not do, or cannot, is a standing line, and the caller falls back to the webhook.
 */
import { z } from 'zod';
import type { Secret } from '../../collector/config/secret.ts';
import type { Log } from '../../collector/log.ts';
import { createGateway } from './botGateway.ts';
import { createBotRest } from './botRest.ts';
import { type Press, pressOf } from './buttons.ts';
import type { Card } from './card.ts';
import { plainName } from './cardWords.ts';
import { commands, type Typed, typedOf } from './commands.ts';
import type { Delivery } from './delivery.ts';
import type { MessageExtras } from './discord.ts';

export interface Person {
  /** Discord's user name, without what would mark it up. */
  readonly name: string;
  /** Role ids, as Discord told them with the very interaction. */
  readonly roles: readonly string[];
}

export type Asked =
  | { readonly kind: 'press'; readonly press: Press; readonly person: Person }
  | { readonly kind: 'command'; readonly typed: Typed; readonly person: Person };

export interface BotOptions {
  readonly token: Secret;
  readonly webhook: Secret;
  readonly api?: string | undefined;
  readonly channel?: string | undefined;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Does what was asked and says what came of it, for that person alone. */
  readonly handle: (asked: Asked) => Promise<string>;
  readonly now: () => number;
  readonly timeoutMs?: number;
  /** First pause after a failed login or registration, seconds. */
  readonly retryAfter?: number;
}

export interface Bot {
  /** `gone` without asking while Discord refuses it: each refused try counts towards a ban. */
  post(card: Card, extras: MessageExtras): Promise<Delivery>;
  edit(reference: string, card: Card, extras?: MessageExtras): Promise<Delivery>;
  openThread(reference: string, name: string): Promise<Delivery>;
  sayInThread(thread: string, card: Card, nonce: string): Promise<Delivery>;
  /** What it cannot do now, as fixed sentences that are safe to show to anyone. */
  standing(): readonly string[];
  start(): void;
  stop(): Promise<void>;
}

const faults = {
  token: "Discord refuses the bot's token: cards come without buttons.",
  post: 'The Discord bot may not post in its channel: cards come without buttons.',
  threads: 'The Discord bot may not open threads: no timeline beside cards.',
  commands: 'The Discord bot could not register its commands.',
  gateway: 'The Discord bot is not connected: its buttons and commands do nothing.',
} as const;
type Fault = keyof typeof faults;

/** Not asked again for this long after a refusal, seconds; doubles. */
const refusedFor = { first: 30, longest: 600 } as const;

const interactionSchema = z.object({
  id: z.string(),
  token: z.string(),
  application_id: z.string(),
  channel_id: z.string().nullish(),
  channel: z.object({ parent_id: z.string().nullish() }).nullish(),
  member: z.object({ user: z.object({ username: z.string() }), roles: z.array(z.string()) }).nullish(),
  data: z
    .object({
      custom_id: z.string().nullish(),
      values: z.array(z.string()).nullish(),
      name: z.string().nullish(),
      options: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});
type Interaction = z.output<typeof interactionSchema>;

const value = z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) });
const subcommand = z.object({ name: z.string(), type: z.literal(1), options: z.array(z.unknown()).nullish() });
const valuesOf = (options: readonly unknown[]): Record<string, string | number | boolean> =>
  Object.fromEntries(
    options.flatMap((option) => {
      const parsed = value.safeParse(option);
      return parsed.success ? [[parsed.data.name, parsed.data.value]] : [];
    }),
  );

/** Undefined for what is nothing of ours. */
const askedOf = ({ data, member }: Interaction): Asked | undefined => {
  if (!data || !member) return undefined;
  const person = { name: plainName(member.user.username), roles: member.roles };
  if (data.custom_id) {
    const press = pressOf(data.custom_id, data.values?.[0]);
    return press && { kind: 'press', press, person };
  }
  const options = data.options ?? [];
  const sub = subcommand.safeParse(options[0]);
  const values = valuesOf(sub.success ? (sub.data.options ?? []) : options);
  const typed = typedOf(data.name ?? '', sub.success ? sub.data.name : undefined, values);
  return typed && { kind: 'command', typed, person };
};

const answerLimit = 2000;
const clipped = (text: string): string => (text.length <= answerLimit ? text : `${text.slice(0, answerLimit - 1)}…`);

export const createBot = (options: BotOptions): Bot => {
  const { log, now, handle } = options;
  const rest = createBotRest(options);
  const wrong = new Set<Fault>(['gateway']);
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  const mark = (fault: Fault, on: boolean): void => {
    if (wrong.has(fault) === on) return;
    if (on) {
      wrong.add(fault);
      log.warn({ fault }, faults[fault]);
    } else wrong.delete(fault);
  };
  const isToken = (delivery: Delivery): boolean => delivery.kind === 'gone' && delivery.detail.startsWith('HTTP 401');

  /** Runs what Discord may refuse; remembers a refusal, so that it is not asked for again at once. */
  const guarded = (fault: 'post' | 'threads') => {
    let refusals = 0;
    let refusedUntil = 0;
    return async (ask: () => Promise<Delivery>): Promise<Delivery> => {
      // Further away than it can be is a clock that was put back.
      if (now() < refusedUntil && refusedUntil - now() <= refusedFor.longest)
        return { kind: 'gone', detail: 'refused a moment ago' };
      const delivery = await ask();
      if (delivery.kind === 'gone') {
        refusedUntil = now() + Math.min(refusedFor.longest, refusedFor.first * 2 ** refusals);
        refusals += 1;
        mark(isToken(delivery) ? 'token' : fault, true);
      } else if (delivery.kind === 'ok') {
        refusals = 0;
        refusedUntil = 0;
        mark('token', false);
        mark(fault, false);
      }
      return delivery;
    };
  };
  const inChannel = guarded('post');
  const inThread = guarded('threads');

  const isHere = async ({ channel_id, channel }: Interaction): Promise<boolean> => {
    const place = await rest.channel();
    return 'id' in place && (channel_id === place.id || channel?.parent_id === place.id);
  };
  const answer = async (interaction: Interaction): Promise<void> => {
    // First of all: after three seconds Discord tells the person that nobody answered.
    const deferred = await rest.defer(interaction.id, interaction.token);
    if (deferred.kind !== 'ok') log.warn({ outcome: deferred.kind }, 'an interaction of Discord could not be deferred');
    const asked = askedOf(interaction);
    const text = !asked
      ? 'That is an old button or command: it does nothing any more.'
      : (await isHere(interaction))
        ? await handle(asked)
        : "This works in the operators' channel only.";
    const told = await rest.answer(interaction.application_id, interaction.token, clipped(text));
    if (told.kind !== 'ok') log.warn({ outcome: told.kind }, 'an interaction of Discord could not be answered');
  };
  const onInteraction = (given: unknown): void => {
    const parsed = interactionSchema.safeParse(given);
    if (!parsed.success) return;
    answer(parsed.data).catch(async () => {
      log.warn({}, 'what was asked in Discord failed');
      const { application_id, token } = parsed.data;
      await rest.answer(application_id, token, 'That did not work just now: try again, or use the command line.');
    });
  };

  const gateway = createGateway({
    ...{ token: options.token, api: options.api, retryAfter: options.retryAfter ?? 5, onInteraction },
    onState: (connected) => {
      mark('gateway', !connected);
      if (connected) log.info({}, 'connected to the gateway of Discord');
    },
  });
  const register = async (attempt = 0): Promise<void> => {
    const done = await rest.register(commands);
    if (done.kind === 'gone') mark(isToken(done) ? 'token' : 'commands', true);
    if (done.kind === 'ok') {
      mark('commands', false);
      mark('token', false);
      return;
    }
    const pause = Math.min(refusedFor.longest, (options.retryAfter ?? 5) * 2 ** attempt);
    if (!stopped) retry = setTimeout(() => void register(attempt + 1), pause * 1000);
  };

  return {
    post: (card, extras) => inChannel(() => rest.post(card, extras)),
    edit: (reference, card, extras) => inChannel(() => rest.edit(reference, card, extras)),
    openThread: (reference, name) => inThread(() => rest.openThread(reference, name)),
    sayInThread: (thread, card, nonce) => inThread(() => rest.post(card, { nonce }, thread)),
    standing: () => [...wrong].map((fault) => faults[fault]),
    start: () => {
      gateway.start();
      void register();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(retry);
      await gateway.stop();
      rest.close();
    },
  };
};
