import { describe, expect, it } from 'vitest';
import { combineStates } from '../../../collector/verdict/region.ts';

describe('a second of a region over its vantages', () => {
  it.each([
    [[], 'unknown'],
    [['unknown'], 'unknown'],
    [['good'], 'good'],
    [['good', 'unknown'], 'good'],
    [['unknown', 'halted', 'good'], 'halted'],
    [['good', 'halted', 'bad'], 'bad'],
    [['bad', 'unknown'], 'bad'],
  ] as const)('%j is %s', (states, expected) => {
    expect(combineStates(states)).toBe(expected);
    expect(combineStates([...states].reverse())).toBe(expected);
  });
});
