/** What is said of months whose balances are not there. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { type Wanted, wantedOf } from './balances.ts';
import { isOf } from './monthEnds.ts';
import type { Scope } from './move.ts';
import type { MonthEnd, ScanState } from './state.ts';

/** Seconds for which a loss is told. */
const toldFor = 7 * 86_400;

/** Sentences about months whose balances are not there. */
export const monthWarnings = (
  state: ScanState,
  treasury: FleetTreasury,
  scope: Scope,
  now: number,
): readonly string[] => {
  const wanted = wantedOf(treasury, scope);
  const unknown = ({ month }: MonthEnd): readonly Wanted[] =>
    wanted.filter((one) => {
      const same = isOf(one);
      return !state.balances.some((known) => known.month === month && same(known));
    });
  return [
    ...state.pending
      .filter((pending) => unknown(pending).length > 0)
      .map(
        ({ month, block }) =>
          `the balance at the end of ${month} (block ${block}) could not be read yet: no node has its state`,
      ),
    ...state.lost
      .filter(({ lostAt }) => now - lostAt < toldFor)
      .map(
        ({ month, what }) => `the balance at the end of ${month} is lost (${what.join(', ')}): no node had its state`,
      ),
  ];
};
