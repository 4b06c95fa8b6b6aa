/** Nitro nodes that answer badly, and heads that are not where they should be. */
import type { SimMode } from '../sim/modes.ts';
import type { Fault } from './fault.ts';
import { aCard, arbEu, seenByJourney } from './owes.ts';

/** A Nitro node of the eu pool that answers badly: unreachable after its rung, drained by the balancer, no page. */
const badAnswers = (title: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: 'arb-eu', mode }],
  owes: { ...arbEu, ...aCard, cardDue: (ladder) => ladder.unreachable },
});

export const nodeFaults = {
  'node-down': badAnswers('a Nitro node refuses connections', 'refuse'),
  'node-reset': badAnswers('a Nitro node resets connections', 'reset'),
  'node-hang': badAnswers('a Nitro node accepts and never answers', 'hang'),
  'node-429': badAnswers('a Nitro node throttles (429)', 'http_429'),
  'node-502': badAnswers('a Nitro node answers 502', 'http_502'),
  'node-html': badAnswers('a Nitro node answers a web page with 200', 'html'),
  'node-garbage': badAnswers('a Nitro node answers garbage with 200', 'garbage'),
  'node-truncated': badAnswers('a Nitro node cuts its answers off', 'truncated'),
  'node-huge': badAnswers('a Nitro node answers 100 MB', 'huge'),
  'node-error-in-200': badAnswers('a Nitro node answers JSON-RPC errors inside 200', 'error_in_200'),
  'node-null-block': badAnswers('a Nitro node answers null for its head', 'null_block'),
  'node-decimal': badAnswers('a Nitro node answers numbers where hex belongs', 'decimal_numbers'),
  'node-future': badAnswers('a Nitro node answers a head in the future', 'future'),
  'node-wrong-chain': {
    title: 'a Nitro node is on another chain',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'wrong_chain' }],
    owes: { ...arbEu, ...aCard, cardDue: () => 0 },
  },
  'node-stall': {
    title: 'the head of a Nitro node stops while HTTP answers 200',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'freeze' }],
    owes: { ...arbEu, ...aCard, cardDue: (ladder) => ladder.lagging },
  },
  'node-lag': {
    title: 'a Nitro node is 20 s behind',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'lag', seconds: 20 }],
    // Until it is drained members meet a head below the one before; the light question does not mind.
    owes: { ...arbEu, ...aCard, cardDue: () => 0, unseen: seenByJourney },
  },
  'node-diverge': {
    title: 'a Nitro node has other block hashes than everyone else',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'diverge' }],
    owes: { ...arbEu, ...aCard, cardDue: (ladder) => ladder.diverged },
  },
  'node-syncing': {
    title: 'a Nitro node says that it syncs and falls behind',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'syncing' }],
    owes: { ...arbEu, ...aCard, cardDue: (ladder) => ladder.lagging },
  },
} as const satisfies Record<string, Fault>;
