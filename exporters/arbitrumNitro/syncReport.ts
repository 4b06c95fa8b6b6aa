/**
 * The object of Nitro's `eth_syncing`. Its shape is not stable: numbers are plain decimals (hex and strings are taken
 * too), errors serialise to `{}`, and fields come and go with versions, so each is optional and nothing else is read.
 * Old and new names: v2.3 to v3.7 say `syncTargetMsgCount` and `consensusSyncTarget`, v3.8 and later
 * `consensusSyncTargetMsgCount` and `executionSyncTarget`; before v2.3 `broadcasterQueuedMessagesPos`.
 */
import type { NitroSync } from '../../collector/probe/api.ts';
import { hexNumber, isRecord } from '../../collector/rpc/parse.ts';

/** A count; anything else is not known. Errors are objects, and `{}` is one. */
const count = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value === 'string' && /^\d{1,16}$/.test(value)) return count(Number(value));
  return hexNumber(value);
};

/** undefined for what is not an object: `false`, which says "in sync", or no answer at all. */
export const readNitroSync = (answer: unknown): NitroSync | undefined => {
  if (!isRecord(answer)) return undefined;
  const first = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = count(answer[name]);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return {
    batchSeen: first('batchSeen'),
    batchProcessed: first('batchProcessed'),
    msgCount: first('msgCount'),
    // The target of execution is the same count one message lag ago.
    target: first('executionSyncTarget', 'consensusSyncTargetMsgCount', 'consensusSyncTarget', 'syncTargetMsgCount'),
    messageOfLastBlock: first('messageOfLastBlock'),
    messageOfProcessedBatch: first('messageOfProcessedBatch'),
    feedPending: first('feedPendingMessageCount', 'broadcasterQueuedMessagesPos'),
    lastL1Block: first('lastL1BlockNum'),
  };
};

const difference = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, from - to);

export interface NitroBacklog {
  /** Batches seen on L1 and not read. */
  readonly batches: number | undefined;
  /** Messages stored, or known to be there, and not executed. */
  readonly messages: number | undefined;
  /** Messages behind a gap of the feed. */
  readonly feedPending: number | undefined;
  /** Messages that no batch it has read holds. */
  readonly unposted: number | undefined;
}

/** What is left to do, as far as the object says. */
export const backlogOf = (sync: NitroSync): NitroBacklog => {
  const executed = sync.messageOfLastBlock === undefined ? undefined : sync.messageOfLastBlock + 1;
  const known = [sync.msgCount, sync.target].filter((each) => each !== undefined);
  const { feedPending, msgCount } = sync;
  return {
    batches: difference(sync.batchSeen, sync.batchProcessed),
    messages: difference(known.length > 0 ? Math.max(...known) : undefined, executed),
    // It names a position: what the feed brought ends there, the store ends at msgCount.
    feedPending: feedPending === 0 ? 0 : difference(feedPending, msgCount),
    unposted: difference(msgCount, sync.messageOfProcessedBatch),
  };
};
