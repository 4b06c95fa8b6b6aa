/** Runs the slow probes: one executor times, counts and cleans up for all of them; probes only ask and record. */
import type { LabelsOf, MetricDef } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';
import type { Recorder } from '../registry/registry.ts';
import { type ProbeContext, ProbeFailure, type SlowProbe } from './api.ts';

interface Series {
  readonly metric: MetricDef;
  readonly labels: Readonly<Record<string, string>>;
}

const keyOf = (series: Series): string => `${series.metric.name} ${JSON.stringify(series.labels)}`;

export interface ProbeRun {
  readonly probe: string;
  readonly ok: boolean;
  readonly reason: string;
  readonly seconds: number;
}

/** Runs one probe once. Gauges that it set before and does not set now disappear. */
export const createProbeRunner = (probe: SlowProbe, context: Omit<ProbeContext, 'record'>, recorder: Recorder) => {
  let shown = new Map<string, Series>();
  const clear = (series: Series): void => recorder.clear(series.metric, series.labels as LabelsOf<MetricDef>);

  return async (): Promise<ProbeRun> => {
    const labels = { ...context.labels, probe: probe.name };
    const started = performance.now();
    const now = new Map<string, Series>();
    let reason = 'ok';
    try {
      await probe.run({
        ...context,
        record: {
          set: (metric, given, value) => {
            // LabelsOf is a record of strings for every metric; the map forgets which.
            const series = { metric, labels: given as Readonly<Record<string, string>> };
            now.set(keyOf(series), series);
            recorder.set(metric, given, value);
          },
          inc: recorder.inc,
          observe: recorder.observe,
        },
      });
    } catch (error) {
      // A defect in a probe must not take the collector down, nor pass for a healthy node.
      reason = error instanceof ProbeFailure ? error.reason : 'defect';
      for (const [key, series] of now) shown.set(key, series);
      now.clear();
    }
    for (const [key, series] of shown) if (!now.has(key)) clear(series);
    shown = now;
    const seconds = (performance.now() - started) / 1000;
    recorder.set(metrics.probeSuccess, labels, reason === 'ok' ? 1 : 0);
    recorder.set(metrics.probeDuration, labels, seconds);
    if (reason === 'ok') recorder.set(metrics.probeLastSuccess, labels, Date.now() / 1000);
    return { probe: probe.name, ok: reason === 'ok', reason, seconds };
  };
};

/** Milliseconds between the first runs of a probe at two targets, and so between all later ones. */
const targetSpacing = 10;

/**
 * Starts the probes of one target, spread so that they never come in a burst: neither those of one target, nor one probe
 * at a thousand of them.
 * @param place of the target among all that are probed, from 0
 */
export const scheduleProbes = (
  probes: readonly SlowProbe[],
  context: Omit<ProbeContext, 'record'>,
  recorder: Recorder,
  place = 0,
): (() => void) => {
  const wanted = probes.filter(({ applies }) => applies?.(context.node) ?? true);
  const timers = new Set<NodeJS.Timeout>();
  for (const [index, probe] of wanted.entries()) {
    const run = createProbeRunner(probe, context, recorder);
    let busy = false;
    const fire = async (): Promise<void> => {
      if (busy) {
        recorder.inc(metrics.probeOverruns, { ...context.labels, probe: probe.name });
        return;
      }
      busy = true;
      await run();
      busy = false;
    };
    // The first run comes soon, so that a restart of ours does not leave panels empty.
    const first = setTimeout(
      () => {
        timers.add(setInterval(() => void fire(), probe.everySeconds * 1000));
        void fire();
      },
      200 + index * 150 + place * targetSpacing,
    );
    timers.add(first);
  }
  return () => {
    for (const timer of timers) clearTimeout(timer);
    for (const { end } of wanted) void end?.(context);
  };
};
