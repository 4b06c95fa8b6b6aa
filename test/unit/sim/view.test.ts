import { describe, expect, it } from 'vitest';
import { createArbitrum } from '../../../demo/sim/chain/arbitrum.ts';
import { type Active, batchEvery, type View, viewOf } from '../../../demo/sim/chain/view.ts';
import { entered, isLeftBehind, newLedger, trueState } from '../../../demo/sim/record.ts';

const since = 1_800_000_000;
const chain = createArbitrum(1, (t) => Math.floor(t / 12));
const seen = (mode: Active['mode'] | undefined, elapsed: number, seconds?: number): View =>
  viewOf(chain, mode && { mode, since, ...(seconds === undefined ? {} : { seconds }) }, 'arb-eu', since + elapsed);
const behind = (view: View): number => since - (view.block(view.head)?.timestamp ?? 0) + (view.now - since);

describe('what a source shows', () => {
  it('is the chain itself without a mode', () => {
    const view = seen(undefined, 0);
    expect(view.block(view.head)).toBe(chain.block(chain.headAt(since)));
    expect(view.byHash(view.block(view.head)?.hash ?? '')?.number).toBe(view.head);
    expect(view.block(view.head + 1)).toBeUndefined();
  });

  it('freeze: the head of the moment of injection, for ever', () => {
    expect(seen('freeze', 300).head).toBe(seen(undefined, 0).head);
  });

  it('lag: always as old as asked, 20 s unless told', () => {
    expect(behind(seen('lag', 100, 45))).toBe(45);
    expect(behind(seen('lag', 100))).toBe(20);
  });

  it('syncing: 15 s behind after 15 s, ever further, but never standing for 30 s', () => {
    expect(behind(seen('syncing', 15))).toBe(15);
    expect(behind(seen('syncing', 120))).toBeGreaterThan(behind(seen('syncing', 60)));
    for (let t = 0; t < 200; t += 5) expect(seen('syncing', t + 30).head).toBeGreaterThan(seen('syncing', t).head);
  });

  it('feed_lost: a saw-tooth by batches', () => {
    expect(behind(seen('feed_lost', batchEvery - 1))).toBe(batchEvery - 1);
    expect(behind(seen('feed_lost', batchEvery))).toBe(0);
    expect(behind(seen('feed_lost', batchEvery * 2 + 7))).toBe(7);
  });

  it('feed_gap: the same saw-tooth, and no batch reaches what waits behind the gap', () => {
    for (const elapsed of [0, 1, batchEvery - 1, batchEvery, batchEvery * 3 + 11])
      expect(behind(seen('feed_gap', elapsed))).toBe((elapsed % batchEvery) + 3);
  });

  it('final_other: other hashes where it calls blocks final, the same above, each found by its own', () => {
    const [good, view] = [seen(undefined, 60), seen('final_other', 60)];
    expect([view.head, view.safe, view.finalized]).toEqual([good.head, good.safe, good.finalized]);
    for (const number of [view.head, view.head - 64, view.safe, view.finalized + 1])
      expect(view.block(number)?.hash).toBe(good.block(number)?.hash);
    const final = view.block(view.finalized);
    expect(final?.hash).not.toBe(good.block(good.finalized)?.hash);
    expect(view.byHash(final?.hash ?? '')?.number).toBe(view.finalized);
    expect(view.block(view.finalized - 1)?.hash).toBe(final?.parentHash);
    // What it called safe a minute ago has not become another block.
    expect(view.block(seen(undefined, 0).safe)?.hash).toBe(good.block(seen(undefined, 0).safe)?.hash);
  });

  it('blobs_lost: the head runs on, safe and finalized stand', () => {
    const view = seen('blobs_lost', 900);
    expect(view.head).toBe(seen(undefined, 900).head);
    expect(view.safe).toBe(seen(undefined, 0).safe);
    expect(view.finalized).toBe(seen(undefined, 0).finalized);
  });

  it('diverge: other hashes at the same heights, consistent with themselves, other for each node', () => {
    const good = seen(undefined, 60);
    const view = seen('diverge', 60);
    expect(view.head).toBe(good.head);
    const [head, parent] = [view.block(view.head), view.block(view.head - 1)];
    expect(head?.hash).not.toBe(good.block(good.head)?.hash);
    expect(head?.parentHash).toBe(parent?.hash);
    expect(view.byHash(head?.hash ?? '')?.number).toBe(view.head);
    expect(view.byHash(good.block(good.head)?.hash ?? '')).toBeUndefined();
    const other = viewOf(chain, { mode: 'diverge', since }, 'arb-us', since + 60);
    expect(other.block(other.head)?.hash).not.toBe(head?.hash);
    expect(view.block(view.head - 2_000)?.hash).toBe(good.block(good.head - 2_000)?.hash);
  });

  it('runaway: a million blocks above, with a timestamp of now', () => {
    const view = seen('runaway', 5);
    expect(view.head).toBe(seen(undefined, 5).head + 1_000_000);
    expect(behind(view)).toBe(0);
  });

  it('future: one hour ahead', () => {
    expect(behind(seen('future', 5))).toBe(-3_600);
  });

  it('wrong_chain: another id, other heights, other hashes', () => {
    const view = seen('wrong_chain', 5);
    expect(view.chainId).toBe(42_170);
    expect(view.head).not.toBe(seen(undefined, 5).head);
    expect(view.block(view.head)?.hash).not.toBe(chain.block(chain.headAt(since + 5))?.hash);
  });
});

describe('the record of truth', () => {
  const state = (mode: Active['mode'], elapsed: number, seconds?: number) =>
    trueState('arbitrum-one', chain, { mode, since, ...(seconds === undefined ? {} : { seconds }) }, since + elapsed);

  it('calls a frozen head bad from the second it is stale, not before', () => {
    expect(state('freeze', 29)).toBe('good');
    expect(state('freeze', 30)).toBe('bad');
  });

  it('calls a head that went back bad until it passes the one that was told before', () => {
    expect(state('lag', 0, 12)).toBe('bad');
    expect(state('lag', 11, 12)).toBe('bad');
    expect(state('lag', 12, 12)).toBe('good');
  });

  it('calls a silent subscription bad once the last head that it told is stale', () => {
    expect(state('ws_silent', 29)).toBe('good');
    expect(state('ws_silent', 30)).toBe('bad');
  });

  it.each(['logs_fail', 'logs_clamped', 'hash_null', 'gas_odd', 'calls_fail', 'head_regress'] as const)(
    'calls %s bad at once, although the head is fresh',
    (mode) => expect(state(mode, 0)).toBe('bad'),
  );

  it('does not call a member hurt by a door that is open to strangers', () => expect(state('open', 100)).toBe('good'));

  it('counts how often it became bad', () => {
    const spells = (['bad', 'bad', 'good', 'bad', 'halted', 'bad'] as const).reduce(
      (ledger, next, index) => entered(ledger, next, 1, since + index),
      newLedger(since),
    );
    expect(spells).toMatchObject({ badIntervals: 3, seconds: { bad: 3 }, since: since + 5 });
  });

  it.each(['refuse', 'hang', 'http_429', 'garbage', 'huge', 'null_block', 'wrong_chain', 'future'] as const)(
    'calls %s bad at once',
    (mode) => expect(state(mode, 0)).toBe('bad'),
  );

  it.each(['lag', 'diverge', 'runaway', 'blobs_lost'] as const)('does not call a member hurt by %s', (mode) =>
    expect(state(mode, 100)).toBe('good'),
  );

  it('calls a chain that stands still halted, not bad', () => {
    const halting = createArbitrum(2, (t) => Math.floor(t / 12));
    halting.halt(true, since);
    expect(trueState('arbitrum-one', halting, undefined, since + 10)).toBe('good');
    expect(trueState('arbitrum-one', halting, undefined, since + 40)).toBe('halted');
  });
});

describe('whoever subscribed', () => {
  const told = (ago: number, head = since - ago) => ({ height: chain.headAt(head), at: (since - ago) * 1000 });
  const behindAt = (one: ReturnType<typeof told>): boolean => isLeftBehind('arbitrum-one', chain, one, since);

  it('is left behind with a head of half a minute ago while the chain goes on', () => {
    expect(behindAt(told(31))).toBe(true);
    expect(behindAt(told(29))).toBe(false);
  });

  it('is not when the chain itself had nothing to tell, or has just begun to again', () => {
    expect(behindAt(told(31, since))).toBe(false);
    expect(behindAt(told(31, since - 1))).toBe(false);
  });
});
