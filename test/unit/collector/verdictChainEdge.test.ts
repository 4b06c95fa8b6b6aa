import { describe, expect, it } from 'vitest';
import { judgeChain } from '../../../collector/verdict/chain.ts';
import { type EdgeEvidence, judgeEdgeSecond } from '../../../collector/verdict/edge.ts';

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
  it('of a quiet chain is not halted by age', () =>
    expect(judgeChain({ ...base, headTimestamp: 100, quiet: true }).verdict).toBe('live'));
});

/** docs/architecture.md, "A second of an edge": one line there, one test here. */
describe('a second of an edge', () => {
  const head = (timestamp: number) => ({ ok: true as const, sentAt: 1000, head: { number: 1, timestamp, hash: '0x' } });
  const base: EdgeEvidence = {
    at: 1000,
    answer: head(999),
    lag: { seconds: 0, blocks: 0 },
    chain: 'live',
    blind: false,
    tainted: false,
    quiet: false,
    stale: 30,
  };
  const failure = (reason: 'timeout' | 'http_429') => ({ ok: false as const, sentAt: 1000, reason });
  const cases: [string, Partial<EdgeEvidence>, string, string][] = [
    ['a fresh answer is good', {}, 'good', 'fresh'],
    ['a head one second short of stale is good', { lag: { seconds: 29.9, blocks: 120 } }, 'good', 'fresh'],
    ['a stale head with HTTP 200 is bad', { lag: { seconds: 30, blocks: 120 } }, 'bad', 'behind'],
    ['a hang is bad', { answer: failure('timeout') }, 'bad', 'timeout'],
    ['a 429 is bad: members are promised no limits', { answer: failure('http_429') }, 'bad', 'http_429'],
    [
      'a failure while we are blind is unknown',
      { answer: failure('timeout'), blind: true },
      'unknown',
      'monitor_blind',
    ],
    ['a good answer while the controls are down is still good', { blind: true }, 'good', 'fresh'],
    [
      'a late tick is unknown, even when it failed',
      { tainted: true, answer: failure('timeout') },
      'unknown',
      'confirming',
    ],
    ['a halted chain is halted, not bad', { chain: 'halted', answer: head(900) }, 'halted', 'behind'],
    [
      'a failure during a halt is bad: the member does not even get the old head',
      { chain: 'halted', answer: failure('timeout') },
      'bad',
      'timeout',
    ],
    [
      'an old head that nobody can verify is bad: the member has it',
      { chain: 'unverifiable', answer: head(960), lag: undefined },
      'bad',
      'behind',
    ],
    [
      'a fresh head with nothing to compare is good by the clock',
      { chain: 'unverifiable', lag: undefined },
      'good',
      'fresh',
    ],
    [
      'a quiet chain with nothing to compare is unknown',
      { quiet: true, lag: undefined, answer: head(10) },
      'unknown',
      'no_comparison',
    ],
    ['a quiet chain at the others’ head is good however old', { quiet: true, answer: head(10) }, 'good', 'fresh'],
  ];
  for (const [name, given, state, reason] of cases) {
    it(name, () => expect(judgeEdgeSecond({ ...base, ...given })).toMatchObject({ state, reason }));
  }
});
