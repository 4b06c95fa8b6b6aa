import { describe, expect, it } from 'vitest';
import { agreementAt, aloneSince, tookHeight } from '../../../../collector/consistency/agreement.ts';

const voice = (name: string, hash: string, group = name) => ({ name, group, number: 7, hash });

describe('who agrees at a height', () => {
  it('is said by two independent sources, of everyone', () => {
    const found = agreementAt([voice('arb-eu', 'x'), voice('arb-us', 'a'), voice('ref', 'a')]);
    expect(Object.fromEntries(found)).toEqual({ 'arb-eu': 'differs', 'arb-us': 'agrees', ref: 'agrees' });
  });

  it('is not known while nobody agrees with anyone, or only what is one source', () => {
    expect(agreementAt([voice('arb-eu', 'x'), voice('arb-us', 'a')]).size).toBe(0);
    expect(agreementAt([voice('eth-a', 'a'), voice('beacon-a', 'a', 'eth-a'), voice('eth-b', 'b')]).size).toBe(0);
  });

  it('takes three heights to call a node alone, and one to take it back; what could not be compared changes nothing', () => {
    let run = tookHeight(undefined, 'differs', 100);
    run = tookHeight(run, undefined, 130);
    run = tookHeight(run, 'differs', 160);
    expect(aloneSince(run)).toBeUndefined();
    run = tookHeight(run, 'differs', 190);
    expect(aloneSince(run)).toBe(100);
    expect(aloneSince(tookHeight(run, 'agrees', 220))).toBeUndefined();
    expect(aloneSince(tookHeight(run, undefined, 220))).toBe(100);
  });
});
