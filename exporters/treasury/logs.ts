/** Transfers in logs. A log of another shape is no transfer: an NFT has four topics, and anyone may emit anything. */
import { safeTopics, transferTopic } from './abi.ts';
import { type Move, type Scope, sidesOf } from './move.ts';

export interface RawLog {
  /** Lower case, as all hex here. */
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly block: number;
  readonly tx: string;
  readonly index: number;
}

export const addressOfTopic = (topic: string): string => `0x${topic.slice(26)}`;
export const topicOfAddress = (address: string): string => `0x${address.slice(2).toLowerCase().padStart(64, '0')}`;

/** The last word of the data; undefined when it has none. */
const lastWord = (data: string): bigint | undefined =>
  data.length >= 66 && (data.length - 2) % 64 === 0 ? BigInt(`0x${data.slice(-64)}`) : undefined;

export const isTransfer = ({ topics }: RawLog): boolean => topics[0] === transferTopic;

const place = (log: RawLog, at: number): Pick<Move, 'tx' | 'log' | 'block' | 'at'> => ({
  tx: log.tx,
  log: log.index,
  block: log.block,
  at,
});

/**
 * The move of a log: `Transfer` of any token, `SafeReceived` of an own Safe, the refund of an execution. undefined: none
 * that touches us.
 */
export const moveOfLog = (log: RawLog, at: number, scope: Scope): Move | undefined => {
  const [topic, first, second] = log.topics;
  if (topic === transferTopic) {
    const token = { token: log.address, currency: scope.tokens.get(log.address) };
    // Without its three topics and one word it is an NFT or a bad imitation: shown as such where it names us.
    const units = log.topics.length === 3 && log.data.length === 66 ? lastWord(log.data) : undefined;
    const sides = first && second ? sidesOf(scope, addressOfTopic(first), addressOfTopic(second)) : undefined;
    if (!sides) return undefined;
    return units === undefined
      ? { ...place(log, at), ...sides, token: log.address, units: 0n }
      : { ...place(log, at), ...sides, ...token, units };
  }
  if (topic === safeTopics.received && scope.own.get(log.address) === 'safe' && first) {
    const units = lastWord(log.data);
    const sides = sidesOf(scope, addressOfTopic(first), log.address);
    return units === undefined || !sides ? undefined : { ...place(log, at), ...sides, currency: scope.native, units };
  }
  return undefined;
};
