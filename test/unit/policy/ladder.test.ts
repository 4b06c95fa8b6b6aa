import { describe, expect, it } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';

const declared = (blockTime: number) => defaultLadder({ name: 'own', id: 100, blockTime, quiet: false });

describe('how long a node stands alone before it is called diverged', () => {
  it('is as shipped for the chains known by name, and for whatever is as fast as the fastest of them', () => {
    expect(defaultLadder(knownChains['arbitrum-one']).diverged).toBe(5);
    expect(defaultLadder(knownChains.ethereum).diverged).toBe(36);
    expect(declared(0.25).diverged).toBe(5);
    expect(declared(12).diverged).toBe(36);
  });

  it('is two answers of a reference and three blocks at least, where a fork at the head is routine', () => {
    expect([1, 2, 3, 5, 15].map((blockTime) => declared(blockTime).diverged)).toEqual([11, 11, 11, 15, 45]);
  });
});
