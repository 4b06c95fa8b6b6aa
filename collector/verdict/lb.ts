/**
 * The load balancer's check of one node, as a pure function: 503 only on positive evidence that another member of every
 * edge that it serves is strictly better. Whoever knows nothing of the others answers 200 while its node answers.
 */
import type { ChainVerdict } from '../catalogue/labels.ts';
import type { LbReason } from '../catalogue/sidecar.ts';
import { formatSeconds } from '../policy/duration.ts';
import { covers, isBetter, lagBehind, type Measure, type Member, type Quality } from './lbMembers.ts';

/** An edge that the node serves. */
export interface EdgeCompany {
  /** Other serving members that were heard of in time; the rest is as if it were not there. */
  readonly heard: readonly Member[];
  /** Other serving members in all. */
  readonly others: number;
  /** Nodes that carry the load. */
  readonly carry: number;
}

export interface LbEvidence {
  /** Unix seconds. */
  readonly at: number;
  readonly state: 'serving' | 'joining' | 'parked';
  /** Undefined before the first answer or the first verdict. */
  readonly own: Quality | undefined;
  readonly edges: readonly EdgeCompany[];
  /** Seconds since the others were last seen no further than the own head; undefined when that is not known. */
  readonly aheadFor: number | undefined;
  /** Of the chain, from a collector that speaks now; undefined without one. */
  readonly chain: ChainVerdict | undefined;
  /** Since when somebody wants to work on the node, Unix seconds. */
  readonly leavingSince: number | undefined;
  readonly measure: Measure;
  /** Rung of the ladder: seconds without evidence after which a drained node is taken back. */
  readonly readmit: number;
  /** Seconds after which everyone has heard what this node says. */
  readonly told: number;
}

export interface LbMemory {
  /** 200 or 503. */
  readonly serve: boolean;
  readonly reason: LbReason;
  /** One sentence with numbers and units, no names of hosts. */
  readonly detail: string;
  /** Since when this answer and reason, Unix seconds. */
  readonly since: number;
  /** When there was last evidence against it, Unix seconds; undefined once it is forgotten. */
  readonly badAt: number | undefined;
}

export const freshLb = (at: number): LbMemory => ({
  serve: true,
  reason: 'not_asked_yet',
  detail: 'the node has not answered yet',
  since: at,
  badAt: undefined,
});

type Word = Pick<LbMemory, 'serve' | 'reason' | 'detail'>;

const drain = (reason: LbReason, detail: string): Word => ({ serve: false, reason, detail });
const serve = (reason: LbReason, detail: string): Word => ({ serve: true, reason, detail });

/** In every edge that it serves: one of them without a better member would lose it for nothing. */
const inEvery = ({ edges }: LbEvidence, test: (edge: EdgeCompany) => boolean): boolean =>
  edges.length > 0 && edges.every(test);

/**
 * Of two that answer, the order of their heads alone keeps the best one in. What a node is can change at once, though:
 * then the better one must be in itself, or each could go for the other's sake.
 */
const someoneBetter = (evidence: LbEvidence, own: Quality): boolean =>
  inEvery(evidence, ({ heard }) =>
    heard.some(
      (other) =>
        // One that is being taken away is no place to send members to.
        !other.leaving &&
        (own.standing === 'answers' || other.admitted !== false) &&
        isBetter(other, own, evidence.measure, evidence.aheadFor),
    ),
  );

const nobodyHeard = ({ edges }: LbEvidence): boolean => edges.every(({ heard }) => heard.length === 0);

/** How far behind the best of those that were heard. */
const worstLag = (evidence: LbEvidence, own: Quality): number =>
  Math.max(
    0,
    ...evidence.edges.flatMap(({ heard }) =>
      heard
        .filter(({ standing }) => standing === 'answers')
        .map(({ head }) => lagBehind(own.head, head, evidence.measure, evidence.aheadFor).seconds),
    ),
  );

/** What is wrong with it, if anything: whether that drains depends on the others. */
const trouble = (evidence: LbEvidence, own: Quality): readonly [LbReason, string] | undefined => {
  if (own.standing === 'silent') return ['no_answer', 'the node gives no usable answer'];
  if (own.standing === 'wrong_chain') return ['wrong_chain', 'the node answers for another chain id'];
  if (own.standing === 'diverged') return ['diverged', 'the node has other block hashes than everyone else'];
  const lag = worstLag(evidence, own);
  return lag < evidence.measure.lagging ? undefined : ['behind', `${formatSeconds(lag)} behind another member`];
};

/** One that does not answer loses nothing by 503, unless everyone says the same: then perhaps it is the question. */
const judgeSilent = (evidence: LbEvidence, own: Quality, detail: string): Word => {
  const allAlike = inEvery(
    evidence,
    ({ heard, others }) =>
      others > 0 && heard.length === others && !heard.some((other) => isBetter(other, own, evidence.measure)),
  );
  return allAlike ? serve('nobody_better', `${detail}, and no other member does`) : drain('no_answer', detail);
};

const judgeWell = (evidence: LbEvidence, own: Quality, before: LbMemory): Word => {
  const { at, readmit, measure } = evidence;
  const covered = (needed: (edge: EdgeCompany) => number): boolean =>
    inEvery(evidence, (edge) => edge.heard.filter((other) => covers(other, own, measure)).length >= needed(edge));
  const clean = before.badAt === undefined ? Number.POSITIVE_INFINITY : at - before.badAt;
  if (clean < readmit && covered(() => 1)) {
    return drain('recovering', `clean for ${formatSeconds(Math.max(0, clean))} of ${formatSeconds(readmit)}`);
  }
  return nobodyHeard(evidence)
    ? serve('alone', 'no other member was heard of in time to compare with')
    : serve('well', 'no other member is better');
};

const judgeAnswering = (evidence: LbEvidence, own: Quality, before: LbMemory): Word => {
  const { chain } = evidence;
  if (chain === 'halted') return serve('halted', 'the chain itself stands still');
  if (chain === 'unverifiable') return serve('unverifiable', 'nobody can say whether the chain stands still');
  const found = trouble(evidence, own);
  if (!found) return judgeWell(evidence, own, before);
  const [reason, detail] = found;
  if (someoneBetter(evidence, own)) return drain(reason, detail);
  return nobodyHeard(evidence)
    ? serve('alone', `${detail}, but no other member was heard of in time`)
    : serve('nobody_better', `${detail}, but no other member is better`);
};

/** Work on a node waits until the others have heard of it, and is refused while the edge needs the node. */
const withMaintenance = (evidence: LbEvidence, own: Quality, word: Word): Word => {
  const { at, leavingSince, told, measure } = evidence;
  if (!word.serve || leavingSince === undefined) return word;
  if (at - leavingSince < told) return serve('needed', 'maintenance: the other members are being told');
  const spared = inEvery(
    evidence,
    ({ heard, carry }) => heard.filter((other) => covers(other, own, measure)).length >= Math.max(1, carry),
  );
  return spared
    ? drain('maintenance', 'somebody works on the node')
    : serve('needed', 'maintenance: without this node too few that can carry the load are left');
};

const judge = (evidence: LbEvidence, before: LbMemory): Word => {
  const { state, own } = evidence;
  if (state !== 'serving') return drain(state, `the node is ${state}`);
  if (!own) return serve('not_asked_yet', 'the node has not answered yet');
  if (own.standing === 'silent') return judgeSilent(evidence, own, 'the node gives no usable answer');
  return withMaintenance(evidence, own, judgeAnswering(evidence, own, before));
};

const badReasons: ReadonlySet<LbReason> = new Set(['no_answer', 'wrong_chain', 'diverged', 'behind']);

export const judgeLb = (evidence: LbEvidence, before: LbMemory): LbMemory => {
  const word = judge(evidence, before);
  const { at, readmit } = evidence;
  const bad = !word.serve && badReasons.has(word.reason);
  // Back in for whatever reason, it is drained again only by new evidence.
  const held = word.reason === 'recovering' && before.badAt !== undefined && at - before.badAt < readmit;
  const badAt = bad ? at : held ? before.badAt : undefined;
  const same = word.serve === before.serve && word.reason === before.reason;
  return { ...word, since: same ? before.since : at, badAt };
};
