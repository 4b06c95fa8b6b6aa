import { describe, expect, it } from 'vitest';
import { createArbitrum } from '../../../demo/sim/chain/arbitrum.ts';
import { pausableClock } from '../../../demo/sim/chain/clock.ts';
import { createEthereum } from '../../../demo/sim/chain/ethereum.ts';
import { slotSeconds, slotStart } from '../../../demo/sim/chain/slots.ts';
import { syntheticEthereum } from '../../../demo/sim/chain/syntheticEthereum.ts';
import { hashOf, heightOf } from '../../../demo/sim/hash.ts';

const start = 1_800_000_000;
const l1Head = (t: number): number => Math.floor(t / 12);

describe('hashes', () => {
  it('lead back to their height, and only within their own domain', () => {
    for (const height of [0, 1, 255, 462_581_452, 2 ** 40]) {
      expect(heightOf('a', hashOf('a', height))).toBe(height);
      expect(heightOf('b', hashOf('a', height))).toBeUndefined();
    }
    expect(heightOf('a', '0x1234')).toBeUndefined();
    expect(hashOf('a', 7)).toMatch(/^0x[0-9a-f]{64}$/);
  });
});

describe('pausable clock', () => {
  it('stands still during a halt and maps both ways afterwards', () => {
    const clock = pausableClock();
    clock.halt(true, 100);
    expect(clock.running(140)).toBe(100);
    expect(clock.halted()).toBe(true);
    clock.halt(false, 150);
    expect(clock.running(160)).toBe(110);
    expect(clock.wall(110)).toBe(160);
    expect(clock.wall(99)).toBe(99);
    expect(clock.running(90)).toBe(90);
  });

  it('keeps its place over thousands of halts', () => {
    const clock = pausableClock();
    for (let index = 0; index < 3_000; index++) {
      clock.halt(true, 1_000 + index * 2);
      clock.halt(false, 1_001 + index * 2);
    }
    expect(clock.running(8_000)).toBe(5_000);
    expect(clock.wall(5_000)).toBe(8_000);
  });
});

describe('Arbitrum', () => {
  it('makes four blocks a second, linked by their parents', () => {
    const chain = createArbitrum(1, l1Head);
    expect(chain.headAt(start + 10) - chain.headAt(start)).toBe(40);
    const head = chain.headAt(start + 10);
    expect(chain.block(head)?.parentHash).toBe(chain.block(head - 1)?.hash);
    expect(chain.block(head)?.timestamp).toBe(start + 10);
    expect(chain.numberOf(chain.block(head)?.hash ?? '')).toBe(head);
  });

  it('is the same for everyone with the same seed, and another one with another seed', () => {
    const height = createArbitrum(1, l1Head).headAt(start);
    const hash = (seed: number) => createArbitrum(seed, l1Head).block(height)?.hash;
    expect(hash(1)).toBe(hash(1));
    expect(hash(2)).not.toBe(hash(1));
  });

  it('continues after a halt where it stopped, with the timestamps of the wall clock', () => {
    const chain = createArbitrum(1, l1Head);
    const before = chain.headAt(start);
    const stamp = chain.block(before)?.timestamp;
    chain.halt(true, start);
    expect(chain.headAt(start + 60)).toBe(before);
    chain.halt(false, start + 60);
    expect(chain.headAt(start + 61)).toBe(before + 4);
    expect(chain.block(before + 4)?.timestamp).toBe(start + 61);
    expect(chain.block(before)?.timestamp).toBe(stamp);
  });

  it('carries an L1 height that moves in steps of about 15 s and never runs ahead of L1', () => {
    const chain = createArbitrum(1, l1Head);
    const seen = new Set<number>();
    for (let t = start; t < start + 60; t++) {
      const l1 = Number(chain.block(chain.headAt(t))?.json.l1BlockNumber);
      expect(l1).toBeLessThanOrEqual(l1Head(t));
      expect(l1).toBeGreaterThanOrEqual(l1Head(t - 20));
      seen.add(l1);
    }
    expect(seen.size).toBeLessThanOrEqual(5);
  });

  it('is another chain from a height on once it was taken back, and what was there is known to nobody', () => {
    const chain = createArbitrum(1, l1Head);
    const safe = chain.safeAt(start);
    const before = [safe - 11, safe, chain.headAt(start)].map((number) => chain.block(number)?.hash ?? '');
    chain.reorg(safe - 10);
    expect(chain.block(safe - 11)?.hash).toBe(before[0]);
    expect(chain.block(safe)?.hash).not.toBe(before[1]);
    expect(chain.block(safe - 10)?.parentHash).toBe(before[0]);
    expect(chain.block(chain.headAt(start) + 1)?.parentHash).toBe(chain.block(chain.headAt(start))?.hash);
    expect(before.map(chain.numberOf)).toEqual([safe - 11, undefined, undefined]);
    expect(chain.numberOf(chain.block(safe)?.hash ?? '')).toBe(safe);
    expect(chain.safeAt(start)).toBe(safe);
  });

  it('keeps finalized behind safe behind the head', () => {
    const chain = createArbitrum(1, l1Head);
    expect(chain.safeAt(start)).toBeLessThan(chain.headAt(start));
    expect(chain.finalizedAt(start)).toBeLessThan(chain.safeAt(start));
    expect(chain.finalizedAt(start + 600)).toBeGreaterThan(chain.finalizedAt(start));
  });
});

describe('Ethereum', () => {
  it('has a block in every slot, on the slot', async () => {
    const chain = createEthereum(syntheticEthereum(1, start));
    await chain.advance(start + 36);
    const head = chain.block(chain.headAt(start + 36));
    expect(head?.timestamp).toBe(slotStart(start + 36));
    expect(chain.block((head?.number ?? 0) - 1)?.timestamp).toBe(slotStart(start + 36) - slotSeconds);
    expect(head?.parentHash).toBe(chain.block((head?.number ?? 0) - 1)?.hash);
    expect(chain.headAt(start + 24)).toBe((head?.number ?? 0) - 1);
  });

  it('leaves the slots of a halt empty and goes on with the next height', async () => {
    const chain = createEthereum(syntheticEthereum(1, start));
    const before = chain.headAt(start);
    chain.halt(true, start);
    await chain.advance(start + 60);
    expect(chain.headAt(start + 60)).toBe(before);
    chain.halt(false, start + 60);
    await chain.advance(start + 72);
    const next = chain.headAt(start + 72);
    expect(next).toBe(before + 1);
    expect(chain.block(next)?.timestamp).toBe(slotStart(start + 72));
  });

  it('takes a block that could not be made for a missed slot', async () => {
    const synthetic = syntheticEthereum(1, start);
    let broken = true;
    const produce = (timestamp: number) => {
      if (broken) throw new Error('no block');
      return synthetic.produce(timestamp);
    };
    const chain = createEthereum({ ...synthetic, produce });
    const before = chain.headAt(start);
    await expect(chain.advance(start + 12)).rejects.toThrow('no block');
    broken = false;
    await chain.advance(start + 24);
    expect(chain.headAt(start + 24)).toBe(before + 1);
  });

  it('holds a bounded history and forgets hashes with it', async () => {
    const chain = createEthereum(syntheticEthereum(1, start));
    const first = chain.headAt(start);
    const hash = chain.block(first)?.hash ?? '';
    expect(chain.numberOf(hash)).toBe(first);
    for (let t = start; t < start + 1_100 * slotSeconds; t += slotSeconds) await chain.advance(t);
    expect(chain.block(first)).toBeUndefined();
    expect(chain.numberOf(hash)).toBeUndefined();
    // Older than the history: still a height, for the L1 number of an old Arbitrum block.
    expect(chain.headAt(start)).toBe(first);
  });
});
