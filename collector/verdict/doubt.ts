import type { FailureReason, NodeVerdict } from '../catalogue/labels.ts';
import type { Answer } from './node.ts';

/** Answers for another chain, or of a time that has not come yet. */
const elsewhere: ReadonlySet<FailureReason> = new Set(['wrong_chain', 'future_block']);

/**
 * Whether what a node says of its blocks is not to be remembered: they are not those of the chain. An answer that is lost
 * says nothing of them: a node that is only hard to reach stays what it was.
 * @param before whether it was in doubt @param answer its last light answer; undefined while a question is under way
 */
export const isDoubted = (before: boolean, answer: Answer | undefined, verdict: NodeVerdict): boolean => {
  if (verdict === 'wrong_chain' || verdict === 'diverged') return true;
  if (answer === undefined) return before;
  return answer.ok ? false : elsewhere.has(answer.reason) || before;
};
