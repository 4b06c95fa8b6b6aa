import type { RuleCase } from './promtool.ts';

/** What every alert must be shown to do: fire, not fire, and behave with no data at all. */
export interface AlertCases {
  readonly cases: readonly RuleCase[];
  /** With no series whatever. */
  readonly absent: Pick<RuleCase, 'fires' | 'seconds'>;
}
