/** One fault on one stack: inject, wait for what is owed and a little longer, clear, wait for the end, judge. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import { type Fault, type FaultName, faults } from '../faults/index.ts';
import type { Truth } from '../sim/types.ts';
import type { Stack } from '../stack/stack.ts';
import { failoverOf, nodeOfFault, reactionOf } from './failover.ts';
import { dueOf, judge, owedWithin, ownCards, unnamed } from './judge.ts';
import { isResolved, type Measured, measure } from './measure.ts';
import type { provePanels } from './panels/prove.ts';
import { queriesOf } from './panels/queries.ts';
import type { DrillResult } from './result.ts';
import { type Cost, readCost } from './sla.ts';

/** Seconds. */
const times = {
  /** A fault that owes no card is held this long. */
  quietHold: 45,
  /** A fault that owes no page is held past the threshold of one, and then some. */
  noPageHold: 35,
  /** How long after due to wait for what does not come. */
  late: 25,
  /** After the last thing owed has come: time for a second card or page that must not come. */
  after: 4,
  /** What pages draw over time is recorded, scraped and asked this much later than a card is sent. */
  drawn: 20,
  resolve: 180,
  /** After the end of a fault until its last bad second has been judged and scraped. */
  booked: 6,
  /** Nothing may arrive for this long before the next fault. */
  quiet: 4,
} as const;

export type Note = (line: string) => void;

interface Watch {
  readonly stack: Stack;
  readonly since: number;
}

const look = async ({ stack, since }: Watch): Promise<Measured> => measure(await stack.standins.log(since));

/** Asks every 200 ms until the answer is yes or the time is up. Milliseconds. */
const until = async (question: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
  const end = Date.now() + withinMs;
  for (;;) {
    if (await question()) return true;
    if (Date.now() >= end) return false;
    await sleep(200);
  }
};

const hold = async (watch: Watch, name: FaultName, ladder: Ladder, injectedAt: number): Promise<void> => {
  const { owes }: Fault = faults[name];
  const waited = (): number => (Date.now() - injectedAt) / 1000;
  if (owes.cards === 0 && owes.alerts === undefined) return void (await sleep((owes.holds ?? times.quietHold) * 1000));
  const longest = owedWithin(name, ladder) + times.late;
  await until(async () => {
    const seen = await look(watch);
    const { pages } = seen;
    const cards = ownCards(name, seen);
    return cards.length >= owes.cards && pages.length >= owes.pages.length && unnamed(seen, owes).length === 0;
  }, longest * 1000);
  await sleep(times.after * 1000);
  const least = Math.max(owes.holds ?? 0, owes.pages.length === 0 ? times.noPageHold : 0);
  await sleep(Math.max(0, least - waited()) * 1000);
};

const fires = async (prometheus: string): Promise<boolean> => {
  const firing = 'ALERTS{alertstate="firing",severity=~"page|warning"}';
  // One that cannot be asked is told of where the seconds are read.
  const samples = await queriesOf(prometheus)
    .instant(firing, Date.now() / 1000)
    .catch(() => []);
  return samples.length > 0;
};

const untilQuiet = async (stack: Stack): Promise<void> => {
  let last = (await stack.standins.log()).at(-1)?.seq ?? 0;
  let since = Date.now();
  await until(async () => {
    const sent = (await stack.standins.log(last)).filter((entry) => entry.sink !== 'deadman');
    if (sent.length > 0) since = Date.now();
    last = sent.at(-1)?.seq ?? last;
    return Date.now() - since >= times.quiet * 1000;
  }, 60_000);
};

/** Waits for the simulated balancer. Milliseconds. */
const untilMoved = (stack: Stack, node: string, drained: boolean, withinMs: number): Promise<boolean> =>
  until(
    async () => {
      const truth = await stack.sim.truth();
      return Object.values(truth.drained).some((nodes) => nodes.includes(node)) === drained;
    },
    Math.max(0, withinMs),
  );

const costSince = async (stack: Stack, fleet: Fleet, before: Truth, note: Note): Promise<Cost | undefined> => {
  try {
    return await readCost(stack.urls.prometheus, fleet, { before, after: await stack.sim.truth() });
  } catch (error) {
    note(`the seconds that it cost cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};

/**
 * Leaves the stack as it found it: nothing injected, nothing open, nothing on its way.
 * @param prove asks the dashboards, if they are to be asked
 */
export const runFault = async (
  stack: Stack,
  fleet: Fleet,
  name: FaultName,
  note: Note,
  prove?: typeof provePanels,
): Promise<DrillResult> => {
  const fault: Fault = faults[name];
  const ladder = fleet.ladders[fault.chain];
  if (!ladder) throw new Error(`the fleet has no ladder for ${fault.chain}`);
  const due = dueOf(name, ladder);
  const node = nodeOfFault(name);
  const { monitor } = stack;
  const since = (await stack.standins.log()).at(-1)?.seq ?? 0;
  const watch = { stack, since };
  const before = await stack.sim.truth();
  const injectedAt = Date.now();
  let peak = injectedAt / 1000;
  await stack.sim.fault(name, true);
  note(`${name}: injected (${fault.title})`);
  try {
    await hold(watch, name, ladder, injectedAt);
    if (prove) await sleep(times.drawn * 1000);
    if (node !== undefined && monitor) {
      const longest = reactionOf(monitor) + Math.max(ladder.lagging, ladder.unreachable) + times.late;
      await untilMoved(stack, node, true, injectedAt + longest * 1000 - Date.now());
    }
  } finally {
    peak = Date.now() / 1000;
    await stack.sim.fault(name, false);
  }
  const clearedAt = Date.now();
  const held = await look(watch);
  note(`${name}: ${held.cards.length} cards, ${held.pages.length} pages; cleared, waiting for the end`);
  if (held.cards.length + held.pages.length > 0) {
    const within = Math.max(times.resolve, (fault.owes.ends ?? 0) + times.late);
    const end = Date.now() + within * 1000;
    const isOver = async (): Promise<boolean> => {
      const seen = await look(watch);
      return isResolved({ ...seen, cards: ownCards(name, seen) });
    };
    await until(isOver, within * 1000);
    // What was muted by its cause may still be told after that one's end, and hold the card open for the next fault.
    await until(async () => !(await fires(stack.urls.prometheus)) && (await isOver()), end - Date.now());
  }
  if (node !== undefined && monitor) {
    note(`${name}: waiting until the balancer has come back to ${node}`);
    await untilMoved(stack, node, false, (ladder.readmit + reactionOf(monitor) + times.late) * 1000);
  }
  await untilQuiet(stack);
  await sleep(Math.max(0, clearedAt + times.booked * 1000 - Date.now()));
  const cost = await costSince(stack, fleet, before, note);
  const { scale } = stack;
  const { objective } = fleet.service;
  const { moves } = await stack.sim.truth();
  const failover = failoverOf(moves, node, injectedAt, clearedAt);
  const measured = await look(watch);
  const panels = await prove?.(stack.urls.prometheus, fleet, name, { before: injectedAt / 1000, peak });
  return judge({ name, due, injectedAt, measured, cost, scale, objective, failover, monitor, panels });
};
