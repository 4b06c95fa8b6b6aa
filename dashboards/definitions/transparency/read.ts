/** How old a figure may be: what the chain has done since the last block that was read is not known, however good it was. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';

/** Only while the last block that was read is young by its own time: our clock runs on when the chain stands still. */
export const whileRead = (expr: string): string =>
  `(${expr}) and on () (time() - max(${sel(metrics.treasuryScanTime)}) < ${treasuryLimits.unread})`;
