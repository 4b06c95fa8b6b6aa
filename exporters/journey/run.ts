import { metrics } from '../../collector/catalogue/index.ts';
import type { JourneyName, JourneyStep } from '../../collector/catalogue/labels.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { Journey, JourneyContext, JourneyResult } from '../../collector/probe/journey.ts';

/** `not_run`: there was nothing to ask now (not due, not configured, not offered); neither a success nor a failure. */
export type StepEnd = 'done' | 'not_run';

export interface Step {
  readonly name: JourneyStep;
  /** Throws ProbeFailure for what the endpoint does wrong. */
  readonly run: () => Promise<StepEnd>;
}

/** Runs steps in their order up to the first that fails, counts how each ended and times the good ones. */
export const runSteps = async (
  { recorder, labels }: Pick<JourneyContext, 'recorder' | 'labels'>,
  journey: JourneyName,
  steps: readonly Step[],
): Promise<JourneyResult> => {
  for (const step of steps) {
    const about = { ...labels, journey, step: step.name };
    const started = performance.now();
    try {
      if ((await step.run()) === 'not_run') continue;
    } catch (error) {
      // Anything else is a defect of ours and must not count as the endpoint's fault.
      if (!(error instanceof ProbeFailure)) throw error;
      recorder.inc(metrics.journeySteps, { ...about, outcome: error.reason });
      return { ok: false, step: step.name, reason: error.reason };
    }
    recorder.inc(metrics.journeySteps, { ...about, outcome: 'ok' });
    recorder.observe(metrics.journeyStepDuration, about, (performance.now() - started) / 1000);
  }
  return { ok: true };
};

export interface JourneyPlan {
  readonly name: JourneyName;
  readonly steps: readonly (Step | undefined)[];
  /** The boot call list, where the kind has one. */
  readonly boot?: Step;
  readonly lookAgainIn?: (() => number | undefined) | undefined;
  readonly stop?: () => Promise<void>;
}

export const createJourney = (
  context: JourneyContext,
  { name, steps, boot, lookAgainIn, stop }: JourneyPlan,
): Journey => {
  const present = steps.filter((step) => step !== undefined);
  return {
    name,
    run: () => runSteps(context, name, present),
    boot: boot && (() => runSteps(context, name, [boot])),
    lookAgainIn,
    stop: async () => stop?.(),
  };
};
