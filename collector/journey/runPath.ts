/**
 * When the journey over one path is made: every few seconds as a member makes it, again at once after a failure, and
 * each second while a failure is confirmed. Runs of one path never overlap. What they mean is judged elsewhere.
 */
import { metrics } from '../catalogue/index.ts';
import type { Log } from '../log.ts';
import { limits } from '../policy/ladder.ts';
import type { TargetLabels } from '../probe/api.ts';
import type { Journey, JourneyResult } from '../probe/journey.ts';
import type { Recorder } from '../registry/registry.ts';
import type { JourneyList, JourneyRun } from '../verdict/journey.ts';

export interface JourneyPath {
  readonly journey: Journey;
  readonly labels: TargetLabels;
  /** Whether the light question of this path fails now: then runs are made as usual, and repeated for nothing. */
  readonly lightFails: () => boolean;
  /** Whether the controls, asked after this monotonic time (ms), do not answer. */
  readonly blindAfter: (mono: number) => Promise<boolean>;
  readonly took: (run: JourneyRun) => void;
  /** Milliseconds between the starts of two runs while they succeed. */
  readonly every: number;
  /** Milliseconds after the start of the first run, and where in the interval the later ones lie. */
  readonly first: number;
  readonly phase: number;
}

export interface RunningPath {
  /** Makes a run now, or as soon as the one that is under way is over. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Milliseconds by which a limit is passed for certain when a run looks at it. */
const afterwards = 50;

/** Milliseconds between the starts of two runs while a failure is confirmed. */
const whileFailing = 1000;

export const runPath = (path: JourneyPath, recorder: Recorder, log: Log): RunningPath => {
  const { journey, lightFails, every } = path;
  const labels = { ...path.labels, journey: journey.name };
  const started = performance.now();
  const failing: Record<JourneyList, boolean> = { full: false, boot: false };
  let bootedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let stopped = false;

  const record = (result: JourneyResult): void => {
    recorder.set(metrics.journeySuccess, labels, result.ok ? 1 : 0);
    if (result.ok) recorder.set(metrics.journeyLastSuccess, labels, Date.now() / 1000);
  };

  const once = async (list: JourneyList, run: () => Promise<JourneyResult>): Promise<boolean> => {
    const beganInFailure = lightFails();
    const began = performance.now();
    const result = await run();
    const endedAt = performance.now() / 1000;
    if (list === 'full') record(result);
    const blind = result.ok || stopped ? false : await path.blindAfter(began);
    if (!stopped) path.took({ list, result, beganInFailure, blind, endedAt });
    return result.ok;
  };

  /** A failure is repeated at once, so that a single lost answer never counts. */
  const attempt = async (list: JourneyList, run: () => Promise<JourneyResult>): Promise<boolean> => {
    let ok = await once(list, run);
    if (!ok && !failing[list] && !lightFails() && !stopped) ok = await once(list, run);
    failing[list] = !ok && !lightFails();
    return ok;
  };

  const bootDue = (): boolean => failing.boot || performance.now() - bootedAt >= limits.bootEvery * 1000;

  const cycle = async (): Promise<void> => {
    const full = await attempt('full', () => journey.run());
    const { boot } = journey;
    // A process that cannot get its blocks need not be asked whether it could start.
    if (!full || !boot || again || stopped || !bootDue()) return;
    bootedAt = performance.now();
    await attempt('boot', boot);
  };

  /** Milliseconds until the next place of this path in the interval. */
  const untilPlace = (): number => {
    const passed = performance.now() - started - path.phase;
    return passed < 0 ? -passed : every - (passed % every);
  };

  /** A member whose subscription goes stale between two places is not to wait for the next one. */
  const untilNext = (): number =>
    Math.min(untilPlace(), (journey.lookAgainIn?.() ?? Number.POSITIVE_INFINITY) + afterwards);

  const plan = (delay: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(go, delay);
  };

  const go = (): void => {
    if (underWay) {
      again = true;
      return;
    }
    again = false;
    const began = performance.now();
    underWay = cycle()
      .catch((error: unknown) => {
        // A defect of ours is no failure of an endpoint: without a result the state grows old and is unknown.
        const name = error instanceof Error ? error.name : 'unknown';
        log.error({ target: labels.target, journey: journey.name, error: name }, 'journey broke');
      })
      .then(() => {
        underWay = undefined;
        const hurry = failing.full || failing.boot;
        plan(again ? 0 : hurry ? Math.max(0, began + whileFailing - performance.now()) : untilNext());
      });
  };

  plan(path.first);
  return {
    nudge: () => {
      if (underWay) again = true;
      else plan(0);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await journey.stop();
      await underWay;
    },
  };
};
