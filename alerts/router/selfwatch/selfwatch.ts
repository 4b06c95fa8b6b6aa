/** The router about itself: its own dead man's beat, the daily proof of the paging path, and what both say now. */
import { type BeatOptions, createBeat, type FitnessSources, knowsPrometheus, unfitness } from './beat.ts';
import type { ChangeSources } from './changes.ts';
import { noteHeard, oweProof, type Paging, pagingOf } from './proof.ts';

export interface SelfwatchOptions extends ChangeSources, FitnessSources, Pick<BeatOptions, 'log'> {
  readonly store: ChangeSources['store'];
  readonly now: () => number;
}

/** `GET /api/proof`. Times are Unix seconds; null: not known to have happened. */
export interface ProofTold extends Paging {
  /** Whether Prometheus is known to be well, so that an alert that ends is known to be over. */
  readonly verifies: boolean;
  /** Null where no URL is named for the router. */
  readonly deadman: { readonly beatAt: number | null; readonly silence: string | null } | null;
}

/** As old as the router lets it be when it believes a resolve, seconds. */
const trusted = 30;

export interface Selfwatch {
  /** Beats, if fit to. */
  beat(): Promise<void>;
  /** Owes PagerDuty the daily proof when it is due. */
  prove(): void;
  paging(): Paging;
  beatAt(): number | undefined;
  told(): ProofTold;
  /** Somebody says that a test page rang. @throws when the store cannot write */
  heard(by: string): ProofTold;
}

export const createSelfwatch = (options: SelfwatchOptions): Selfwatch => {
  const { fleet, now, log } = options;
  const url = fleet.notify.deadman?.routerUrl?.value;
  const beat = url && createBeat({ url, now, log, unfit: () => unfitness(options) });
  const told = (): ProofTold => ({
    ...pagingOf(options),
    verifies: knowsPrometheus(options, trusted),
    deadman: beat ? { beatAt: beat.lastAt() ?? null, silence: beat.silence() ?? null } : null,
  });
  return {
    beat: async () => beat?.beat(),
    prove: () => void oweProof(options),
    paging: () => pagingOf(options),
    beatAt: () => beat?.lastAt(),
    told,
    heard: (by) => {
      noteHeard(options, by);
      return told();
    },
  };
};
