/** One cell on one stack that has settled: inject, take the victim away, bring it back, clear, wait for the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { routerHeaders } from '../../../alerts/routing/addresses.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { type Fault, type FaultName, faults } from '../../faults/index.ts';
import { getJson } from '../../stack/http.ts';
import type { Stack } from '../../stack/stack.ts';
import { dueOf } from '../judge.ts';
import { isResolved, type Measured, measure } from '../measure.ts';
import type { Note } from '../runFault.ts';
import { type Cell, cellName, outageOf, pathLeft } from './cells.ts';
import type { Observed } from './judgeCell.ts';
import { removals } from './victims.ts';

/** Seconds. */
const times = {
  /** From due, or the victim's return, for what is owed to come. */
  arrive: 90,
  /** After everything has come, before the next step. */
  calm: 5,
  /** A card is written down long before this. */
  note: 20,
  /** After the victim's return, where the fault goes on. */
  together: 10,
  /** A restarted Alertmanager is believed after three minutes. */
  resolve: 300,
  /** For something that must not come. */
  quiet: 10,
} as const;

const until = async (question: () => Promise<boolean>, seconds: number, everyMs = 100): Promise<boolean> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await question()) return true;
    if (Date.now() >= end) return false;
    await sleep(everyMs);
  }
};

const at = (time: number): Promise<void> => sleep(Math.max(0, time - Date.now()));

interface Scene {
  readonly stack: Stack;
  readonly cell: Cell;
  readonly since: number;
}

const look = async ({ stack, since }: Scene): Promise<Measured> => measure(await stack.standins.log(since));

const toldBoth = (scene: Scene, seconds: number): Promise<boolean> =>
  until(async () => {
    const { cards, pages } = await look(scene);
    return cards.length > 0 && pages.length > 0;
  }, seconds);

/** Of the router's own answer, whose shape is ours. */
interface ToldIncidents {
  readonly incidents: readonly { readonly card: { readonly messageId: string | null } }[];
}

/** The router has written down that Discord took the card: killed before, it would rightly post a second one. */
const noted = ({ stack: { urls, fleet } }: Scene): Promise<boolean> =>
  until(async () => {
    const told = (await getJson(`${urls.router}/api/incidents`, undefined, routerHeaders(fleet))) as ToldIncidents;
    return told.incidents.some(({ card }) => card.messageId !== null);
  }, times.note);

const pagesHeld = async ({ stack }: Scene): Promise<boolean> => {
  const held = await getJson(`${stack.urls.alertmanager}/api/v2/alerts?filter=severity%3D%22page%22`);
  return Array.isArray(held) && held.length > 0;
};

/** The moment of `during`. */
const opens = async (scene: Scene, seconds: number): Promise<void> => {
  const { cell } = scene;
  const throughIt = !pathLeft(cell, 'card') && pathLeft(cell, 'page');
  const found = await until(
    async () => {
      if (!throughIt) return pagesHeld(scene);
      const { cards, pages } = await look(scene);
      return cards.length + pages.length > 0;
    },
    seconds,
    20,
  );
  if (!found) throw new Error(`${cellName(cell)}: the incident did not open, nobody was taken away`);
  // The card was first: from here on a kill is between its acceptance and our note of it, unless that is awaited.
  if (throughIt && (await look(scene)).cards.length > 0) await noted(scene);
};

const standing = async (scene: Scene, dueAt: number): Promise<void> => {
  const came = await toldBoth(scene, (dueAt - Date.now()) / 1000 + times.arrive);
  if (!came || !(await noted(scene)))
    throw new Error(`${cellName(scene.cell)}: no card and page, nobody was taken away`);
  await sleep(times.calm * 1000);
};

type Marks = Pick<Observed, 'dueAt' | 'downAt' | 'upAt' | 'clearedAt'>;

/** @param name owes one card and one page @throws Error when the incident did not come where it should, or the victim did not return */
export const runCell = async (stack: Stack, cell: Cell, name: FaultName, note: Note): Promise<Observed> => {
  const fault: Fault = faults[name];
  const ladder = stack.fleet.ladders[fault.chain];
  const due = ladder && dueOf(name, ladder).page;
  if (due === undefined || due === null || fault.owes.cards !== 1 || fault.owes.pages.length !== 1)
    throw new Error(`${name} does not owe one card and one page`);
  const scene: Scene = { stack, cell, since: (await stack.standins.log()).at(-1)?.seq ?? 0 };
  const outage = outageOf(cell) * 1000;
  const removal = removals[cell.victim];
  const say = (what: string): void => note(`${cellName(cell)}: ${what}`);

  /** So that an outage around due may begin before the injection. */
  const injectAt = Date.now() + Math.max(0, outage / 2 - due);
  const inject = async (): Promise<number> => {
    await at(injectAt);
    const injectedAt = Date.now();
    await stack.sim.fault(name, true);
    say(`${name} injected`);
    return injectedAt + due;
  };
  const clear = async (): Promise<number> => {
    await stack.sim.fault(name, false);
    say('fault ended');
    return Date.now();
  };
  const strike = async (
    meanwhile: () => Promise<void> = async () => undefined,
  ): Promise<{ downAt: number; upAt: number }> => {
    const downAt = Date.now();
    await removal.down(stack);
    say('taken away');
    await Promise.all([at(downAt + outage), meanwhile()]);
    await removal.up(stack);
    const upAt = Date.now();
    say(`back after ${((upAt - downAt) / 1000).toFixed(1)} s`);
    return { downAt, upAt };
  };
  const told = async (marks: { dueAt: number; upAt: number }): Promise<void> => {
    await toldBoth(scene, (Math.max(marks.dueAt, marks.upAt) - Date.now()) / 1000 + times.arrive);
    await sleep(times.together * 1000);
  };

  const play = async (): Promise<Marks> => {
    if (cell.when === 'before') {
      const [dueAt, away] = await Promise.all([inject(), at(injectAt + due - outage / 2).then(() => strike())]);
      await told({ dueAt, ...away });
      return { dueAt, ...away, clearedAt: await clear() };
    }
    const dueAt = await inject();
    if (cell.when === 'during') {
      await opens(scene, (dueAt - Date.now()) / 1000 + times.arrive);
      const away = await strike();
      await told({ dueAt, ...away });
      return { dueAt, ...away, clearedAt: await clear() };
    }
    await standing(scene, dueAt);
    if (cell.when === 'away_6m') {
      const away = await strike();
      await sleep(limits.keepFiring * 1000);
      return { dueAt, ...away, clearedAt: await clear() };
    }
    let clearedAt = 0;
    if (cell.when === 'end') {
      clearedAt = await clear();
      await at(clearedAt + (limits.pageClear + limits.keepFiring) * 1000 - outage / 2);
      return { dueAt, ...(await strike()), clearedAt };
    }
    const away = await strike(async () => {
      await sleep(outage / 2);
      clearedAt = await clear();
    });
    return { dueAt, ...away, clearedAt };
  };

  const marks = await play();
  say('waiting for the end');
  await until(async () => isResolved(await look(scene)), times.resolve, 500);
  await sleep(times.quiet * 1000);
  const entries = await stack.standins.log(scene.since);
  return { cell, fault: name, ...marks, endedAt: Date.now(), entries, scale: stack.scale };
};
