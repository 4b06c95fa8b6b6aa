import { describe, expect, it } from 'vitest';
import { createNova } from '../../../demo/sim/chain/nova.ts';

const start = 1_800_000_000;
const l1Head = (t: number): number => Math.floor(t / 12);
const nova = (seed = 1) => createNova(seed, l1Head, start);
const stampOf = (chain: ReturnType<typeof nova>, number: number): number => chain.block(number)?.timestamp ?? 0;

describe('a quiet chain', () => {
  it('makes blocks minutes apart, linked by their parents, the same for everyone with one seed', () => {
    const chain = nova();
    const head = chain.headAt(start + 7_200);
    const made = head - chain.headAt(start);
    expect(made).toBeGreaterThan(7_200 / 300 - 1);
    expect(made).toBeLessThan(7_200 / 60);
    for (let number = head - made - 20; number < head; number++) {
      const gap = stampOf(chain, number + 1) - stampOf(chain, number);
      expect(gap).toBeGreaterThanOrEqual(60);
      expect(gap).toBeLessThan(300);
      expect(chain.block(number + 1)?.parentHash).toBe(chain.block(number)?.hash);
    }
    expect(chain.numberOf(chain.block(head)?.hash ?? '')).toBe(head);
    expect(nova().headAt(start + 7_200)).toBe(head);
    expect(nova(2).block(nova(2).headAt(start))?.hash).not.toBe(nova().block(nova().headAt(start))?.hash);
  });

  it('has a head that is old and still the newest, and a past that nobody changes', () => {
    const chain = nova();
    const head = chain.headAt(start + 59);
    expect(start - stampOf(chain, head)).toBe(30);
    expect(chain.block(head + 1)).toBeUndefined();
    const stamps = [0, 1, 5, 40].map((back) => stampOf(chain, head - back));
    chain.headAt(start + 36_000);
    expect([0, 1, 5, 40].map((back) => stampOf(chain, head - back))).toEqual(stamps);
    expect(chain.headAt(start)).toBe(head);
    expect(chain.headAt(stamps[1] ?? 0)).toBe(head - 1);
  });

  it('is used: a block within a second, then one each two; and nobody uses it at all', () => {
    const chain = nova();
    const head = chain.headAt(start);
    chain.busy(true, start);
    expect(chain.headAt(start + 0.9)).toBe(head);
    expect(chain.headAt(start + 1)).toBe(head + 1);
    expect(chain.headAt(start + 21)).toBe(head + 11);
    chain.busy(false, start + 21);
    expect(chain.headAt(start + 80)).toBe(head + 11);
    chain.halt(true, start + 80);
    expect(chain.headAt(start + 8_000)).toBe(head + 11);
    chain.halt(false, start + 8_000);
    expect(chain.headAt(start + 8_059)).toBe(head + 11);
    expect(chain.headAt(start + 8_300)).toBeGreaterThan(head + 11);
    expect(stampOf(chain, head + 12)).toBeGreaterThanOrEqual(start + 8_060);
  });

  it('posts a batch every few blocks, and calls safe and final what is in one', () => {
    const chain = nova();
    const head = chain.headAt(start + 7_200);
    const { batch, messages } = chain.batchAt(head);
    expect(messages).toBeLessThanOrEqual(head + 1);
    expect(chain.batchAt(head + 3)).toEqual({ batch: batch + 1, messages: messages + 3 });
    expect(chain.safeAt(start + 7_200)).toBeLessThan(head);
    expect(chain.finalizedAt(start + 7_200)).toBeLessThanOrEqual(chain.safeAt(start + 7_200));
  });
});
