/**
 * How the members of an edge compare. One order for all of them: a member that answers rightly beats one that does not,
 * and of two that do, the one whose head is further by a rung of the ladder. Everyone who knows the same comes to the
 * same order, so that the best of them never finds anyone better and stays in.
 */
import type { NodeVerdict } from '../catalogue/labels.ts';
import type { HeadView } from '../view.ts';
import { type Lag, lagOf } from './lag.ts';
import { inReach } from './reach.ts';
import { behindSince, extendTrail, type Trail } from './trail.ts';

/** Worst first. */
export const standings = ['silent', 'wrong_chain', 'diverged', 'answers'] as const;
export type Standing = (typeof standings)[number];

/** What one node is worth to its edge. */
export interface Quality {
  readonly standing: Standing;
  /** Its newest head; undefined unless it answers. */
  readonly head: HeadView | undefined;
}

/** Another member of the same edge, as it was heard of less than `lbFresh` seconds ago. */
export interface Member extends Quality {
  readonly name: string;
  /** In the load balancer as far as its own check goes; undefined where nobody says, but it has a check. */
  readonly admitted: boolean | undefined;
  /** Somebody wants to work on it: it may be gone in a moment, so that it covers for nobody. */
  readonly leaving: boolean;
}

export const standingOf = (verdict: NodeVerdict): Standing | undefined => {
  if (verdict === 'unreachable') return 'silent';
  if (verdict === 'wrong_chain' || verdict === 'diverged') return verdict;
  return verdict === 'unknown' ? undefined : 'answers';
};

const rank = (quality: Quality): number => standings.indexOf(quality.standing);

export interface Measure {
  /** Usual seconds between blocks. */
  readonly blockTime: number;
  /** Rung of the ladder: seconds behind that are too many. */
  readonly lagging: number;
}

/** @param since seconds since anyone but this node was last seen no further than its head */
export const lagBehind = (
  own: HeadView | undefined,
  other: HeadView | undefined,
  { blockTime }: Measure,
  since?: number,
): Lag => (own && other ? lagOf(own, other, blockTime, true, since) : { seconds: 0, blocks: 0 });

/** Strictly better, with evidence: of a higher standing, or further by a rung. */
export const isBetter = (other: Quality, own: Quality, measure: Measure, since?: number): boolean => {
  if (other.standing === 'silent') return false;
  if (rank(other) !== rank(own)) return rank(other) > rank(own);
  return own.standing === 'answers' && lagBehind(own.head, other.head, measure, since).seconds >= measure.lagging;
};

/** Whether it can do this node's work: in, staying, and not worse by its own standing or by a rung. */
export const covers = (other: Member, own: Quality, measure: Measure): boolean =>
  other.admitted === true &&
  !other.leaving &&
  other.standing === 'answers' &&
  other.head !== undefined &&
  !isBetter(own, other, measure);

/** The best head of the others over time: how long somebody has been ahead is not what block stamps say after a gap. */
export const followOthers = (trail: Trail, members: readonly Member[], mono: number): Trail => {
  const stamps = members.flatMap(({ standing, head }) => (standing === 'answers' && head ? [head.timestamp] : []));
  return stamps.length === 0 ? trail : extendTrail(trail, Math.max(...stamps), mono);
};

export const aheadFor = (trail: Trail, own: HeadView | undefined, mono: number): number | undefined =>
  own && behindSince(trail, own.timestamp, mono);

const secondHighest = (numbers: readonly number[]): number | undefined => numbers.toSorted((a, b) => b - a)[1];

/**
 * The members as they count on a quiet chain. The own head may be an hour old and well, so that whoever says more would
 * make it an hour late: there a height, and a stamp, count as far as two of all who speak have come. A head that cannot be
 * so far from there counts for nothing.
 * @param corroborated what two sources of the collector have reached; undefined without
 */
export const vouchedFor = (
  members: readonly Member[],
  own: HeadView | undefined,
  corroborated: HeadView | undefined,
): readonly Member[] => {
  const heads = [own, corroborated, ...members.map(({ head }) => head)].flatMap((head) => head ?? []);
  const number = secondHighest(heads.map((head) => head.number));
  const timestamp = secondHighest(heads.map((head) => head.timestamp));
  if (number === undefined || timestamp === undefined) return members;
  return members.map((member) => {
    const { head } = member;
    if (!head || (head.number <= number && head.timestamp <= timestamp)) return member;
    const capped = { ...head, number: Math.min(head.number, number), timestamp: Math.min(head.timestamp, timestamp) };
    return { ...member, head: inReach(head, { number, timestamp }) ? capped : undefined };
  });
};
