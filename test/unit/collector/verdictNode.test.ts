import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import { freshNode, judgeNode, type NodeEvidence, type NodeMemory } from '../../../collector/verdict/node.ts';

const ladder = { ...defaultLadder(knownChains['arbitrum-one']), unreachable: 5 };

/** Runs one evidence a second and returns the verdict after each. */
const play = (seconds: readonly Partial<NodeEvidence>[], start: NodeMemory = freshNode(0)) => {
  let memory = start;
  const verdicts = seconds.map((given, index) => {
    const at = index + 1;
    memory = judgeNode(
      {
        at,
        answer: undefined,
        lag: undefined,
        chain: 'live',
        syncing: false,
        aloneSince: undefined,
        behindDeadEdge: false,
        cutOff: false,
        blind: false,
        ladder,
        ...given,
      },
      memory,
    );
    return memory.verdict;
  });
  return { verdicts, memory };
};
const times = (count: number, make: (index: number) => Partial<NodeEvidence>): Partial<NodeEvidence>[] =>
  Array.from({ length: count }, (_, index) => make(index));
const good = (at: number, number: number, lagSeconds = 0): Partial<NodeEvidence> => ({
  answer: { ok: true, sentAt: at, head: { number, timestamp: at, hash: '0x' } },
  lag: { seconds: lagSeconds, blocks: lagSeconds * 4 },
});
const fail = (at: number, reason: FailureReason): Partial<NodeEvidence> => ({
  answer: { ok: false, sentAt: at, reason },
});

describe('the verdict of a node', () => {
  it('is ok at the first good answer and says why', () => {
    const { memory } = play([good(1, 1)]);
    expect(memory).toMatchObject({ verdict: 'ok', reason: 'fresh' });
  });

  it('becomes unreachable after the rung, not at the first lost answer', () => {
    const { verdicts, memory } = play([good(1, 1), ...times(7, (i) => fail(i + 2, 'refused'))]);
    expect(verdicts).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'unreachable', 'unreachable']);
    expect(memory.detail).toBe('no answer for 6 s (refused)');
  });

  it('tells garbage from silence in its reason', () => {
    const { memory } = play(times(7, (i) => fail(i + 1, 'not_json')));
    expect(memory).toMatchObject({ verdict: 'unreachable', reason: 'bad_answer' });
  });

  it('counts questions that are still under way after a run of failures', () => {
    const { memory } = play([good(1, 1), fail(2, 'timeout'), ...times(6, () => ({}))]);
    expect(memory.verdict).toBe('unreachable');
  });

  it('ignores the late failure of a question sent before the last good answer', () => {
    const { memory } = play([good(1, 1), good(2, 2), fail(1, 'timeout'), ...times(8, () => ({}))]);
    expect(memory).toMatchObject({ verdict: 'ok', failingSince: undefined });
  });

  it('has not recovered while every other answer fails', () => {
    const { verdicts } = play([
      ...times(7, (i) => fail(i + 1, 'refused')),
      ...times(20, (i) => (i % 2 === 0 ? good(i + 8, i + 8) : fail(i + 8, 'refused'))),
    ]);
    expect(verdicts.slice(6)).toEqual(Array(21).fill('unreachable'));
  });

  it('level with an old head that nobody can vouch for is unknown', () => {
    const old = { answer: { ok: true, sentAt: 100, head: { number: 1, timestamp: 60, hash: '0x' } } } as const;
    const lag = { seconds: 0, blocks: 0 };
    const { memory } = play([{ at: 100, ...old, lag, chain: 'unverifiable' }]);
    expect(memory).toMatchObject({
      verdict: 'unknown',
      reason: 'no_comparison',
      detail: 'head 40 s old, and nothing to say whether the chain stands still',
    });
  });

  it('one good answer among failures starts the count anew', () => {
    const { verdicts } = play([
      good(1, 1),
      ...times(4, (i) => fail(i + 2, 'reset')),
      good(6, 9),
      ...times(4, (i) => fail(i + 7, 'reset')),
    ]);
    expect(new Set(verdicts)).toEqual(new Set(['ok']));
  });

  it('keeps a bad verdict until it has been clean for the rung', () => {
    const down = play([...times(7, (i) => fail(i + 1, 'refused'))]).memory;
    const { verdicts } = play(
      times(8, (i) => good(10 + i, 50 + i)),
      down,
    );
    expect(verdicts).toEqual([
      'unreachable',
      'unreachable',
      'unreachable',
      'unreachable',
      'unreachable',
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('is wrong_chain at once', () => {
    expect(play([good(1, 1), fail(2, 'wrong_chain')]).memory).toMatchObject({
      verdict: 'wrong_chain',
      reason: 'chain_id_differs',
    });
  });

  it('is lagging from the rung on, whatever eth_syncing says', () => {
    expect(play([good(1, 1, 14.9)]).memory.verdict).toBe('ok');
    expect(play([good(1, 1, 15)]).memory.verdict).toBe('lagging');
    expect(play([{ ...good(1, 1, 15), syncing: true }]).memory.verdict).toBe('syncing');
    expect(play([{ ...good(1, 1, 0), syncing: true }]).memory.verdict).toBe('ok');
  });

  it('is stalled when the head does not move and falls behind, not when the chain stands still with it', () => {
    const frozen = times(40, (i) => good(i + 1, 7, i));
    const { verdicts } = play(frozen);
    expect(verdicts[14]).toBe('ok');
    expect(verdicts[15]).toBe('lagging');
    expect(verdicts[30]).toBe('stalled');
    expect(new Set(play(times(90, (i) => good(i + 1, 7, 0))).verdicts)).toEqual(new Set(['ok']));
  });

  it('is diverged after standing alone with its hashes for the rung, worse than lagging', () => {
    const alone = times(8, (i) => ({ ...good(i + 1, i), aloneSince: 1 }));
    expect(play(alone).verdicts).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'diverged', 'diverged', 'diverged']);
    expect(play([{ ...good(9, 9, 99), aloneSince: 1 }]).memory).toMatchObject({ verdict: 'lagging' });
    expect(play([...alone, { ...good(9, 9, 99), aloneSince: 1 }]).memory).toMatchObject({
      verdict: 'diverged',
      reason: 'hash_differs',
    });
  });

  it('is unknown when nothing answers us at all, and when nothing is there to compare with', () => {
    expect(play(times(9, (i) => ({ ...fail(i + 1, 'timeout'), blind: true }))).memory).toMatchObject({
      verdict: 'unknown',
      reason: 'monitor_blind',
    });
    expect(play([{ ...good(1, 1), lag: undefined }]).memory).toMatchObject({
      verdict: 'unknown',
      reason: 'no_comparison',
    });
  });

  it('is unknown when no node answers us while their edge serves: our way to them is cut', () => {
    const { memory } = play(times(9, (i) => ({ ...fail(i + 1, 'timeout'), cutOff: true })));
    expect(memory).toMatchObject({ verdict: 'unknown', reason: 'monitor_blind' });
  });

  it('is unknown, not unreachable, behind an edge that is itself down', () => {
    const { memory } = play(times(9, (i) => ({ ...fail(i + 1, 'edge_error'), behindDeadEdge: true })));
    expect(memory).toMatchObject({ verdict: 'unknown', reason: 'edge_is_down' });
  });
});
