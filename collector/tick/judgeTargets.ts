/** Judges nodes and seconds of edges with what their tick found, and tells the registry and the log. */

import type { Observation } from '../rpc/observation.ts';
import { isCutOff } from '../verdict/cutOff.ts';
import { isDoubted } from '../verdict/doubt.ts';
import { type EdgeJudgement, joinJourney, judgeEdgeSecond, lightWord, nobodyReached } from '../verdict/edge.ts';
import { journeyVerdict, tookLight } from '../verdict/journey.ts';
import { type Answer, judgeNode } from '../verdict/node.ts';
import type { HeadView } from '../view.ts';
import type { Bookings } from './bookings.ts';
import type { HeadWatch } from './headWatch.ts';
import type { Party } from './party.ts';
import { recordEdgeJourney, recordEdgeState, recordVerdict } from './recordTarget.ts';
import type { EdgeRuntime, NodeRuntime } from './runtime.ts';
import { answerOf, type Tick } from './tick.ts';
import type { ChainWatchOptions } from './watchOptions.ts';

export const createTargetJudge = (
  options: ChainWatchOptions,
  party: Party,
  head: HeadWatch,
  bookings: ReadonlyMap<EdgeRuntime, Bookings>,
) => {
  const { chain, ladder, recorder, controls, log, record } = options;

  /** The light answer is taken into the journey's memory first: it may settle whether a failed run counts. */
  const joinWithJourney = (
    target: EdgeRuntime,
    light: EdgeJudgement,
    sentAt: number,
    overtaken: boolean,
  ): EdgeJudgement => {
    if (!target.journey) return light;
    target.journey = tookLight(target.journey, { word: lightWord(light), sentAt, overtaken });
    recordEdgeJourney(recorder, target);
    return joinJourney(light, journeyVerdict(target.journey));
  };

  return {
    /** @param answer undefined while its question is under way */
    judgeOneNode: (target: NodeRuntime, answer: Answer | undefined): void => {
      const before = target.memory;
      const at = Date.now() / 1000;
      target.memory = judgeNode(
        {
          at,
          answer,
          lag: target.lag,
          chain: head.state().verdict,
          syncing: target.hints.syncing === true,
          aloneSince: target.aloneSince ?? target.settledAloneSince,
          behindDeadEdge: options.behindDeadEdge(target),
          cutOff: isCutOff(party.nodes, party.edges, at),
          blind: options.everythingFails(),
          ladder,
        },
        before,
      );
      const { verdict, reason, detail } = target.memory;
      target.hints.doubted = isDoubted(target.hints.doubted === true, answer, verdict);
      if (before.verdict === verdict) return;
      recordVerdict(recorder, target);
      record?.event({ kind: 'verdict', target: target.node.name, was: before.verdict, verdict, reason }, at);
      log.info({ node: target.node.name, was: before.verdict, verdict, reason }, detail);
    },

    judgeOneEdge: async (target: EdgeRuntime, seen: Observation<HeadView>, tick: Tick): Promise<void> => {
      const lag = seen.ok ? head.lagIn(tick, target, seen.value) : undefined;
      const blind = seen.ok ? false : await controls.blindAfter(seen.sentMono);
      const light = judgeEdgeSecond({
        at: tick.at,
        answer: answerOf(seen),
        lag,
        chain: head.state().verdict,
        blind: blind || (!seen.ok && options.everythingFails()),
        tainted: tick.tainted,
        quiet: chain.quiet,
        stale: ladder.stale,
      });
      const ticket = tick.tickets.get(target);
      if (!ticket || ticket.worth) return;
      const overtaken = tick.order < target.judgedTick;
      const judgement = joinWithJourney(target, light, seen.sentMono / 1000, overtaken);
      bookings.get(target)?.settle(ticket, judgement);
      if (overtaken) return;
      if (judgement.state !== target.judgement.state || judgement.fault !== target.judgement.fault) {
        const { state, reason, fault = null } = judgement;
        const { target: name, region } = target.labels;
        record?.event({ kind: 'edge', target: name, region, state, fault, reason }, tick.at);
      }
      if (judgement.state !== target.judgement.state) {
        target.since = tick.at;
        const { state, reason, detail } = judgement;
        log.info({ edge: target.edge.name, region: target.labels.region, state, reason }, detail);
      }
      target.judgedTick = tick.order;
      const recovered = lightWord(target.lightJudgement) === 'failing' && lightWord(light) === 'well';
      target.unreached = nobodyReached(target.unreached, judgement, light);
      target.judgement = judgement;
      target.lightJudgement = light;
      recordEdgeState(recorder, target);
      if (recovered) options.lightRecovered?.(target);
    },

    /** For seconds that could not be judged by a defect of ours. */
    bookUnknown: (targets: readonly EdgeRuntime[], tick: Tick): void => {
      for (const target of targets) {
        const ticket = tick.tickets.get(target);
        if (ticket) bookings.get(target)?.settle(ticket, { state: 'unknown' });
      }
    },
  };
};
