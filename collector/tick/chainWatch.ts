/**
 * One chain's fast lane. A tick asks all its targets the same question in the same instant, corroborates the head from
 * what came back, and judges everyone against that. Slow or hanging targets are judged when they answer or time out,
 * against the head of their own tick; they never hold up the others.
 */
import { metrics } from '../catalogue/index.ts';
import { limits } from '../policy/ladder.ts';
import { failed, type Observation, roundTrip } from '../rpc/observation.ts';
import { corroborate } from '../verdict/corroborate.ts';
import { secondsPassed } from '../verdict/journey.ts';
import type { HeadView } from '../view.ts';
import { createBookings } from './bookings.ts';
import { type Claim, isFuture } from './future.ts';
import { createHeadWatch } from './headWatch.ts';
import { createTargetJudge } from './judgeTargets.ts';
import { createParty, markForks, referenceLives, sourcesAt } from './party.ts';
import { bookSeconds, recordAnswer } from './recordTarget.ts';
import type { TargetRuntime } from './runtime.ts';
import { answerOf, type Tick } from './tick.ts';
import type { ChainWatchOptions } from './watchOptions.ts';

/** Milliseconds after which a tick is judged without those that have not answered yet. */
const cutOff = 500;

export const createChainWatch = (options: ChainWatchOptions) => {
  const { chain, ladder, targets, recorder, record } = options;
  const labels = { chain: chain.name, vantage: options.vantage };
  const party = createParty(targets, options.groupOf);
  const { nodes, edges, references } = party;
  const head = createHeadWatch(options, party);
  const bookings = new Map(
    edges.map((edge) => [edge, createBookings((worth, seconds) => bookSeconds(recorder, edge, worth, seconds))]),
  );
  const { judgeOneNode, judgeOneEdge, bookUnknown } = createTargetJudge(options, party, head, bookings);
  let ticks = 0;

  /** Takes an answer in; what a target alone claims about the future is a failure like any other. */
  const remember = (target: TargetRuntime, given: Observation<HeadView>, tick: Tick): Observation<HeadView> => {
    // Asked for only when a head is ahead of our clock: gathering them for every answer would cost as much as the rest.
    const claims = (): readonly Claim[] =>
      targets.flatMap((other) => {
        const age = other.claimed && (performance.now() - other.claimed.mono) / 1000;
        const lives = other !== target && age !== undefined && age < referenceLives;
        return lives && other.claimed ? [{ timestamp: other.claimed.timestamp, age }] : [];
      });
    const lies = given.ok && isFuture(given.value, claims, Date.now() / 1000, chain.blockTime);
    const seen = lies ? failed('future_block', given) : given;
    if (!seen.ok) recorder.inc(metrics.headFailures, { ...target.labels, reason: seen.reason });
    // It was overtaken: a later question has been answered already.
    if (tick.order < target.answeredTick) return seen;
    target.answeredTick = tick.order;
    if (!seen.ok) {
      target.failure = seen.reason;
      target.lag = undefined;
      return seen;
    }
    const receivedAt = seen.sentWall / 1000 + roundTrip(seen);
    target.failure = undefined;
    target.head = seen.value;
    target.headAt = receivedAt;
    target.headRoundTrip = roundTrip(seen);
    // On a quiet chain an old head says nothing against its source: who answers keeps its standing.
    if (!chain.quiet && receivedAt - seen.value.timestamp > ladder.stale) target.advancingSince = receivedAt;
    return seen;
  };

  const measure = (target: TargetRuntime, tick: Tick): void => {
    if (target.failure !== undefined || !target.head) return;
    target.lag = head.lagIn(tick, target, target.head);
    recordAnswer(recorder, target, tick.corroborated && tick.corroborated.uncertainty + target.headRoundTrip);
  };

  const settle = (target: TargetRuntime, seen: Observation<HeadView>, tick: Tick): void => {
    const overtaken = tick.order < target.answeredTick;
    if (!overtaken) measure(target, tick);
    record?.light(target.labels.target, seen, overtaken ? undefined : target.lag?.seconds);
    if (target.failure !== undefined) recordAnswer(recorder, target, undefined);
    if (target.role === 'node' && !overtaken) judgeOneNode(target, answerOf(seen));
    // Its second is over and owed a state, whatever came after it.
    if (target.role === 'edge') judgeOneEdge(target, seen, tick).catch(() => bookUnknown([target], tick));
  };

  /** An edge whose head is about to be too old is compared with what is true now, not with up to five seconds ago. */
  const staleSuspected = (at: number): boolean =>
    !chain.quiet &&
    edges.some(
      (edge) =>
        edge.failure === undefined &&
        edge.head !== undefined &&
        Math.abs(at - edge.head.timestamp - ladder.stale) <= limits.referenceEvery + 1,
    );

  const due = (at: number): TargetRuntime[] => {
    const now = head.haltSuspected(at) || staleSuspected(at);
    const asked = references.filter((ref) => now || Math.abs(at - ref.askedAt) >= limits.referenceEvery - 0.5);
    for (const ref of asked) ref.askedAt = at;
    return [...nodes, ...edges, ...asked];
  };

  const judge = async (tick: Tick): Promise<void> => {
    const { at } = tick;
    const early: [TargetRuntime, Observation<HeadView>][] = [];
    const pending = new Set<TargetRuntime>();
    let judged = false;
    const questions = due(at).map(async (target) => {
      pending.add(target);
      const given = await target.light.ask(target.asker, ladder.deadline);
      pending.delete(target);
      target.claimed = given.ok ? { timestamp: given.value.timestamp, mono: given.receivedMono } : undefined;
      if (judged) settle(target, remember(target, given, tick), tick);
      else early.push([target, given]);
    });
    let timer: NodeJS.Timeout | undefined;
    const cut = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, cutOff);
    });
    await Promise.race([Promise.all(questions), cut]);
    clearTimeout(timer);
    // Claims are believed only now that all of them are in: a clock of ours that is slow is seen by their agreement.
    const answers = early.map(([target, given]) => [target, remember(target, given, tick)] as const);
    markForks(party, answers, at);
    tick.corroborated = corroborate(sourcesAt(party, Date.now() / 1000), limits.aloneFor, chain.quiet);
    judged = true;
    const was = head.state().verdict;
    head.judge(tick, Date.now() / 1000);
    record?.head(chain.name, at, tick.corroborated);
    const { verdict } = head.state();
    if (verdict !== was) record?.event({ kind: 'chain', chain: chain.name, was, verdict });
    for (const [target, seen] of answers) settle(target, seen, tick);
    // Those still under way may have been failing for long enough by now.
    for (const target of pending) if (target.role === 'node') judgeOneNode(target, undefined);
  };

  /** @throws whatever a defect of ours throws; the seconds are booked then too, as unknown. */
  const run = async (at: number, tainted: boolean): Promise<void> => {
    ticks += 1;
    const mono = performance.now() / 1000;
    const tickets = new Map([...bookings].map(([edge, books]) => [edge, books.open(mono)]));
    const tick: Tick = { order: ticks, mono, at, tainted, corroborated: undefined, tickets };
    try {
      await judge(tick);
    } catch (error) {
      bookUnknown(edges, tick);
      throw error;
    }
    recorder.inc(metrics.ticks, { ...labels, outcome: tainted ? 'tainted' : 'ok' });
    if (tainted) record?.event({ kind: 'tick', chain: chain.name, outcome: 'tainted', seconds: 1 }, at);
  };

  /** Books seconds in which no tick ran. */
  const missed = (seconds: number): void => {
    recorder.inc(metrics.ticks, { ...labels, outcome: 'missed' }, seconds);
    record?.event({ kind: 'tick', chain: chain.name, outcome: 'missed', seconds });
    for (const edge of edges) {
      bookings.get(edge)?.add({ state: 'unknown' }, seconds, performance.now() / 1000);
      if (edge.journey) edge.journey = secondsPassed(edge.journey, seconds);
    }
  };

  return { chain, run, missed, targets, state: head.state };
};

export type ChainWatch = ReturnType<typeof createChainWatch>;
