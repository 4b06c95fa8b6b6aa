/** Whether a node must be upgraded before a deadline: a pure judgement. Times are Unix seconds. */
import type { UpgradeNeed } from '../catalogue/labels.ts';
import { compareVersions } from '../policy/softwareVersion.ts';

export interface UpgradeQuestion {
  readonly now: number;
  readonly deadline: number;
  /** What the node runs, as it says itself; undefined: it has not said. */
  readonly version: string | undefined;
  /** Lowest version that will do; undefined: nobody says. */
  readonly required: string | undefined;
  /** Whether the node's own configuration holds what comes; undefined: it does not say. */
  readonly prepared: boolean | undefined;
}

export interface UpgradeVerdict {
  readonly needed: UpgradeNeed;
  /** Below zero when the deadline is past. */
  readonly daysLeft: number;
}

const needOf = ({ version, required, prepared }: UpgradeQuestion): UpgradeNeed => {
  if (required !== undefined) {
    const order = version === undefined ? undefined : compareVersions(version, required);
    return order === undefined ? 'unknown' : order < 0 ? 'yes' : 'no';
  }
  return prepared === undefined ? 'unknown' : prepared ? 'no' : 'yes';
};

export const judgeUpgrade = (question: UpgradeQuestion): UpgradeVerdict => ({
  needed: needOf(question),
  daysLeft: (question.deadline - question.now) / 86_400,
});
