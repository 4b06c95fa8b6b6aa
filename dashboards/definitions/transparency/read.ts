/** How old a figure may be: what nobody has asked the chain for lately is not known, however good it was. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';

/** Only while the chain has been read lately. */
export const whileRead = (expr: string): string =>
  `(${expr}) and on () (time() - max(${sel(metrics.treasuryScanAt)}) < ${treasuryLimits.unread})`;
