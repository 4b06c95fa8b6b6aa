/** Level gauges of a source that is no node: what a round does not set again disappears, for absent is not zero. */
import type { CounterDef, GaugeDef, LabelsOf } from '../collector/catalogue/define.ts';

/** What the registry can do, as far as these exporters need it. */
export interface LevelRecorder {
  set<M extends GaugeDef>(metric: M, labels: LabelsOf<M>, value: number): void;
  inc<M extends CounterDef>(metric: M, labels: LabelsOf<M>, by?: number): void;
  clear<M extends GaugeDef>(metric: M, labels: LabelsOf<M>): void;
}

export type SetLevel = LevelRecorder['set'];

export interface Levels {
  /** Sets what `fill` sets, and clears what an earlier round had set beside it. */
  round(fill: (set: SetLevel) => void): void;
  clear(): void;
}

export const createLevels = (recorder: LevelRecorder): Levels => {
  let shown = new Map<string, () => void>();
  const round = (fill: (set: SetLevel) => void): void => {
    const now = new Map<string, () => void>();
    fill((metric, labels, value) => {
      recorder.set(metric, labels, value);
      now.set(`${metric.name} ${JSON.stringify(labels)}`, () => recorder.clear(metric, labels));
    });
    for (const [key, clear] of shown) if (!now.has(key)) clear();
    shown = now;
  };
  return { round, clear: () => round(() => undefined) };
};

/** The given value is 1, each other one 0 and present. */
export const oneHot = <V extends string>(
  values: readonly V[],
  value: V,
  set: (each: V, level: 0 | 1) => void,
): void => {
  for (const each of values) set(each, each === value ? 1 : 0);
};

/**
 * Runs something again and again, each run after the last one has ended, until stopped. A run under way is not waited for.
 * @param every seconds between two starts @param first seconds until the first one @param run must not throw
 */
export const repeat = (every: number, first: number, run: () => Promise<void>): (() => void) => {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const later = (seconds: number): void => {
    timer = setTimeout(() => {
      const began = performance.now();
      void run().finally(() => {
        if (!stopped) later(Math.max(0, every - (performance.now() - began) / 1000));
      });
    }, seconds * 1000);
    timer.unref();
  };
  later(first);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};
