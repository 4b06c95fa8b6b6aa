/** Writes what a tick found to the registry: level gauges vanish with a failure, the head's timestamp stays. */
import { metrics } from '../catalogue/index.ts';
import { type EdgeState, edgeFaults, edgeStates } from '../catalogue/labels.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import type { EdgeJudgement } from '../verdict/edge.ts';
import { journeyVerdict } from '../verdict/journey.ts';
import type { EdgeRuntime, NodeRuntime, TargetRuntime } from './runtime.ts';

export const recordAnswer = (recorder: Recorder, target: TargetRuntime, uncertainty: number | undefined): void => {
  const { labels, head, lag, failure } = target;
  recorder.set(metrics.headSuccess, labels, failure === undefined ? 1 : 0);
  if (failure !== undefined || !head) {
    for (const metric of [
      metrics.headNumber,
      metrics.headLagSeconds,
      metrics.headLagBlocks,
      metrics.headLagUncertainty,
    ]) {
      recorder.clear(metric, labels);
    }
    return;
  }
  recorder.set(metrics.headNumber, labels, head.number);
  recorder.set(metrics.headTimestamp, labels, head.timestamp);
  // References are what others are compared with; their own lag would only cost series.
  if (target.role === 'reference') return;
  if (lag && uncertainty !== undefined) {
    recorder.set(metrics.headLagSeconds, labels, lag.seconds);
    recorder.set(metrics.headLagBlocks, labels, lag.blocks);
    recorder.set(metrics.headLagUncertainty, labels, uncertainty);
  } else {
    for (const metric of [metrics.headLagSeconds, metrics.headLagBlocks, metrics.headLagUncertainty]) {
      recorder.clear(metric, labels);
    }
  }
};

export const recordVerdict = (recorder: Recorder, target: NodeRuntime): void =>
  setOneHot(recorder, metrics.nodeVerdict, target.labels, 'verdict', target.memory.verdict);

export const recordEdgeState = (recorder: Recorder, target: EdgeRuntime): void =>
  setOneHot(recorder, metrics.edgeState, target.labels, 'state', target.judgement.state);

export const recordEdgeJourney = (recorder: Recorder, { labels, journey }: EdgeRuntime): void => {
  if (journey) setOneHot(recorder, metrics.edgeJourney, labels, 'state', journeyVerdict(journey).state);
};

/** Books seconds of one state; the four counters of an edge add up to the time since the collector started. */
export const bookSeconds = (
  recorder: Recorder,
  target: EdgeRuntime,
  { state, fault }: { readonly state: EdgeState; readonly fault?: EdgeJudgement['fault'] },
  seconds: number,
): void => {
  target.seconds[state] += seconds;
  recorder.inc(metrics.edgeSeconds, { ...target.labels, state }, seconds);
  if (fault === undefined) return;
  target.faults[fault] += seconds;
  recorder.inc(metrics.edgeFaultSeconds, { ...target.labels, fault }, seconds);
};

/** All counters exist from the start, so that a first bad second is an increase and not a new series. */
export const openCounters = (recorder: Recorder, target: EdgeRuntime): void => {
  for (const state of edgeStates) recorder.inc(metrics.edgeSeconds, { ...target.labels, state }, 0);
  for (const fault of edgeFaults) recorder.inc(metrics.edgeFaultSeconds, { ...target.labels, fault }, 0);
  recorder.inc(metrics.edgeThrottled, target.labels, 0);
};
