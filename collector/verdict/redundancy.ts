import type { NodeCondition, NodeVerdict } from '../catalogue/labels.ts';

/** Only positive evidence makes a node bad; `unknown` is neither. */
export const conditionOf = (verdict: NodeVerdict): NodeCondition => {
  if (verdict === 'ok') return 'ok';
  return verdict === 'unknown' ? 'unknown' : 'bad';
};

export const countConditions = (verdicts: readonly NodeVerdict[]): Readonly<Record<NodeCondition, number>> => {
  const counts = { ok: 0, bad: 0, unknown: 0 };
  for (const verdict of verdicts) counts[conditionOf(verdict)] += 1;
  return counts;
};
