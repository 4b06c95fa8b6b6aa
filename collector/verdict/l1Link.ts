/**
 * What is between an Arbitrum node and its parent chain: which link is broken, by what can be seen of both ends. A pure
 * function of evidence; each piece is known or it is not, and what is not known blames nobody.
 *
 * | head | finalized | the node's batches | batches on L1 | references | verdict |
 * |---|---|---|---|---|---|
 * | fresh | fresh | read | posted | fresh | healthy |
 * | fresh | stale | not even seen | posted | fresh | own_l1 |
 * | fresh | stale | seen, not read | posted | fresh | blob_path |
 * | fresh | any | as on L1 | stopped | fresh | batch_poster |
 * | fresh | any | read | posted, L1 does not finalize | fresh | l1_finality |
 * | saw-tooth | any | read | posted | fresh | feed |
 * | stale | any | any | any | fresh | own_node |
 * | any | any | read, as far as is known | any | stale | sequencer |
 */
import type { L1LinkState } from '../catalogue/labels.ts';

export type Freshness = 'fresh' | 'stale' | 'unknown';

export interface LinkEvidence {
  /** Of the node; `sawtooth`: it falls behind and jumps up again, batch by batch. */
  readonly head: Freshness | 'sawtooth';
  readonly finalized: Freshness;
  /** Of the batches on L1 the node has `read` all, has `seen` some that it did not read, or has not even seen (`missed`). */
  readonly inbox: 'read' | 'seen' | 'missed' | 'unknown';
  /** Whether batches are being posted on L1. */
  readonly batches: Freshness;
  /** Whether L1 itself finalizes; `unheard`: no L1 node of ours is well, `unknown`: they differ. */
  readonly l1Finality: Freshness | 'unheard';
  /** Whether the chain goes on elsewhere. */
  readonly reference: Freshness;
}

export interface LinkVerdict {
  readonly state: L1LinkState;
  /** For people. */
  readonly detail: string;
}

const said = (state: L1LinkState, detail: string): LinkVerdict => ({ state, detail });

const judgeStaleHead = ({ reference }: LinkEvidence): LinkVerdict => {
  if (reference === 'stale') return said('sequencer', 'the head is old here and everywhere else');
  if (reference === 'fresh') return said('own_node', 'the head is old here and fresh elsewhere');
  return said('unknown', 'the head is old, and nothing says whether it is so elsewhere');
};

/** The node follows the feed; how it stands with L1 is seen only in its batches and in what it calls final. */
const judgeFreshHead = ({ finalized, inbox, batches, l1Finality, reference }: LinkEvidence): LinkVerdict => {
  if (inbox === 'seen') return said('blob_path', 'batches are seen on L1 and not read: their blobs do not come');
  if (inbox === 'missed' && batches !== 'stale') return said('own_l1', 'batches are on L1 that the node does not see');
  // A halt leaves the node level with everyone, and nothing to post.
  if (reference === 'stale') return said('sequencer', 'no new block comes, here or anywhere else');
  if (batches === 'stale') return said('batch_poster', 'no batch is posted on L1, whoever asks');
  if (l1Finality === 'unheard') return said('unknown', 'no L1 node of ours is well: nobody says what is final on L1');
  if (l1Finality === 'unknown') return said('unknown', 'our L1 nodes differ in what is final on L1');
  if (l1Finality === 'stale') return said('l1_finality', 'L1 does not finalize');
  if (finalized === 'stale' && batches === 'fresh') {
    return inbox === 'read'
      ? said('unknown', 'batches are read and L1 finalizes, yet the finalized block is old')
      : said('own_l1', 'L1 finalizes and batches are posted, yet the finalized block is old: its L1 or its blobs fail');
  }
  if (finalized === 'fresh' && batches === 'fresh') return said('healthy', 'batches are posted, read and finalized');
  return said('unknown', 'too little is known of L1');
};

export const judgeLink = (evidence: LinkEvidence): LinkVerdict => {
  switch (evidence.head) {
    case 'unknown':
      return said('unknown', 'the node does not answer, or there is nothing to compare it with');
    case 'stale':
      return judgeStaleHead(evidence);
    case 'sawtooth':
      if (evidence.reference === 'stale') return judgeStaleHead(evidence);
      return evidence.reference === 'fresh'
        ? said('feed', 'the head goes batch by batch: the feed is lost')
        : said('unknown', 'the head comes and goes, and nothing says whether it is so elsewhere');
    case 'fresh':
      return judgeFreshHead(evidence);
  }
};
