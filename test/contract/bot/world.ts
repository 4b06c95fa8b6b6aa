/** A router with a bot among stand-ins: real discord.js, real HTTP and a real gateway on loopback. */
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Router, startRouter } from '../../../alerts/router/main.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Log } from '../../../collector/log.ts';
import { type Entry, type Standins, startStandins } from '../../../demo/standins/main.ts';
import type { BotFault } from '../../../demo/standins/types.ts';
import type { StandinsState } from '../../../demo/standins/world.ts';
import { secret } from '../../unit/router/fleet.ts';
import { eventually, factsOf, fleetAt, homeOf, neighbours, type Standin } from '../router/world.ts';
import { postJson } from '../standins/support.ts';

export const roles = { oncall: '200000000000000001', silencer: '200000000000000002', planner: '200000000000000003' };
export const mentionRole = '200000000000000009';

export interface World {
  readonly standins: Standins;
  readonly home: string;
  readonly around: Standin;
  readonly logged: string[];
  fleet(more?: Partial<NonNullable<Fleet['notify']['discord']>>): Fleet;
  start(fleet?: Fleet): Promise<Router>;
  state(): Promise<StandinsState>;
  /** Requests to Discord that were taken. */
  discord(): Extract<Entry, { sink: 'discord' }>[];
  cards(): Extract<Entry, { sink: 'discord' }>[];
  fault(fault: BotFault, on?: boolean): Promise<void>;
  mode(mode: string): Promise<void>;
  connected(): Promise<unknown>;
  /** Presses on the only card of the bot and waits for the answer that the person reads. */
  press(customId: string, more?: object): Promise<string>;
  command(name: string, more?: object): Promise<string>;
}

const did = z.object({ interaction: z.string() });

/** Every line of the log, so that a test can look for what must not be in it. */
const logInto = (lines: string[]): Log => {
  const write = (...told: unknown[]): void => {
    lines.push(JSON.stringify(told));
  };
  // A test's log needs no more than what the router calls.
  return { info: write, warn: write, error: write } as unknown as Log;
};

export const worldWith = async (options: { readonly now?: () => number } = {}): Promise<World> => {
  const standins = await startStandins({ ...(options.now ? { now: options.now } : {}) });
  onTestFinished(() => standins.stop());
  const around = await neighbours(factsOf());
  const home = homeOf();
  const logged: string[] = [];
  const control = async (path: string, body: unknown): Promise<unknown> => {
    const response = await postJson(`${standins.url}standins/${path}`, body);
    const json: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(json));
    return json;
  };
  const world: World = {
    ...{ standins, home, around, logged },
    fleet: (more = {}) => {
      const base = fleetAt({ home, discord: { url: standins.url.slice(0, -1) }, around });
      const operators = secret('notify.discord.operators_file', standins.discord.webhookUrl);
      const botToken = secret('notify.discord.bot_token_file', standins.discord.botToken);
      const allowed = { silence: [roles.silencer], maintenance: [roles.planner] };
      const discord = {
        ...{ operators, members: undefined, botToken, api: standins.discord.api, mentionRole, roles: allowed },
        ...more,
      };
      return { ...base, notify: { ...base.notify, discord } };
    },
    start: async (fleet = world.fleet()) => {
      const router = await startRouter({ fleet, renderStatusPage: () => '', log: logInto(logged) });
      onTestFinished(() => router.stop());
      return router;
    },
    // The stand-ins' own shape.
    state: async () => (await (await fetch(`${standins.url}standins/state`)).json()) as StandinsState,
    discord: () =>
      standins
        .log()
        .filter((entry): entry is Extract<Entry, { sink: 'discord' }> => entry.sink === 'discord' && entry.accepted),
    cards: () => world.discord().filter(({ facts }) => facts?.action === 'create' && facts.embeds > 0),
    fault: async (fault, on = true) => {
      await control('discord/bot', { fault, on });
    },
    mode: async (mode) => {
      await control('mode', { sink: 'discord', mode });
    },
    connected: () => eventually('the gateway', async () => (await world.state()).discord.gateway),
    press: async (customId, more = {}) => {
      const message = (await world.state()).discord.messages.find(
        ({ author, body }) => author === 'bot' && body.components.length > 0,
      );
      const body = { message_id: message?.id, custom_id: customId, ...more };
      return answerOf(did.parse(await control('discord/press', body)).interaction);
    },
    command: async (name, more = {}) =>
      answerOf(did.parse(await control('discord/command', { name, ...more })).interaction),
  };
  const answerOf = (id: string): Promise<string> =>
    eventually('the answer', async () => {
      const one = (await world.state()).discord.interactions.find((each) => each.id === id);
      return one?.answers[0];
    });
  return world;
};
