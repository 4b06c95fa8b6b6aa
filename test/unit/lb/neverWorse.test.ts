/** The check may never make things worse: properties over all combinations, and over random lives of a pool. */
import { describe, expect, it } from 'vitest';
import type { LbMemory } from '../../../collector/verdict/lb.ts';
import { isBetter, standings } from '../../../collector/verdict/lbMembers.ts';
import { randomFrom } from '../../../demo/sim/random.ts';
import { answers, createGroup, measure, silent, type Truth } from './group.ts';

const kinds: readonly Truth[] = [
  answers(0),
  answers(10),
  answers(20),
  answers(40),
  { standing: 'diverged', lag: 0 },
  { standing: 'wrong_chain', lag: 0 },
  { standing: 'silent', lag: 0 },
];

const tuples = (size: number, of: readonly Truth[] = kinds): readonly (readonly Truth[])[] =>
  size === 0 ? [[]] : tuples(size - 1, of).flatMap((rest) => of.map((kind) => [...rest, kind]));

const usable = ({ standing }: Truth): boolean => standing !== 'silent';
/** By the truth, in the order that the check uses; heads of the same instant. */
const strictlyBetter = (a: Truth, b: Truth): boolean => {
  const of = ({ standing, lag }: Truth) => ({
    standing,
    head: standing === 'answers' ? { number: 4 * (1000 - lag), timestamp: 1000 - lag, hash: '0x' } : undefined,
  });
  return isBetter(of(a), of(b), measure);
};
const told = (truths: readonly Truth[], memories: readonly LbMemory[]): string =>
  truths.map(({ standing, lag }, i) => `${standing} ${lag}: ${memories[i]?.serve} ${memories[i]?.reason}`).join('; ');

/** Which of the links of three nodes work: every subset. */
const linkSets = Array.from({ length: 64 }, (_, bits) => (a: number, b: number): boolean => {
  const index = a * 2 + (b > a ? b - 1 : b);
  return (bits & (1 << index)) !== 0;
});

describe('every combination of three members', () => {
  it('drains exactly those than whom a member is strictly better, when all hear each other', () => {
    const wrong = tuples(3).flatMap((truths) => {
      const memories = createGroup({ size: 3 }).play(1, 12, truths);
      const right = truths.every(
        (truth, index) => memories[index]?.serve === !truths.some((other) => strictlyBetter(other, truth)),
      );
      return right ? [] : [told(truths, memories)];
    });
    expect(wrong).toEqual([]);
  });

  it('never drains the last one that answers, whoever hears whom', () => {
    const some = kinds.filter(({ lag, standing }) => lag !== 10 && standing !== 'wrong_chain');
    const wrong = tuples(3, some)
      .filter((each) => each.some(usable))
      .flatMap((truths) =>
        linkSets.flatMap((hears) => {
          const memories = createGroup({ size: 3, hears }).play(1, 8, truths);
          const left = truths.some((truth, index) => usable(truth) && memories[index]?.serve);
          return left ? [] : [told(truths, memories)];
        }),
      );
    expect(wrong).toEqual([]);
  });

  it('drains nobody that answers while the chain is halted or unverifiable', () => {
    for (const chain of ['halted', 'unverifiable'] as const) {
      const wrong = tuples(3).flatMap((truths) => {
        const memories = createGroup({ size: 3 }).play(1, 8, truths, chain);
        return truths.every((truth, index) => !usable(truth) || memories[index]?.serve) ? [] : [told(truths, memories)];
      });
      expect(wrong).toEqual([]);
    }
  });
});

describe('work on nodes', () => {
  it('never takes the last one that answers, whoever is to be worked on and whoever hears whom', () => {
    const stays: readonly Truth[] = [answers(0), answers(20)];
    const each: readonly Truth[] = [...stays, ...stays.map((kind) => ({ ...kind, leaving: true })), silent];
    // Every order of the three is among the links.
    const sorted = (truths: readonly Truth[]): boolean =>
      truths.every((truth, index) => index === 0 || each.indexOf(truths[index - 1] ?? truth) <= each.indexOf(truth));
    const wrong = tuples(3, each)
      .filter((truths) => sorted(truths) && truths.some(usable))
      .flatMap((truths) =>
        linkSets.flatMap((hears) => {
          const found: string[] = [];
          createGroup({ size: 3, hears }).play(1, 14, truths, undefined, (at, memories) => {
            const left = truths.some((truth, index) => usable(truth) && memories[index]?.serve);
            if (!left) found.push(`second ${at}: ${told(truths, memories)}`);
          });
          return found.slice(0, 1);
        }),
      );
    expect(wrong).toEqual([]);
  });
});

describe('equally bad members', () => {
  it('are all left in, however bad they are', () => {
    for (const kind of kinds) {
      for (const size of [2, 3, 4]) {
        const memories = createGroup({ size }).play(
          1,
          60,
          Array.from({ length: size }, () => kind),
        );
        expect(memories.map(({ serve }) => serve)).toEqual(Array.from({ length: size }, () => true));
      }
    }
  });
});

describe('random lives of a pool', () => {
  const standing = (random: () => number): Truth => {
    const dice = random();
    if (dice < 0.55) return answers(0);
    if (dice < 0.8) return answers(Math.floor(random() * 60));
    return { standing: standings[Math.floor(random() * 3)] ?? 'silent', lag: 0, leaving: random() < 0.3 };
  };

  it('never takes away all that answer for longer than news needs, though links come and go', () => {
    let longest = { seconds: 0, told: '' };
    for (let seed = 1; seed <= 25; seed++) {
      const random = randomFrom(seed);
      const size = 2 + (seed % 3);
      const links = 0.3 + 0.7 * random();
      const group = createGroup({ size, hears: () => random() < links });
      let truths: readonly Truth[] = Array.from({ length: size }, () => answers(0));
      let none = 0;
      group.play(
        1,
        900,
        () => {
          // A node changes now and then, and heads only ever go on: who catches up does not fall back in a second.
          truths = truths.map((truth) => (random() < 0.01 ? standing(random) : truth));
          return truths;
        },
        undefined,
        (at, memories, now) => {
          const all = now.some(usable) && !now.some((truth, index) => usable(truth) && memories[index]?.serve);
          none = all ? none + 1 : 0;
          if (none > longest.seconds)
            longest = { seconds: none, told: `seed ${seed} at ${at}: ${told(now, memories)}` };
        },
      );
    }
    // Whoever was the better one may be gone for as long as its last word is believed.
    expect(longest.seconds, longest.told).toBeLessThanOrEqual(5);
  });
});
