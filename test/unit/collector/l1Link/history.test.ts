import { describe, expect, it } from 'vitest';
import { type LinkFacts, linkEvidence } from '../../../../collector/l1Link/evidence.ts';
import {
  freshLink,
  isSawtooth,
  type LinkMemory,
  longestPause,
  tookInbox,
  tookLag,
  tookPost,
} from '../../../../collector/l1Link/history.ts';
import { knownChains } from '../../../../collector/policy/chains.ts';
import { defaultLadder, limits } from '../../../../collector/policy/ladder.ts';
import { judgeLink } from '../../../../collector/verdict/l1Link.ts';

const every = 5;
const lagging = 15;
const lags = (values: readonly number[]): LinkMemory =>
  values.reduce((memory, lag, index) => tookLag(memory, index * every, lag), freshLink);

/** Rises with the clock and falls when a batch has been read. */
const batchwise = (seconds: number, period: number, rest: number): readonly number[] =>
  Array.from({ length: seconds / every }, (_, index) => rest + ((index * every) % period));

describe('the shape of a lag', () => {
  it('is a saw-tooth when the head comes batch by batch', () => {
    expect(isSawtooth(lags(batchwise(300, 105, 20)), lagging)).toBe(true);
    expect(isSawtooth(lags(batchwise(120, 40, 0)), lagging)).toBe(true);
  });

  it('is none for a node that is well, behind, catching up, or was behind once', () => {
    expect(isSawtooth(lags(Array.from({ length: 60 }, (_, index) => index % 3)), lagging)).toBe(false);
    expect(isSawtooth(lags(Array.from({ length: 60 }, () => 70)), lagging)).toBe(false);
    expect(isSawtooth(lags(Array.from({ length: 60 }, (_, index) => 300 - index * every)), lagging)).toBe(false);
    expect(isSawtooth(lags([...batchwise(60, 60, 0), ...Array.from({ length: 30 }, () => 0)]), lagging)).toBe(false);
  });

  it('forgets, and takes no answer for nothing', () => {
    const old = lags(batchwise(120, 40, 0));
    expect(isSawtooth(tookLag(old, 1000, 0), lagging)).toBe(false);
    expect(tookLag(old, 1000, undefined)).toBe(old);
  });
});

/** All L1 nodes call the same block final. */
const everyone = (at: number) => ({ newest: at, agreed: at });

const facts = (more: Partial<LinkFacts>): LinkFacts => ({
  at: 10_000,
  memory: freshLink,
  lag: 0.3,
  finalizedAt: 10_000 - 1200,
  inbox: { seen: 50, read: 50 },
  feedSources: undefined,
  chain: 'live',
  quiet: false,
  rollup: { batchCount: 50, messages: 1, delayed: 0, postedAt: 9_950 },
  paused: 105,
  l1Final: everyone(10_000 - 900),
  ladder: defaultLadder(knownChains['arbitrum-one']),
  ...more,
});

describe('the times of batches', () => {
  it('remember the longest pause, for as long as it delays what is final', () => {
    const posts = [1000, 1100, 1100, 2300, 2400].reduce<readonly number[]>(tookPost, []);
    expect(longestPause(posts)).toBe(1200);
    expect(longestPause(tookPost(posts, 5_050))).toBe(5_050 - 2400);
    expect(longestPause([])).toBe(0);
  });

  it('give a node time after a pause of the poster', () => {
    const finalizedAt = 10_000 - 900 - limits.finalizedLate - 600;
    expect(linkEvidence(facts({ finalizedAt })).finalized).toBe('stale');
    expect(linkEvidence(facts({ finalizedAt, paused: 1200 })).finalized).toBe('fresh');
  });
});

describe('the evidence', () => {
  it('of a node that is well is fresh throughout', () => {
    expect(linkEvidence(facts({}))).toEqual({
      head: 'fresh',
      finalized: 'fresh',
      inbox: 'read',
      batches: 'fresh',
      l1Finality: 'fresh',
      reference: 'fresh',
    });
  });

  it('counts unread and unseen batches only once they have stayed so, and not the one that is being read', () => {
    const inboxAfter = (inbox: { seen: number; read: number }, seconds: number) => {
      const rollup = { batchCount: 53, messages: 1, delayed: 0, postedAt: 9_950 };
      const memory = tookInbox(freshLink, 10_000 - seconds, inbox, rollup);
      return linkEvidence(facts({ inbox, rollup, memory: tookInbox(memory, 10_000, inbox, rollup) })).inbox;
    };
    expect(inboxAfter({ seen: 53, read: 52 }, 1000)).toBe('read');
    expect(inboxAfter({ seen: 53, read: 51 }, limits.inboxHolds - 1)).toBe('unknown');
    expect(inboxAfter({ seen: 53, read: 51 }, limits.inboxHolds)).toBe('seen');
    expect(inboxAfter({ seen: 51, read: 51 }, limits.inboxHolds)).toBe('missed');
    expect(linkEvidence(facts({ inbox: undefined })).inbox).toBe('unknown');
  });

  it('measures final blocks against those of L1, so that an L1 that does not finalize makes no node late', () => {
    const late = limits.finalizedLate + 105;
    expect(linkEvidence(facts({ finalizedAt: 10_000 - 900 - late - 1 })).finalized).toBe('stale');
    expect(linkEvidence(facts({ l1Final: everyone(1000), finalizedAt: 1000 - late })).finalized).toBe('fresh');
    expect(linkEvidence(facts({ l1Final: everyone(1000) })).l1Finality).toBe('stale');
    expect(linkEvidence(facts({ l1Final: undefined })).finalized).toBe('unknown');
    expect(linkEvidence(facts({ finalizedAt: undefined })).finalized).toBe('unknown');
  });

  it('believes a node that counts its feed sources more than the shape of its lag', () => {
    const memory = lags(batchwise(300, 105, 20));
    const seen = { memory, at: 300, finalizedAt: 0, l1Final: everyone(100) } as const;
    expect(linkEvidence(facts({ ...seen })).head).toBe('sawtooth');
    expect(linkEvidence(facts({ ...seen, feedSources: 0 })).head).toBe('sawtooth');
    expect(linkEvidence(facts({ ...seen, feedSources: 2 })).head).toBe('fresh');
  });

  it('knows of a lost feed before two batches have come, and not of a head that stands for longer than any batch', () => {
    expect(linkEvidence(facts({ feedSources: 0 })).head).toBe('sawtooth');
    expect(linkEvidence(facts({ feedSources: 0, lag: 90 })).head).toBe('sawtooth');
    expect(linkEvidence(facts({ feedSources: 0, lag: 700 })).head).toBe('stale');
    expect(linkEvidence(facts({ feedSources: 0, lag: undefined })).head).toBe('unknown');
    expect(linkEvidence(facts({ feedSources: 1, lag: 90 })).head).toBe('stale');
  });

  it('takes a node that holds messages behind a gap of its feed for one without a feed, whatever it is connected to', () => {
    expect(linkEvidence(facts({ feedSources: 1, feedGap: true, lag: 30 })).head).toBe('sawtooth');
    expect(linkEvidence(facts({ feedSources: 1, feedGap: false, lag: 30 })).head).toBe('stale');
    expect(linkEvidence(facts({ feedGap: true, lag: 700 })).head).toBe('stale');
  });

  it('knows nothing of batches while L1 cannot be asked', () => {
    expect(linkEvidence(facts({ rollup: undefined })).batches).toBe('unknown');
    expect(linkEvidence(facts({ lag: undefined })).head).toBe('unknown');
    expect(linkEvidence(facts({ chain: 'unverifiable' })).reference).toBe('unknown');
  });

  it('of a chain that stands still says so from the first minute, though the node is level with everyone', () => {
    for (const minutes of [5, 15, 75]) {
      const halted = {
        chain: 'halted',
        lag: 0,
        finalizedAt: 10_000 - minutes * 60 - 600,
        rollup: { batchCount: 50, messages: 1, delayed: 0, postedAt: 10_000 - minutes * 60 },
      } as const;
      expect(judgeLink(linkEvidence(facts(halted))).state).toBe('sequencer');
    }
  });

  it('of a quiet chain takes no silence for a fault, and still sees batches that are not read, or not even seen', () => {
    const silent = {
      quiet: true,
      feedSources: 0,
      finalizedAt: 1,
      rollup: { batchCount: 53, messages: 1, delayed: 0, postedAt: 1 },
    };
    const stateAfter = (inbox: { seen: number; read: number }) => {
      const memory = tookInbox(freshLink, 10_000 - limits.inboxHolds, inbox, silent.rollup);
      return judgeLink(linkEvidence(facts({ ...silent, inbox, memory }))).state;
    };
    expect(stateAfter({ seen: 53, read: 53 })).toBe('unknown');
    expect(stateAfter({ seen: 53, read: 51 })).toBe('blob_path');
    expect(stateAfter({ seen: 51, read: 51 })).toBe('own_l1');
    expect(judgeLink(linkEvidence(facts({ ...silent, quiet: false }))).state).toBe('feed');
  });
});
