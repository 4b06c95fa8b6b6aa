/** A router's planned work among stand-ins: a clock that is set, a ledger in memory, Alertmanagers that remember. */

import { createLedger } from '../../../../alerts/ledger/index.ts';
import type { Window } from '../../../../alerts/ledger/windows.ts';
import { createDoor } from '../../../../alerts/router/maintenance/door.ts';
import { createMaintenanceJob, type WindowKind } from '../../../../alerts/router/maintenance/job.ts';
import type { NodeVerdict } from '../../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import type { View } from '../../../../collector/view.ts';
import { cardFleet } from '../cardStates.ts';
import { nodeView, secret, temporaryHome, temporaryStore, viewOf } from '../fleet.ts';

/** 2026-11-24 22:00:00 UTC. */
export const t0 = Date.UTC(2026, 10, 24, 22) / 1000;

export interface FakeSilence {
  readonly id: string;
  readonly matchers: readonly { name: string; value: string; isRegex: boolean; isEqual: boolean }[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly over: boolean;
}

/** An Alertmanager as far as its silences go. */
const fakeAlertmanager = (now: () => number) => {
  const self = { up: true, silences: new Map<string, FakeSilence>(), posts: 0 };
  const state = (silence: FakeSilence): string =>
    silence.over || Date.parse(silence.endsAt) / 1000 <= now() ? 'expired' : 'active';
  const handle = (method: string, path: string, body: string): Response => {
    if (!self.up) throw new TypeError('fetch failed');
    if (method === 'GET')
      return Response.json([...self.silences.values()].map((each) => ({ ...each, status: { state: state(each) } })));
    if (method === 'DELETE') {
      const silence = self.silences.get(path.split('/').at(-1) ?? '');
      if (!silence) return new Response('not found', { status: 404 });
      self.silences.set(silence.id, { ...silence, over: true });
      return new Response('');
    }
    self.posts += 1;
    const given = JSON.parse(body) as Omit<FakeSilence, 'over'>; // what the router posts
    const known = given.id === undefined ? undefined : self.silences.get(given.id);
    const id = known?.id ?? `s${self.silences.size + 1}`;
    self.silences.set(id, { ...given, id, over: false });
    return Response.json({ silenceID: id });
  };
  const active = (): readonly FakeSilence[] => [...self.silences.values()].filter((each) => state(each) === 'active');
  return Object.assign(self, { handle, active });
};

const { discord } = cardFleet.notify;
export const planFleet: Fleet = {
  ...cardFleet,
  alertmanagers: [{ url: 'http://a' }, { url: 'http://b' }],
  notify: {
    ...cardFleet.notify,
    discord: discord && {
      ...discord,
      members: secret('notify.discord.members_file', 'https://discord.com/api/webhooks/2/planted'),
    },
  },
};

export const worldOf = (fleet: Fleet = planFleet) => {
  const clock = { now: t0 };
  const now = (): number => clock.now;
  const store = temporaryStore();
  const home = temporaryHome();
  const verdicts = new Map<string, NodeVerdict>();
  const seen = { view: true };
  const managers = { a: fakeAlertmanager(now), b: fakeAlertmanager(now) };
  const hooks: string[] = [];
  const book = createLedger({
    ...{ fleet: { ...fleet, home }, now, recorder: createRegistry(['router']), memory: store },
    source: { samples: async () => [] },
  });
  const view = (): View | undefined =>
    seen.view
      ? viewOf(now(), {
          nodes: fleet.nodes.map(({ name }) => nodeView(name, { verdict: verdicts.get(name) ?? 'ok' })),
        })
      : undefined;
  const ledger = () => book;
  const fetching: typeof fetch = async (given, init = {}) => {
    const url = new URL(String(given));
    const manager = url.hostname === 'a' ? managers.a : managers.b;
    return manager.handle(init.method ?? 'GET', url.pathname, String(init.body ?? ''));
  };
  const start = () => {
    const job = createMaintenanceJob({
      ...{ fleet, store, now, ledger, view, wake: () => undefined },
      onWindow: (kind: WindowKind, window: Window) => void hooks.push(`${kind} ${window.scope}`),
      ask: { timeoutMs: 1000, fetch: fetching },
    });
    return { job, door: createDoor({ fleet, store, now, ledger, view, job }) };
  };
  let { job, door } = start();
  /** What is owed to a sink; it is then delivered. */
  const said = (sink: 'discord' | 'discord_members'): readonly string[] =>
    store.outbox.due(sink, now() + 1, 99, []).map((owed) => {
      store.outbox.drop(owed);
      const { content, text } = JSON.parse(owed.payload) as { content?: string; text?: string };
      return content ?? text ?? '';
    });
  return {
    ...{ clock, store, book, verdicts, seen, managers, hooks },
    start: (scope: string, more: object = {}) =>
      door.start({
        ...{ scope, regions: [], from: clock.now, to: clock.now + 1800, reason: 'nitro 3.9', author: 'ana' },
        ...more,
      }),
    door: () => door,
    job: () => job,
    /** At a time, what the loop of the router does. */
    at: async (seconds: number): Promise<void> => {
      clock.now = t0 + seconds;
      await job.tend();
    },
    restart: (): void => {
      ({ job, door } = start());
    },
    members: () => said('discord_members'),
    operators: () => said('discord'),
  };
};

export const idOf = (answer: Awaited<ReturnType<ReturnType<typeof worldOf>['start']>>): string => {
  if (answer.kind !== 'done') throw new Error(JSON.stringify(answer));
  return answer.window.id;
};
