import type { CheckContext } from './checks/draft.ts';

/** What the config needs to know of alerts; alerts/rules supplies it. Without it any name passes. */
export interface AlertTable {
  readonly names: readonly string[];
  /** Records the faults of `alerts:` that only rules know: what may page is a closed list. */
  readonly check: (context: CheckContext) => void;
}
