import { type Parse, ProbeFailure, unwrap } from '../../../collector/probe/api.ts';
import type { JourneyCompany, JourneyContext } from '../../../collector/probe/journey.ts';
import type { Step } from '../run.ts';

/** Gas prices of honest backends differ by tens of percent; a member's own price follows this one at once. */
const factor = 10n;
/** Seconds for which another path's price says something about now. */
const freshFor = 60;

const parseWei: Parse<bigint> = (result) =>
  typeof result === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(result)
    ? { value: BigInt(result) }
    : { reason: 'bad_shape' };

export const askGasPrice = async ({ ask, ladder }: JourneyContext): Promise<bigint> =>
  unwrap(await ask.rpc('eth_gasPrice', [], ladder.deadline, parseWei));

/**
 * The middle of what the paths answered of late, our own among them; two values where they are an even number. None with
 * fewer than three: of two that differ either may be the wrong one.
 */
const middleOf = (company: JourneyCompany, now: number): readonly bigint[] => {
  const prices = [...company.gasPrices.values()]
    .filter(({ at }) => now - at <= freshFor)
    .map(({ wei }) => wei)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return prices.length < 3 ? [] : prices.slice((prices.length - 1) >> 1, (prices.length >> 1) + 1);
};

const isFar = (wei: bigint, from: bigint): boolean => wei > from * factor || wei * factor < from;

/** @param free whether the chain may charge nothing */
export const gasPriceStep = (context: JourneyContext, { free }: { readonly free: boolean }): Step => ({
  name: 'gas_price',
  run: async () => {
    const { company, labels } = context;
    const wei = await askGasPrice(context);
    const now = Date.now() / 1000;
    company.gasPrices.set(labels.target, { wei, at: now });
    if (wei === 0n && !free) throw new ProbeFailure('out_of_range');
    const middle = middleOf(company, now);
    if (middle.length > 0 && middle.every((each) => isFar(wei, each))) throw new ProbeFailure('out_of_range');
    return 'done';
  },
});
