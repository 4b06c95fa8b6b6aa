/**
 * One chain's fast lane. A tick asks all its targets the same question in the same instant, corroborates the head from
 * what came back, and judges everyone against that. Slow or hanging targets are judged when they answer or time out,
 * against the head of their own tick; they never hold up the others.
 */
import { metrics } from '../catalogue/index.ts';
import type { Log } from '../log.ts';
import type { Chain } from '../policy/chains.ts';
import { type Ladder, limits } from '../policy/ladder.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import { failed, type Observation, roundTrip } from '../rpc/observation.ts';
import { type ChainJudgement, judgeChain } from '../verdict/chain.ts';
import { type Corroborated, corroborate, type Source } from '../verdict/corroborate.ts';
import { isCutOff } from '../verdict/cutOff.ts';
import { judgeEdgeSecond } from '../verdict/edge.ts';
import { findFork } from '../verdict/fork.ts';
import { type Lag, lagOf } from '../verdict/lag.ts';
import { type Answer, judgeNode } from '../verdict/node.ts';
import { behindSince, extendTrail, type Trail } from '../verdict/trail.ts';
import type { HeadView } from '../view.ts';
import type { Controls } from './controls.ts';
import { type Claim, isFuture } from './future.ts';
import { bookSeconds, recordAnswer, recordEdgeState, recordVerdict } from './recordTarget.ts';
import type { EdgeRuntime, NodeRuntime, ReferenceRuntime, TargetRuntime } from './runtime.ts';

/** Milliseconds after which a tick is judged without those that have not answered yet. */
const cutOff = 500;
/** A reference's last answer counts as a lower bound for this many seconds. */
const referenceLives = 3 * limits.referenceEvery;

export interface ChainWatchOptions {
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  /** Name of a target → the group that it is corroborated with. */
  readonly groupOf: (name: string) => string;
  readonly recorder: Recorder;
  readonly controls: Controls;
  /** Nothing at all answers, on any chain: then suspect ourselves. */
  readonly everythingFails: () => boolean;
  /** The edge through which a node is reached is itself down. */
  readonly behindDeadEdge: (node: NodeRuntime) => boolean;
  readonly log: Log;
}

interface Tick {
  /** 1, 2, 3 …: unlike the wall clock it never goes back. */
  readonly order: number;
  /** Monotonic seconds of the send instant. */
  readonly mono: number;
  /** Unix seconds of the send instant. */
  readonly at: number;
  readonly tainted: boolean;
  corroborated: Corroborated | undefined;
  /** Edges whose second has its state: each gets one, whatever goes wrong. */
  readonly booked: Set<EdgeRuntime>;
}

export interface ChainState extends ChainJudgement {
  readonly since: number;
  readonly corroborated: Corroborated | undefined;
}

export const createChainWatch = (options: ChainWatchOptions) => {
  const { chain, ladder, targets, recorder, controls } = options;
  const chainLabels = { chain: chain.name, vantage: options.vantage };
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const edges = targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  const references = targets.filter((target): target is ReferenceRuntime => target.role === 'reference');
  const execution = nodes.some(({ node }) => node.layer === 'execution') || references.length > 0 || edges.length > 0;
  /** Consensus nodes count slots, not blocks; where blocks are known, time alone relates the two. */
  const sameNumbering = (target: TargetRuntime): boolean =>
    !(execution && target.role === 'node' && target.node.layer === 'consensus');
  let trail: Trail = [];
  let ticks = 0;
  /** Highest corroborated number, and when it was last seen to move (monotonic seconds). */
  let highest: number | undefined;
  let movedAt: number | undefined;
  let state: ChainState = {
    verdict: 'unverifiable',
    detail: 'not asked yet',
    since: Date.now() / 1000,
    corroborated: undefined,
  };

  const sourcesAt = (at: number): Source[] =>
    [...nodes, ...references]
      .filter((target) => sameNumbering(target) && target.failure === undefined && target.head)
      .filter((target) => target.role !== 'node' || target.memory.verdict !== 'diverged')
      .filter((target) => Math.abs(at - target.headAt) < (target.role === 'reference' ? referenceLives : 1))
      .flatMap((target) =>
        target.head
          ? [
              {
                group: options.groupOf(target.labels.target),
                head: target.head,
                age: Math.max(0, at - target.headAt),
                roundTrip: target.headRoundTrip,
                advancingFor: at - target.advancingSince,
              },
            ]
          : [],
      );

  /** A good answer of this tick whose head is not old. */
  const goesOn = (node: NodeRuntime, at: number): boolean =>
    node.failure === undefined &&
    node.head !== undefined &&
    node.memory.verdict !== 'diverged' &&
    Math.abs(at - node.headAt) < 1 &&
    at - node.head.timestamp < ladder.halted;

  const judgeHead = (at: number, corroborated: Corroborated | undefined, mono: number): void => {
    const liveReferences = references.filter(
      (ref) => ref.failure === undefined && Math.abs(at - ref.headAt) < referenceLives,
    ).length;
    if (corroborated) {
      const { number, timestamp } = corroborated.head;
      trail = extendTrail(trail, timestamp, mono);
      if (highest !== undefined && number > highest) movedAt = mono;
      highest = Math.max(number, highest ?? number);
    }
    const found = judgeChain({
      at,
      headTimestamp: corroborated?.head.timestamp,
      still: movedAt === undefined ? undefined : mono - movedAt,
      nodeGoesOn: nodes.some((node) => goesOn(node, at)),
      liveReferences,
      liveSources: corroborated?.sources ?? 0,
      halted: ladder.halted,
      quiet: chain.quiet,
    });
    if (found.verdict !== state.verdict) options.log.info({ chain: chain.name, verdict: found.verdict }, found.detail);
    state = { ...found, since: found.verdict === state.verdict ? state.since : at, corroborated };
    setOneHot(recorder, metrics.chainVerdict, chainLabels, 'verdict', found.verdict);
    recorder.set(metrics.chainSources, chainLabels, corroborated?.sources ?? 0);
    if (corroborated) {
      recorder.set(metrics.chainHeadNumber, chainLabels, corroborated.head.number);
      recorder.set(metrics.chainHeadTimestamp, chainLabels, corroborated.head.timestamp);
    } else {
      recorder.clear(metrics.chainHeadNumber, chainLabels);
    }
  };

  /** Only heads of this very tick are compared: an older answer may be from before a reorganisation. */
  const findForks = (answers: readonly (readonly [TargetRuntime, Observation<HeadView>])[], at: number): void => {
    // A slot may have the number of a block; their roots and hashes have nothing to do with each other.
    for (const blocks of [true, false]) {
      const voices = answers.flatMap(([target, seen]) => {
        const name = target.labels.target;
        const heard = seen.ok && target.role !== 'edge' && sameNumbering(target) === blocks;
        return heard ? [{ name, group: options.groupOf(name), ...seen.value }] : [];
      });
      const { alone, confirmed } = findFork(voices);
      for (const node of nodes) {
        if (confirmed.has(node.labels.target)) node.aloneSince = undefined;
        else if (alone.has(node.labels.target)) node.aloneSince ??= at;
      }
    }
  };

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
    if (receivedAt - seen.value.timestamp > ladder.stale) target.advancingSince = receivedAt;
    return seen;
  };

  const lagIn = (tick: Tick, target: TargetRuntime, head: HeadView): Lag | undefined => {
    const best = tick.corroborated?.head;
    const since = behindSince(trail, head.timestamp, tick.mono);
    return best && lagOf(head, best, chain.blockTime, sameNumbering(target), since);
  };

  const measure = (target: TargetRuntime, tick: Tick): void => {
    if (target.failure !== undefined || !target.head) return;
    target.lag = lagIn(tick, target, target.head);
    recordAnswer(recorder, target, tick.corroborated && tick.corroborated.uncertainty + target.headRoundTrip);
  };

  const answerOf = (seen: Observation<HeadView>): Answer => {
    const sentAt = seen.sentWall / 1000;
    return seen.ok ? { ok: true, head: seen.value, sentAt } : { ok: false, reason: seen.reason, sentAt };
  };

  const judgeOneNode = (target: NodeRuntime, answer: Answer | undefined): void => {
    const before = target.memory;
    target.memory = judgeNode(
      {
        at: Date.now() / 1000,
        answer,
        lag: target.lag,
        chain: state.verdict,
        syncing: target.hints.syncing === true,
        aloneSince: target.aloneSince,
        behindDeadEdge: options.behindDeadEdge(target),
        cutOff: isCutOff(nodes, edges, Date.now() / 1000),
        blind: options.everythingFails(),
        ladder,
      },
      before,
    );
    const { verdict, reason, detail } = target.memory;
    if (before.verdict === verdict) return;
    recordVerdict(recorder, target);
    options.log.info({ node: target.node.name, was: before.verdict, verdict, reason }, detail);
  };

  const judgeOneEdge = async (target: EdgeRuntime, seen: Observation<HeadView>, tick: Tick): Promise<void> => {
    const lag = seen.ok ? lagIn(tick, target, seen.value) : undefined;
    const blind = seen.ok ? false : await controls.blindAfter(seen.sentMono);
    const judgement = judgeEdgeSecond({
      at: tick.at,
      answer: answerOf(seen),
      lag,
      chain: state.verdict,
      blind: blind || (!seen.ok && options.everythingFails()),
      tainted: tick.tainted,
      quiet: chain.quiet,
      stale: ladder.stale,
    });
    if (tick.booked.has(target)) return;
    tick.booked.add(target);
    bookSeconds(recorder, target, judgement.state, 1);
    if (tick.order < target.judgedTick) return;
    if (judgement.state !== target.judgement.state) {
      target.since = tick.at;
      const { state: edgeState, reason, detail } = judgement;
      options.log.info({ edge: target.edge.name, region: target.labels.region, state: edgeState, reason }, detail);
    }
    target.judgedTick = tick.order;
    target.judgement = judgement;
    recordEdgeState(recorder, target);
  };

  /** For seconds that could not be judged by a defect of ours. */
  const bookUnknown = (targets: readonly EdgeRuntime[], tick: Tick): void => {
    for (const target of targets) {
      if (!tick.booked.has(target)) bookSeconds(recorder, target, 'unknown', 1);
      tick.booked.add(target);
    }
  };

  const settle = (target: TargetRuntime, seen: Observation<HeadView>, tick: Tick): void => {
    const overtaken = tick.order < target.answeredTick;
    if (!overtaken) measure(target, tick);
    if (target.failure !== undefined) recordAnswer(recorder, target, undefined);
    if (target.role === 'node' && !overtaken) judgeOneNode(target, answerOf(seen));
    // Its second is over and owed a state, whatever came after it.
    if (target.role === 'edge') judgeOneEdge(target, seen, tick).catch(() => bookUnknown([target], tick));
  };

  /** A halt is confirmed by asking the references now instead of when they are due. */
  const haltSuspected = (at: number): boolean =>
    !chain.quiet &&
    state.verdict === 'live' &&
    state.corroborated !== undefined &&
    at - state.corroborated.head.timestamp >= ladder.halted - 1;

  const due = (at: number): TargetRuntime[] => {
    const asked = references.filter(
      (ref) => Math.abs(at - ref.askedAt) >= limits.referenceEvery - 0.5 || haltSuspected(at),
    );
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
    findForks(answers, at);
    tick.corroborated = corroborate(sourcesAt(Date.now() / 1000), limits.aloneFor);
    judged = true;
    judgeHead(Date.now() / 1000, tick.corroborated, tick.mono);
    for (const [target, seen] of answers) settle(target, seen, tick);
    // Those still under way may have been failing for long enough by now.
    for (const target of pending) if (target.role === 'node') judgeOneNode(target, undefined);
  };

  /** @throws whatever a defect of ours throws; the seconds are booked then too, as unknown. */
  const run = async (at: number, tainted: boolean): Promise<void> => {
    ticks += 1;
    const mono = performance.now() / 1000;
    const tick: Tick = { order: ticks, mono, at, tainted, corroborated: undefined, booked: new Set() };
    try {
      await judge(tick);
    } catch (error) {
      bookUnknown(edges, tick);
      throw error;
    }
    recorder.inc(metrics.ticks, { ...chainLabels, outcome: tainted ? 'tainted' : 'ok' });
  };

  /** Books seconds in which no tick ran. */
  const missed = (seconds: number): void => {
    recorder.inc(metrics.ticks, { ...chainLabels, outcome: 'missed' }, seconds);
    for (const edge of edges) bookSeconds(recorder, edge, 'unknown', seconds);
  };

  return { chain, run, missed, targets, state: (): ChainState => state };
};

export type ChainWatch = ReturnType<typeof createChainWatch>;
