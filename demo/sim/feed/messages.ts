/** The sequencer's feed as v3.10 broadcasts it: version 1, one message a block, and the batch that L1 is known to hold. */
import type { NitroChain } from '../chain/nitroChain.ts';

/** Of every so many messages one is a delayed one from L1: an ETH deposit, a retryable ticket or a batch report. */
const delayedEvery = 200;
const delayedKinds = [12, 9, 13] as const;
/** They carry their own L1 time, and wait for finality there. Seconds. */
const delayedBy = 15 * 60;
const delayedRead = 1_851_178;
const sequencer = '0xa4b000000000000000000073657175656e636572';

export interface FeedHead {
  /** Sequence number of the newest message. */
  readonly sequence: number;
  /** That of the last message of the batch before the newest that the broadcaster has read from L1. */
  readonly confirmed: number;
}

export const feedHead = (chain: NitroChain, t: number): FeedHead => {
  const number = chain.headAt(t);
  return { sequence: number - chain.messageOffset, confirmed: chain.batchAt(number).messages - 1 - chain.batchSize };
};

const messageAt = (chain: NitroChain, sequence: number): object | undefined => {
  const block = chain.block(sequence + chain.messageOffset);
  if (!block) return undefined;
  const delayed = sequence % delayedEvery === 0;
  const kind = delayed ? delayedKinds[(sequence / delayedEvery) % delayedKinds.length] : 3;
  const l1 = Number(block.json.l1BlockNumber);
  const header = {
    kind,
    sender: sequencer,
    blockNumber: delayed ? l1 - delayedBy / 12 : l1,
    timestamp: delayed ? block.timestamp - delayedBy : block.timestamp,
    requestId: delayed ? `0x${sequence.toString(16).padStart(64, '0')}` : null,
    baseFeeL1: delayed ? 1_000_000_000 : null,
  };
  const message = { header, l2Msg: 'BA==' };
  return {
    sequenceNumber: sequence,
    message: { message, delayedMessagesRead: delayedRead + Math.floor(sequence / delayedEvery) },
    blockHash: block.hash,
    signatureV2: null,
  };
};

/** One frame with the messages from one to another, both included. */
export const messagesFrame = (chain: NitroChain, from: number, to: number): string => {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => messageAt(chain, from + index));
  return `${JSON.stringify({ version: 1, messages: messages.filter((each) => each !== undefined) })}\n`;
};

export const confirmedFrame = (sequenceNumber: number): string =>
  `${JSON.stringify({ version: 1, confirmedSequenceNumberMessage: { sequenceNumber } })}\n`;
