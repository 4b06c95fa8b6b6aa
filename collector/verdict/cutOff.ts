/**
 * When none of a chain's nodes can be reached while their own edge goes on serving members, the nodes are not down: the
 * monitor's way to them is (a VPN, a firewall rule). Then nothing is known of any of them.
 */
import type { EdgeState, FailureReason } from '../catalogue/labels.ts';

/** Silence, not a wrong answer: who answers garbage has been reached. */
const silent: ReadonlySet<FailureReason> = new Set(['timeout', 'refused', 'reset', 'dns', 'tls']);
/** An edge that answered longer ago than this proves nothing. Seconds. */
const provesFor = 3;

export const isCutOff = (
  nodes: readonly { readonly failure: FailureReason | undefined }[],
  edges: readonly { readonly lightJudgement: { readonly state: EdgeState }; readonly headAt: number }[],
  at: number,
): boolean =>
  nodes.length >= 2 &&
  nodes.every(({ failure }) => failure !== undefined && silent.has(failure)) &&
  edges.some(({ lightJudgement, headAt }) => lightJudgement.state === 'good' && Math.abs(at - headAt) < provesFor);
