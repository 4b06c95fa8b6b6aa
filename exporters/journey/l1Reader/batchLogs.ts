import { parseAbi, toEventSelector } from 'viem/utils';
import { knownChains } from '../../../collector/policy/chains.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { settledDepth } from '../../blobs.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';
import { askLogs, type LogFilter, type LogRef } from '../steps/logs.ts';

/** Where the batches of Arbitrum One (of Arbitrum Sepolia, on Sepolia) are posted, by chain id of the parent. */
const sequencerInboxes: ReadonlyMap<number, string> = new Map([
  [knownChains.ethereum.id, '0x1c479675ad559DC151F6Ec7ed3FbF8ceE79582B6'],
  [knownChains.sepolia.id, '0x6c97864CE4bEf387dE0b3310A44230f7E3F1be0D'],
]);

const [delivered] = parseAbi([
  'struct TimeBounds { uint64 minTimestamp; uint64 maxTimestamp; uint64 minBlockNumber; uint64 maxBlockNumber; }',
  'event SequencerBatchDelivered(uint256 indexed batchSequenceNumber, bytes32 indexed beforeAcc, bytes32 indexed afterAcc, bytes32 delayedAcc, uint256 afterDelayedMessagesRead, TimeBounds timeBounds, uint8 dataLocation)',
]);
/** First topic of SequencerBatchDelivered. */
export const deliveredTopic = toEventSelector(delivered);

/** What to ask `eth_getLogs` for on the parent of a chain id; undefined where no inbox is known. */
export const batchFilter = (chainId: number): LogFilter | undefined => {
  const address = sequencerInboxes.get(chainId);
  return address === undefined ? undefined : { address, topics: [deliveredTopic] };
};

/** Blocks to look back at first and after a gap: 20 minutes, about a dozen batches. */
const lookBack = 100;
/** Blocks that are read again each time: a batch in a block that was taken back is no batch, and its blobs are nowhere. */
const again = 2 * settledDepth;

export interface BatchLogs {
  readonly step: Step;
  /** Batches of the last `lookBack` blocks, oldest first. */
  readonly recent: () => readonly LogRef[];
}

/** Batches since shortly before the last run, as a Nitro node reads its inbox. */
export const createBatchLogs = (context: JourneyContext, head: HeadStep): BatchLogs => {
  const filter = batchFilter(context.chain.id);
  let cursor = 0;
  let recent: readonly LogRef[] = [];
  return {
    recent: () => recent,
    step: {
      name: 'batch_logs',
      run: async () => {
        if (!filter) return 'not_run';
        const { number } = head.current();
        const oldest = Math.max(0, number - lookBack);
        const from = Math.max(oldest, Math.min(cursor + 1 - again, number));
        const found = await askLogs(context, filter, from, number);
        recent = [...recent.filter(({ blockNumber }) => blockNumber >= oldest && blockNumber < from), ...found];
        cursor = number;
        return 'done';
      },
    },
  };
};
