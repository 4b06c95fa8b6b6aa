/** What people ask for in Discord: whether they may, what came of it, and a line in the log about each. */
import type { DiscordRoles } from '../../collector/config/fleetNotify.ts';
import type { Log } from '../../collector/log.ts';
import type { Status } from '../../collector/status.ts';
import type { Asked, Person } from '../notifiers/bot.ts';
import type { Press } from '../notifiers/buttons.ts';
import type { Typed } from '../notifiers/commands.ts';
import type { Actions, Done } from './actions.ts';
import { incidentsText, slaText, statusText } from './commandTexts.ts';
import { listLine } from './maintenance/answers.ts';
import type { Answer, MaintenanceDoor } from './maintenance/door.ts';
import type { Store } from './store/store.ts';

export interface BotDeskOptions {
  readonly roles: DiscordRoles | undefined;
  readonly store: Store;
  readonly actions: Actions;
  readonly status: () => Status;
  readonly maintenance: MaintenanceDoor;
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

const overShown = 5;

type Right = keyof DiscordRoles;
const needs: Readonly<Record<Press['kind'] | Typed['kind'], Right | undefined>> = {
  acknowledge: 'acknowledge',
  confirm: 'acknowledge',
  silence: 'silence',
  unsilence: 'silence',
  maintenance_start: 'maintenance',
  maintenance_extend: 'maintenance',
  maintenance_stop: 'maintenance',
  maintenance_list: undefined,
  status: undefined,
  incidents: undefined,
  sla: undefined,
};

/** Without a word in fleet.yaml anyone in the channel may acknowledge, and nobody may do the others. */
export const mayDo = (roles: DiscordRoles | undefined, right: Right | undefined, person: Person): boolean => {
  if (right === undefined) return true;
  const wanted = roles?.[right];
  if (wanted === undefined) return right === 'acknowledge';
  return wanted.some((role) => person.roles.includes(role));
};

const closed: Done = { ok: false, text: 'Planned work cannot be written down now: see the log of the router.' };
const answered = (answer: Answer): Done => {
  if (answer.kind === 'closed') return closed;
  if (answer.kind === 'done') return { ok: true, text: answer.text };
  const faults = answer.faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`);
  return { ok: false, text: [...(answer.why === null ? [] : [answer.why]), ...faults].join('\n') };
};

const refusal = (roles: DiscordRoles | undefined, right: Right): string =>
  roles?.[right]?.length
    ? `You may not: it takes a role of notify.discord.roles.${right}.`
    : `Nobody may: notify.discord.roles.${right} in fleet.yaml names no role.`;

export const createBotDesk = (options: BotDeskOptions): ((asked: Asked) => Promise<string>) => {
  const { roles, store, actions, status, maintenance, now, log } = options;

  const pressed = async (press: Press, by: string): Promise<Done> => {
    switch (press.kind) {
      case 'acknowledge':
        return actions.acknowledge(press.incident, by);
      case 'silence':
        return actions.silence(press.incident, press.length, by);
      case 'unsilence':
        return actions.unsilence(press.incident, by);
      case 'confirm':
        return actions.confirmCause(press.incident, press.cause, by);
    }
  };
  /** The only open incident, where none was named. */
  const named = (id: string | undefined): string | Done => {
    if (id !== undefined) return id;
    const open = store.openIncidents();
    const [only] = open;
    if (!only) return { ok: false, text: 'Nothing is open.' };
    if (open.length === 1) return only.id;
    return {
      ok: false,
      text: `Which one? ${open.map((each) => `#${each.id} (${each.scope} ${each.region})`).join(', ')}`,
    };
  };
  const typed = async (command: Typed, by: string): Promise<Done> => {
    const told = (text: string): Done => ({ ok: true, text });
    switch (command.kind) {
      case 'status':
        return told(statusText(status()));
      case 'incidents': {
        const over = store.lastIncidents(30).filter(({ state }) => state === 'resolved');
        return told(incidentsText(store.openIncidents(), over.slice(0, overShown), store.silence));
      }
      case 'sla':
        return told(slaText(status().sla));
      case 'silence': {
        const id = named(command.incident);
        if (typeof id !== 'string') return id;
        return command.length === 'off' ? actions.unsilence(id, by) : actions.silence(id, command.length, by);
      }
      case 'maintenance_list': {
        const windows = maintenance.list(now());
        if (!windows) return closed;
        if (windows.length === 0) return told('No planned work.');
        return told(windows.map(({ window, state }) => listLine(window, state)).join('\n'));
      }
      case 'maintenance_start': {
        const { target: scope, minutes, reason, forced } = command;
        const times = { from: now(), to: now() + minutes * 60 };
        const window = { scope, regions: [], ...times, reason, author: by };
        return answered(await maintenance.start({ ...window, ...(forced && { forced }) }));
      }
      case 'maintenance_extend': {
        const { id, minutes, forced } = command;
        const change = { id, seconds: minutes * 60, author: by };
        return answered(await maintenance.extend({ ...change, ...(forced && { forced }) }));
      }
      case 'maintenance_stop':
        return answered(await maintenance.stop(command.id, by));
    }
  };

  return async (asked) => {
    const { person } = asked;
    const what = asked.kind === 'press' ? asked.press.kind : asked.typed.kind;
    const right = needs[what];
    if (right !== undefined && !mayDo(roles, right, person)) {
      log.warn({ what, by: person.name }, 'refused in Discord');
      return refusal(roles, right);
    }
    const done = await (asked.kind === 'press' ? pressed(asked.press, person.name) : typed(asked.typed, person.name));
    if (right !== undefined) log.info({ what, by: person.name, done: done.ok }, 'asked in Discord');
    return done.text;
  };
};
