/** A pool of nodes with their checks, that hear of each other late, now and then, or never. Every second is played. */
import { type EdgeCompany, freshLb, judgeLb, type LbMemory } from '../../../collector/verdict/lb.ts';
import {
  aheadFor,
  followOthers,
  type Member,
  type Standing,
  vouchedFor,
} from '../../../collector/verdict/lbMembers.ts';
import type { Trail } from '../../../collector/verdict/trail.ts';
import type { HeadView } from '../../../collector/view.ts';

export const measure = { blockTime: 0.25, lagging: 15 };
export const readmit = 120;
export const fresh = 5;

/** What is true of a node now. `lag` is behind the chain, seconds. */
export interface Truth {
  readonly standing: Standing;
  readonly lag: number;
  readonly leaving?: boolean;
  /** What it says instead of its head, by its own head. */
  readonly lie?: (head: HeadView, at: number) => HeadView;
}

interface Heard {
  readonly at: number;
  readonly member: Member;
}

export interface GroupOptions {
  readonly size: number;
  readonly carry?: number;
  /** Whether a hears of b in this second. */
  readonly hears?: (a: number, b: number, at: number) => boolean;
  /** A quiet chain, and the head that the collector has corroborated, if there is a collector. */
  readonly quiet?: { readonly corroborated: (at: number) => HeadView | undefined };
}

/** The chain makes four blocks a second; no gaps unless a test makes them. */
const headAt = (at: number, lag: number) => ({
  number: Math.floor((at - lag) * 4),
  timestamp: Math.floor(at - lag),
  hash: '0x',
});

/** No block for an hour, three of them at these times, and then none again. */
const quietBlocks = [-3600, 6, 7, 8];
export const quietHeadAt = (at: number, lag: number): HeadView => {
  const seen = quietBlocks.filter((block) => block <= at - lag || block === quietBlocks[0]);
  return { number: 1000 + seen.length, timestamp: seen.at(-1) ?? 0, hash: '0x' };
};

export const createGroup = ({ size, carry = 1, hears = () => true, quiet }: GroupOptions) => {
  const names = Array.from({ length: size }, (_, index) => index);
  let memories: LbMemory[] = names.map(() => freshLb(0));
  const heard = names.map(() => new Map<number, Heard>());
  const trails: Trail[] = names.map(() => []);
  const leavingSince = names.map((): number | undefined => undefined);

  const second = (at: number, truths: readonly Truth[], chain: 'live' | 'halted' | 'unverifiable' | undefined) => {
    const said = names.map((index): Member => {
      const { standing, lag, leaving = false, lie = (head) => head }: Truth = truths[index] ?? silent;
      leavingSince[index] = leaving ? (leavingSince[index] ?? at) : undefined;
      return {
        ...{ name: String(index), standing, leaving, admitted: memories[index]?.serve },
        head: standing === 'answers' ? lie((quiet ? quietHeadAt : headAt)(at, lag), at) : undefined,
      };
    });
    memories = names.map((own) => {
      const known = heard[own] ?? new Map();
      for (const other of names) {
        const member = said[other];
        if (other !== own && member && hears(own, other, at)) known.set(other, { at, member });
      }
      const me = said[own];
      const present = [...known.values()].filter((each) => at - each.at < fresh).map(({ member }) => member);
      const members = quiet ? vouchedFor(present, me?.head, quiet.corroborated(at)) : present;
      const trail = followOthers(trails[own] ?? [], members, at);
      trails[own] = trail;
      const edge: EdgeCompany = { heard: members, others: size - 1, carry };
      return judgeLb(
        {
          ...{ at, state: 'serving', own: me, edges: [edge], chain, leavingSince: leavingSince[own], measure, readmit },
          aheadFor: aheadFor(trail, me?.head, at),
          told: fresh,
        },
        memories[own] ?? freshLb(at),
      );
    });
    return memories;
  };

  return {
    memories: () => memories,
    /** Plays seconds from `from` on; `truths` may change with the time. */
    play: (
      from: number,
      seconds: number,
      truths: readonly Truth[] | ((at: number) => readonly Truth[]),
      chain?: 'live' | 'halted' | 'unverifiable',
      each?: (at: number, memories: readonly LbMemory[], truths: readonly Truth[]) => void,
    ) => {
      for (let at = from; at < from + seconds; at++) {
        const now = typeof truths === 'function' ? truths(at) : truths;
        const after = second(at, now, chain);
        each?.(at, after, now);
      }
      return memories;
    },
  };
};

export const answers = (lag: number): Truth => ({ standing: 'answers', lag });
export const silent: Truth = { standing: 'silent', lag: 0 };
