import { describe, expect, it } from 'vitest';
import { judgeChain } from '../../../collector/verdict/chain.ts';

describe('the verdict of a chain', () => {
  const base = {
    at: 1000,
    headTimestamp: 999,
    still: undefined,
    nodeGoesOn: false,
    liveReferences: 2,
    liveSources: 5,
    halted: 30,
    quiet: false,
  };

  it('is live while the corroborated head is young', () => expect(judgeChain(base).verdict).toBe('live'));
  it('is halted when everyone including two references is old', () =>
    expect(judgeChain({ ...base, headTimestamp: 970 }).verdict).toBe('halted'));
  it('is halted by what stood still for us, too', () =>
    expect(judgeChain({ ...base, headTimestamp: 970, still: 29 }).verdict).toBe('halted'));
  it('is live while blocks come, however old our clock makes them', () =>
    expect(judgeChain({ ...base, headTimestamp: 900, still: 1 })).toMatchObject({
      verdict: 'live',
      detail: 'blocks come, though by our clock the newest is 100 s old',
    }));
  it('is unverifiable while a node of ours goes on alone', () =>
    expect(judgeChain({ ...base, headTimestamp: 970, nodeGoesOn: true }).verdict).toBe('unverifiable'));
  it('is unverifiable with fewer references', () =>
    expect(judgeChain({ ...base, headTimestamp: 970, liveReferences: 1 }).verdict).toBe('unverifiable'));
  it('is unverifiable when nobody answers', () =>
    expect(judgeChain({ ...base, headTimestamp: undefined }).verdict).toBe('unverifiable'));
  it('of a quiet chain is unverifiable after a quarter of an hour without a reference, and live with one', () => {
    const old = { ...base, headTimestamp: 99, quiet: true };
    expect(judgeChain({ ...old, liveReferences: 0 }).verdict).toBe('unverifiable');
    expect(judgeChain({ ...old, headTimestamp: 101, liveReferences: 0 }).verdict).toBe('live');
    expect(judgeChain({ ...old, liveReferences: 1 }).verdict).toBe('live');
  });
  it('of a quiet chain is not halted by age', () =>
    expect(judgeChain({ ...base, headTimestamp: 100, quiet: true }).verdict).toBe('live'));
});
