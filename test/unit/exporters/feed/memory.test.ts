import { describe, expect, it } from 'vitest';
import type { FeedMessage } from '../../../../exporters/feed/frame.ts';
import { createFeedMemory, farthestJump } from '../../../../exporters/feed/memory.ts';

/** When the connection was made, Unix seconds. */
const t0 = 1_778_722_230;
const message = (sequence: number, timestamp: number, kind: FeedMessage['kind'] = 'sequencer'): FeedMessage => ({
  sequence,
  timestamp,
  kind,
  blockHash: undefined,
});
const connected = () => {
  const memory = createFeedMemory();
  memory.connected(t0);
  return memory;
};
const take = (memory: ReturnType<typeof createFeedMemory>, messages: readonly FeedMessage[], at: number) =>
  memory.took({ messages, confirmed: undefined }, at);

describe('how late the feed is', () => {
  it('is not said while the backlog is replayed, whose messages are old', () => {
    const memory = connected();
    take(memory, [message(1, t0 - 100)], t0 + 0.1);
    take(memory, [message(2, t0 - 50)], t0 + 0.2);
    expect(memory.delay(t0 + 0.2)).toBeUndefined();
    take(memory, [message(3, t0)], t0 + 0.3);
    expect(memory.delay(t0 + 1.5)).toBe(1.5);
  });

  it("is not told by delayed messages: theirs is L1's time, minutes ago", () => {
    const memory = connected();
    take(memory, [message(1, t0), message(2, t0 - 900, 'delayed')], t0 + 0.5);
    expect(memory.delay(t0 + 1)).toBe(1);
    take(memory, [message(3, t0 + 60, 'delayed')], t0 + 2);
    expect(memory.delay(t0 + 2)).toBe(2);
  });

  it('is said when what comes stays old: then it is no backlog, the feed is late', () => {
    const memory = connected();
    for (let second = 0; second < 40; second++) take(memory, [message(second, t0 - 100 + second)], t0 + second);
    expect(memory.delay(t0 + 40)).toBe(101);
  });

  it('is not said again after a reconnection until its backlog is through', () => {
    const memory = connected();
    take(memory, [message(1, t0)], t0);
    memory.connected(t0 + 100);
    take(memory, [message(2, t0 + 1)], t0 + 101);
    expect(memory.delay(t0 + 101)).toBeUndefined();
    take(memory, [message(3, t0 + 101)], t0 + 102);
    expect(memory.delay(t0 + 102)).toBe(1);
  });
});

describe('the numbers of a feed', () => {
  it('what was there before is not new, and what is left out is a gap', () => {
    const memory = connected();
    take(memory, [message(10, t0), message(11, t0)], t0);
    expect(take(memory, [message(11, t0)], t0)).toEqual({ fresh: [], gap: false, anew: false });
    expect(take(memory, [message(12, t0)], t0)).toMatchObject({ gap: false });
    expect(take(memory, [message(15, t0)], t0)).toMatchObject({ gap: true });
    expect(memory.latest()).toBe(15);
  });

  it('one that cannot be is not believed', () => {
    const memory = connected();
    take(memory, [message(10, t0)], t0);
    expect(take(memory, [message(11 + farthestJump, t0)], t0)).toBe('jumped');
    expect(memory.latest()).toBe(10);
    // Nor when the next lie is another one.
    memory.connected(t0 + 1);
    expect(take(memory, [message(12 + 3 * farthestJump, t0)], t0 + 1)).toBe('jumped');
    memory.connected(t0 + 2);
    expect(take(memory, [message(11, t0 + 2)], t0 + 2)).toMatchObject({ gap: false, anew: false });
    memory.connected(t0 + 3);
    expect(take(memory, [message(12 + 3 * farthestJump, t0)], t0 + 3)).toBe('jumped');
    expect(memory.latest()).toBe(11);
  });

  it('of a source that was away for hours are believed on the second connection that tells them', () => {
    const memory = connected();
    take(memory, [message(10, t0)], t0);
    const away = 8 * 3600;
    memory.connected(t0 + away);
    expect(take(memory, [message(4 * away, t0 + away)], t0 + away)).toBe('jumped');
    memory.connected(t0 + away + 60);
    const back = take(memory, [message(4 * (away + 60), t0 + away + 60)], t0 + away + 60);
    expect(back).toMatchObject({ gap: true, anew: true });
    expect(memory.latest()).toBe(4 * (away + 60));
    expect(memory.delay(t0 + away + 61)).toBe(1);
    expect(memory.latestBy(t0 + away)).toBeUndefined();
    expect(take(memory, [message(4 * (away + 60) + 1, t0)], t0 + away + 61)).toMatchObject({ gap: false, anew: false });
  });

  it('of one lie that was believed are forgotten once the source goes on where the chain is', () => {
    for (const lie of [50_000, 9e15]) {
      const memory = connected();
      take(memory, [message(lie, t0 + 9e9)], t0);
      // Its silence is given up in between: the next connection asks for what comes after the lie, and hears the chain.
      memory.connected(t0 + 6);
      for (let index = 0; index < 100; index++) {
        take(memory, [message(1000 + index, Math.floor(t0 + 6 + index / 4))], t0 + 6 + index / 4);
      }
      expect(memory.latest()).toBe(1099);
      expect(memory.delay(t0 + 32)).toBe(2);
    }
  });

  it('that come again on each connection of a quiet chain forget nothing', () => {
    const memory = connected();
    const backlog = Array.from({ length: 10 }, (_, index) => message(index, t0 + index));
    take(memory, backlog, t0 + 20);
    for (let hour = 1; hour < 9; hour++) {
      const at = t0 + 3600 * hour;
      memory.connected(at);
      for (const part of [backlog.slice(0, 4), backlog.slice(4)])
        expect(take(memory, part, at)).toEqual({ fresh: [], gap: false, anew: false });
    }
    expect(memory.lastMessageAt()).toBe(t0 + 20);
  });

  it('are known by time for the last minutes, whatever comes', () => {
    const memory = connected();
    for (let index = 0; index < 20_000; index++) take(memory, [message(index, t0)], t0 + index / 4);
    expect(memory.latestBy(t0 + 19_999 / 4)).toBe(19_999);
    expect(memory.latestBy(t0 + 19_990.5 / 4)).toBe(19_990);
    expect(memory.latestBy(t0)).toBeUndefined();
  });
});
