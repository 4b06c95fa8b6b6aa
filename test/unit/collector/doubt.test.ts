import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import { isDoubted } from '../../../collector/verdict/doubt.ts';
import type { Answer } from '../../../collector/verdict/node.ts';

const good: Answer = { ok: true, head: { number: 1, timestamp: 1, hash: `0x${'a'.repeat(64)}` }, sentAt: 1 };
const failed = (reason: FailureReason): Answer => ({ ok: false, reason, sentAt: 1 });

describe('what a node says of its blocks', () => {
  it('is in doubt while it answers for another chain or another time, at once', () => {
    expect(isDoubted(false, failed('future_block'), 'ok')).toBe(true);
    expect(isDoubted(false, failed('wrong_chain'), 'ok')).toBe(true);
    expect(isDoubted(false, good, 'diverged')).toBe(true);
    expect(isDoubted(true, undefined, 'wrong_chain')).toBe(true);
  });

  it('is in no doubt when an answer is lost, and stays in doubt when one is lost then', () => {
    for (const reason of ['timeout', 'refused', 'http_5xx', 'truncated'] as const) {
      expect(isDoubted(false, failed(reason), 'ok')).toBe(false);
      expect(isDoubted(false, failed(reason), 'unreachable')).toBe(false);
      expect(isDoubted(true, failed(reason), 'unreachable')).toBe(true);
    }
    expect(isDoubted(true, undefined, 'unreachable')).toBe(true);
  });

  it('is in no doubt any more with the first good answer', () => {
    expect(isDoubted(true, good, 'unreachable')).toBe(false);
  });
});
