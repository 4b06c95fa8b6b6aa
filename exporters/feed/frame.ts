/** Frames of the sequencer's feed, version 1 (Nitro v3.10, broadcaster/message): what of them is read, and nothing else. */
import type { FeedMessageKind } from '../../collector/catalogue/labels.ts';
import { isRecord } from '../../collector/rpc/parse.ts';

export interface FeedMessage {
  readonly sequence: number;
  readonly kind: FeedMessageKind;
  /** Stamp of whole seconds, Unix; of a delayed message its L1 time, which is minutes old. */
  readonly timestamp: number;
  /** Absent on broadcasters that do not tell it. */
  readonly blockHash: string | undefined;
}

export interface FeedFrame {
  readonly messages: readonly FeedMessage[];
  readonly confirmed: number | undefined;
}

const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Kinds of L1 messages (arbos/arbostypes): 3 is the sequencer's own, 9, 12 and 13 come from L1 after it is final. */
const kindOf = (kind: number): FeedMessageKind => {
  if (kind === 3) return 'sequencer';
  return kind === 9 || kind === 12 || kind === 13 ? 'delayed' : 'other';
};

const messageOf = (value: unknown): FeedMessage | undefined => {
  if (!isRecord(value) || !isRecord(value.message) || !isRecord(value.message.message)) return undefined;
  const { header } = value.message.message;
  if (!isRecord(header)) return undefined;
  const sequence = whole(value.sequenceNumber);
  const kind = whole(header.kind);
  const timestamp = whole(header.timestamp);
  if (sequence === undefined || kind === undefined || timestamp === undefined) return undefined;
  const hash = value.blockHash;
  const blockHash = typeof hash === 'string' && /^0x[0-9a-fA-F]{64}$/.test(hash) ? hash : undefined;
  return { sequence, kind: kindOf(kind), timestamp, blockHash };
};

/** undefined for what is no frame of version 1; unknown fields are left alone, as the format grows. */
export const readFrame = (value: unknown): FeedFrame | undefined => {
  if (!isRecord(value) || value.version !== 1) return undefined;
  const given: unknown = value.messages ?? [];
  if (!Array.isArray(given)) return undefined;
  const messages: FeedMessage[] = [];
  for (const each of given) {
    const message = messageOf(each);
    if (!message) return undefined;
    messages.push(message);
  }
  const confirmed = value.confirmedSequenceNumberMessage;
  if (confirmed === undefined || confirmed === null) return { messages, confirmed: undefined };
  const sequence = isRecord(confirmed) ? whole(confirmed.sequenceNumber) : undefined;
  return sequence === undefined ? undefined : { messages, confirmed: sequence };
};
