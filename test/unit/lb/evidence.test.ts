/** The letter of the check: what each 503 rests on, over all states, verdicts, pools and words of the collector. */
import { describe, expect, it } from 'vitest';
import { type EdgeCompany, freshLb, judgeLb, type LbEvidence, type LbMemory } from '../../../collector/verdict/lb.ts';
import { covers, isBetter, type Member, type Quality, type Standing } from '../../../collector/verdict/lbMembers.ts';
import { measure, readmit } from './group.ts';

const at = 1000;
const head = (lag: number) => ({ number: 4 * (at - lag), timestamp: at - lag, hash: '0x' });
const quality = (standing: Standing, lag = 0): Quality => ({
  standing,
  head: standing === 'answers' ? head(lag) : undefined,
});
const qualities: readonly Quality[] = [
  quality('answers'),
  quality('answers', 20),
  quality('answers', 40),
  // It answers, and nothing is known of its head.
  { standing: 'answers', head: undefined },
  quality('diverged'),
  quality('wrong_chain'),
  quality('silent'),
];
const members: readonly Member[] = qualities.flatMap((each) =>
  ([true, false, undefined] as const).flatMap((admitted) =>
    [false, true].map((leaving): Member => ({ ...each, name: 'other', admitted, leaving })),
  ),
);
const company = (heard: readonly Member[]): EdgeCompany => ({ heard, others: 2, carry: 1 });
/** Nobody heard, or one of each kind. */
const pools: readonly EdgeCompany[] = [company([]), ...members.map((member) => company([member]))];
const memories: readonly LbMemory[] = [
  { ...freshLb(at - 50), reason: 'well' },
  { ...freshLb(at - 50), serve: false, reason: 'behind', badAt: at - 1 },
  { ...freshLb(at - 50), serve: false, reason: 'maintenance' },
];

/** With one edge, and with two of which the other one has a member of another kind, or nobody. */
const found: { readonly evidence: LbEvidence; readonly after: LbMemory }[] = [];
for (const own of [undefined, ...qualities])
  for (const state of ['serving', 'joining', 'parked'] as const)
    for (const chain of [undefined, 'live', 'halted', 'unverifiable'] as const)
      for (const leavingSince of [undefined, at - 60])
        for (const before of memories)
          for (const [index, first] of pools.entries())
            for (const edges of [[first], [first, pools[(index * 7) % pools.length] ?? first], [first, company([])]]) {
              const evidence: LbEvidence = {
                ...{ at, state, own, chain, leavingSince, edges, measure, readmit },
                ...{ aheadFor: undefined, told: 5 },
              };
              found.push({ evidence, after: judgeLb(evidence, before) });
            }

const drained = found.filter(({ evidence, after }) => evidence.state === 'serving' && !after.serve);
const tell = ({ evidence, after }: (typeof found)[number]): string =>
  JSON.stringify([evidence.own, evidence.edges, after]);
const wrongOf = (some: typeof found, right: (one: (typeof found)[number]) => boolean): readonly string[] =>
  some.filter((one) => !right(one)).map(tell);
const inEach = ({ edges }: LbEvidence, test: (other: Member) => boolean): boolean =>
  edges.every(({ heard }) => heard.some(test));

describe('503 of a serving node', () => {
  it('was looked for in tens of thousands of cases, and found for each reason', () => {
    expect(found.length).toBeGreaterThan(20_000);
    expect([...new Set(drained.map(({ after }) => after.reason))].toSorted()).toEqual(
      ['behind', 'diverged', 'maintenance', 'no_answer', 'recovering', 'wrong_chain'].toSorted(),
    );
  });

  it('rests on a strictly better member in each edge that it serves, while the node answers anything', () => {
    const worse = drained.filter(({ after }) => ['behind', 'diverged', 'wrong_chain'].includes(after.reason));
    const better = ({ evidence }: (typeof found)[number]): boolean => {
      const { own } = evidence;
      return own !== undefined && inEach(evidence, (other) => !other.leaving && isBetter(other, own, measure));
    };
    expect(wrongOf(worse, better).slice(0, 3)).toEqual([]);
  });

  it('for work, or to be clean for a while, rests on one that is in, stays, and is no worse', () => {
    const held = drained.filter(({ after }) => after.reason === 'maintenance' || after.reason === 'recovering');
    const covered = ({ evidence }: (typeof found)[number]): boolean => {
      const { own } = evidence;
      return own !== undefined && inEach(evidence, (other) => covers(other, own, measure));
    };
    expect(wrongOf(held, covered).slice(0, 3)).toEqual([]);
  });
});

describe('200 while the node answers', () => {
  const answering = found.filter(
    ({ evidence }) => evidence.state === 'serving' && evidence.own?.standing === 'answers',
  );
  const notWorkedOn = answering.filter(({ evidence }) => evidence.leavingSince === undefined);

  it('alone, blind, and where one of its edges has nobody else that was heard', () => {
    const alone = answering.filter(({ evidence }) => evidence.edges.some(({ heard }) => heard.length === 0));
    expect(alone.length).toBeGreaterThan(1000);
    expect(wrongOf(alone, ({ after }) => after.serve).slice(0, 3)).toEqual([]);
  });

  it('while the chain is halted or unverifiable', () => {
    const still = notWorkedOn.filter(({ evidence: { chain } }) => chain === 'halted' || chain === 'unverifiable');
    expect(still.length).toBeGreaterThan(1000);
    expect(wrongOf(still, ({ after }) => after.serve).slice(0, 3)).toEqual([]);
  });

  it('before it was asked, and 503 for one that is not in service whatever else is known', () => {
    const unasked = found.filter(({ evidence }) => evidence.state === 'serving' && evidence.own === undefined);
    expect(wrongOf(unasked, ({ after }) => after.serve)).toEqual([]);
    const away = found.filter(({ evidence }) => evidence.state !== 'serving');
    expect(wrongOf(away, ({ evidence, after }) => !after.serve && after.reason === evidence.state)).toEqual([]);
  });
});
