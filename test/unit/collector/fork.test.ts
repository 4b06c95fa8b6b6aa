import { describe, expect, it } from 'vitest';
import { findFork, type Voice } from '../../../collector/verdict/fork.ts';

const voice = (name: string, number: number, hash: string, group = name): Voice => ({ name, group, number, hash });

describe('forks in one tick', () => {
  it('whoever is alone against two that agree stands alone', () => {
    const { alone, confirmed } = findFork([voice('a', 5, 'x'), voice('b', 5, 'x'), voice('c', 5, 'y')]);
    expect([...alone]).toEqual(['c']);
    expect([...confirmed]).toEqual(['a', 'b']);
  });

  it('two against two are no evidence against anyone', () => {
    const { alone } = findFork([voice('a', 5, 'x'), voice('b', 5, 'x'), voice('c', 5, 'y'), voice('d', 5, 'y')]);
    expect(alone.size).toBe(0);
  });

  it('one against one is no evidence, and neither are different heights', () => {
    expect(findFork([voice('a', 5, 'x'), voice('b', 5, 'y'), voice('c', 6, 'z')])).toEqual({
      alone: new Set(),
      confirmed: new Set(),
    });
  });

  it('a pair that moves together counts once', () => {
    expect(findFork([voice('a', 5, 'x', 'g'), voice('b', 5, 'x', 'g'), voice('c', 5, 'y')]).alone.size).toBe(0);
  });
});
