/** A quiet chain, where the best head may be an hour old, and a member that says whatever it likes of its own. */
import { describe, expect, it } from 'vitest';
import type { LbMemory } from '../../../collector/verdict/lb.ts';
import type { HeadView } from '../../../collector/view.ts';
import { answers, createGroup, quietHeadAt, silent, type Truth } from './group.ts';

/** Behind by nothing, by more than a rung for a while, and for as long as is played. */
const kinds: readonly Truth[] = [answers(0), answers(20), answers(60), { standing: 'diverged', lag: 0 }, silent];
const lies: Readonly<Record<string, (head: HeadView, at: number) => HeadView>> = {
  runaway: (head, at) => ({ ...head, number: head.number + 1_000_000, timestamp: at }),
  'a height and no later stamp': (head) => ({ ...head, number: head.number + 1_000_000 }),
  'a height within reach': (head, at) => ({ ...head, number: head.number + 3, timestamp: at }),
  'a stamp alone': (head, at) => ({ ...head, timestamp: at }),
  'nothing but old blocks': (head) => ({ ...head, number: 5, timestamp: 0 }),
};
/** Which of the links to the two honest ones of three work; what the third one hears changes nothing for them. */
const linkSets = Array.from({ length: 16 }, (_, bits) => (a: number, b: number): boolean => {
  const index = a * 2 + (b > a ? b - 1 : b);
  return (bits & (1 << index)) !== 0;
});
/** Longer than the rung after the last of the blocks. */
const played = 28;
const alone = { corroborated: () => undefined };
/** The collector hears of a block a second later. */
const withCollector = { corroborated: (at: number) => quietHeadAt(at, 1) };

const isHonest = ({ lie }: Truth): boolean => lie === undefined;
const answersWell = (truth: Truth): boolean => isHonest(truth) && truth.standing === 'answers';
/** Whether, and how, one of the best honest members is drained. */
const harmed = (truths: readonly Truth[], memories: readonly LbMemory[]): readonly string[] => {
  const best = Math.min(...truths.filter(answersWell).map(({ lag }) => lag));
  return truths.flatMap((truth, index) => {
    const memory = memories[index];
    const wrong = answersWell(truth) && truth.lag === best && memory?.serve === false;
    return wrong ? [`${truths.map(({ standing, lag }) => `${standing} ${lag}`).join('; ')}: ${memory.detail}`] : [];
  });
};

const harmOf = (
  truths: readonly Truth[],
  quiet: typeof alone | typeof withCollector,
  hears?: (a: number, b: number) => boolean,
): readonly string[] => {
  const found: string[] = [];
  const group = createGroup({ size: truths.length, quiet, ...(hears ? { hears } : {}) });
  group.play(1, played, truths, undefined, (_at, memories) => {
    if (found.length === 0) found.push(...harmed(truths, memories));
  });
  return found;
};

/** All pools of so many members, whatever their order. */
const poolsOf = (size: number, of: readonly Truth[]): readonly (readonly Truth[])[] =>
  size === 0 ? [[]] : of.flatMap((one, index) => poolsOf(size - 1, of.slice(index)).map((rest) => [one, ...rest]));

describe.each(Object.entries(lies))('a member that says %s', (name, lie) => {
  const liars: readonly Truth[] = [0, 60].map((lag) => ({ ...answers(lag), lie }));

  it('never drains the best honest one, whatever the other is, whoever hears whom', () => {
    const honest = kinds.filter(({ standing }) => standing !== 'diverged');
    const wrong = poolsOf(2, honest).flatMap((pool) =>
      liars.flatMap((liar) => linkSets.flatMap((hears) => harmOf([...pool, liar], alone, hears))),
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('nor beside a collector, or with two or four members', () => {
    // A height that the collector has, or one so near that it may have come since, is no lie that anyone could tell.
    const honest = name === 'a height within reach' ? kinds.filter(({ lag }) => lag === 0) : kinds;
    const told = name === 'a stamp alone' ? liars.slice(1) : liars;
    const wrong = [1, 2, 3]
      .flatMap((size) => poolsOf(size, honest))
      .flatMap((pool) =>
        told.flatMap((liar) => [alone, withCollector].flatMap((quiet) => harmOf([...pool, liar], quiet))),
      );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('keeps nobody in who is behind two honest ones', () => {
    const truths = [answers(0), answers(0), answers(60), { ...answers(0), lie }];
    const memories = createGroup({ size: 4, quiet: alone }).play(1, played, truths);
    expect(memories.slice(0, 3).map(({ serve }) => serve)).toEqual([true, true, false]);
    expect(memories[2]?.reason).toBe('behind');
  });
});

describe('one that stands still beside one that goes on', () => {
  const truths = [answers(0), answers(60)];

  it('is drained when the collector has the height from two sources, and not on the word of the other one alone', () => {
    const vouched = createGroup({ size: 2, quiet: withCollector }).play(1, played, truths);
    expect(vouched.map(({ serve, reason }) => [serve, reason])).toEqual([
      [true, 'well'],
      [false, 'behind'],
    ]);
    const unheard = createGroup({ size: 2, quiet: alone }).play(1, played, truths);
    expect(unheard.map(({ serve }) => serve)).toEqual([true, true]);
  });

  it('may still be taken out for work', () => {
    const leaving = [answers(0), { ...answers(60), leaving: true }];
    const memories = createGroup({ size: 2, quiet: alone }).play(1, played, leaving);
    expect(memories.map(({ reason }) => reason)).toEqual(['well', 'maintenance']);
  });
});
