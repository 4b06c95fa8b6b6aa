/** Amounts that nobody has to book: what came below the dust of its currency in fleet.yaml, and no row accounts for. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { DustSum } from '../../treasury/chainFacts.ts';
import { currenciesOf } from '../../treasury/currencies.ts';
import { monthAt } from '../../treasury/months.ts';
import { isDust } from '../../treasury/ratios.ts';
import type { Move } from './move.ts';

export const dustOf = (treasury: FleetTreasury): ((move: Move) => boolean) => {
  const currencies = currenciesOf(treasury);
  return ({ direction, currency: code = '', units }) => {
    const currency = currencies.get(code);
    return direction === 'in' && currency !== undefined && isDust({ currency, units }, treasury.dust);
  };
};

/** By month, address and currency, in that order. */
export const dustSums = (moves: readonly Move[]): readonly DustSum[] => {
  const sums = new Map<string, { month: string; address: string; currency: string; units: bigint; count: number }>();
  for (const { at, address, currency = '', units } of moves) {
    const month = monthAt(at);
    const key = `${month} ${address} ${currency}`;
    const sum = sums.get(key) ?? { month, address, currency, units: 0n, count: 0 };
    sums.set(key, { ...sum, units: sum.units + units, count: sum.count + 1 });
  }
  return [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => ({ ...sum, units: sum.units.toString() }));
};
