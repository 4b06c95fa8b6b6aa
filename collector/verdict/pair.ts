/**
 * An execution node and the consensus node that drives it, judged together: alone each may look like the one to blame.
 * A pure function of what is believed of both.
 */
import type { NodeVerdict, PairState } from '../catalogue/labels.ts';

export interface PairMember {
  readonly name: string;
  readonly verdict: NodeVerdict;
  /** What the node itself says of its sync; undefined where that is not known now. */
  readonly syncing: boolean | undefined;
}

export interface PairEvidence {
  readonly execution: PairMember;
  readonly consensus: PairMember & {
    /** It follows blocks that its execution client has not verified; undefined where it does not say. */
    readonly optimistic: boolean | undefined;
    /** It says that its execution client is offline; older clients do not say. */
    readonly elOffline: boolean | undefined;
  };
}

export interface PairJudgement {
  readonly state: PairState;
  /** One sentence for people. */
  readonly detail: string;
}

type Shape = 'well' | 'behind' | 'gone' | 'apart' | 'unknown';

const shapes: Readonly<Record<NodeVerdict, Shape>> = {
  ok: 'well',
  lagging: 'behind',
  syncing: 'behind',
  stalled: 'behind',
  unreachable: 'gone',
  wrong_chain: 'apart',
  diverged: 'apart',
  unknown: 'unknown',
};

export const judgePair = ({ execution, consensus }: PairEvidence): PairJudgement => {
  const el = shapes[execution.verdict];
  const cl = shapes[consensus.verdict];
  const said = (state: PairState, detail: string): PairJudgement => ({ state, detail });
  if (el === 'unknown' || cl === 'unknown') {
    const who = el === 'unknown' ? execution.name : consensus.name;
    return said('unknown', `nothing is known of ${who}`);
  }
  if (el === 'apart' || cl === 'apart') {
    const who = el === 'apart' ? execution.name : consensus.name;
    return said('apart', `${who} is on another chain or fork`);
  }
  if (el === 'gone' && cl === 'gone')
    return said('both_down', `neither ${execution.name} nor ${consensus.name} answers`);
  if (el === 'gone') return said('execution_down', `${execution.name} does not answer; ${consensus.name} does`);
  if (cl === 'gone') {
    const then = el === 'behind' ? 'has stopped with it' : 'gets no new blocks from it';
    return said('consensus_down', `${consensus.name} does not answer; ${execution.name} ${then}`);
  }
  // Both answer us. Whether they reach each other is the engine API, which nobody else can see.
  if (consensus.elOffline === true) {
    const detail = `${consensus.name} does not reach ${execution.name}, which answers us`;
    return said('engine_broken', `${detail}: engine API, port or shared secret`);
  }
  if (cl === 'behind') {
    const then = el === 'behind' ? `, and ${execution.name} with it` : '';
    return said('consensus_behind', `${consensus.name} is behind${then}`);
  }
  if (el === 'behind') {
    // A client that catches up says so, and the consensus node then follows what it has not verified.
    if (execution.syncing === true) {
      return said('execution_syncing', `${execution.name} catches up with ${consensus.name}`);
    }
    if (execution.syncing === undefined) {
      return said('unknown', `${execution.name} is behind and does not say whether it catches up`);
    }
    return said(
      'engine_broken',
      `${execution.name} is behind while ${consensus.name} is at the head, and does not sync`,
    );
  }
  if (consensus.syncing === undefined) return said('unknown', `${consensus.name} does not say how it does`);
  if (consensus.optimistic === true) {
    return said('optimistic', `${consensus.name} follows blocks that ${execution.name} has not verified`);
  }
  return said('ok', 'both at the head');
};

/** States in which a pair serves nobody well, and in which one of its nodes is to blame. */
export const pairTroubles: ReadonlySet<PairState> = new Set(['engine_broken', 'optimistic', 'consensus_down', 'apart']);
