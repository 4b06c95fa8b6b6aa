import { describe, expect, it } from 'vitest';
import { failoverOf, nodeOfFault, reactionOf } from '../../../demo/drill/failover.ts';

const move = (at: number, drained: boolean, node = 'arb-eu') => ({ at, edge: 'arb', node, drained });

describe('a failover', () => {
  it('counts from the injection until the balancer moves, and from the end of the fault until it is back', () => {
    const moves = [move(90, true), move(95, false), move(112.5, true), move(113, true, 'arb-us'), move(260, false)];
    expect(failoverOf(moves, 'arb-eu', 100_000, 130_000)).toEqual({ failover_ms: 12_500, readmit_ms: 130_000 });
  });

  it('is not known where the balancer did not move, or has not come back', () => {
    expect(failoverOf([move(90, true)], 'arb-eu', 100_000, 130_000)).toEqual({ failover_ms: null, readmit_ms: null });
    expect(failoverOf([move(110, true)], 'arb-eu', 100_000, 130_000)).toMatchObject({ readmit_ms: null });
    expect(failoverOf([move(110, true)], undefined, 100_000, 130_000)).toMatchObject({ failover_ms: null });
  });

  it('is measured for faults of one pooled node alone', () => {
    expect(nodeOfFault('node-down')).toBe('arb-eu');
    expect(nodeOfFault('l1-node-down')).toBe('eth-a');
    expect([nodeOfFault('edge-down'), nodeOfFault('chain-halt'), nodeOfFault('node-runaway')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is given an interval and the retries of a hang', () => {
    expect([reactionOf('default'), reactionOf('fastest')]).toEqual([75, 25]);
  });
});
