/** Panels that may break a rule, each with its reason. One that is not needed any more fails the test. */
import type { DashboardName } from '../../../../collector/catalogue/dashboards.ts';
import type { RuleName } from './rules.ts';

export interface Exception {
  readonly rule: RuleName;
  readonly page: DashboardName;
  /** The panel's title. */
  readonly panel: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [];

/** Metrics on no page and in no alert, each with its reason. */
export const unshown: Readonly<Record<string, string>> = {};
