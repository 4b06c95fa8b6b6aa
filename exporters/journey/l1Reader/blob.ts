import { type Asker, ProbeFailure, unwrap } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { decimalString, isRecord } from '../../../collector/rpc/parse.ts';
import { fetchBlobs, mostBlobs, readBatch, settledDepth } from '../../blobs.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';
import type { BatchLogs } from './batchLogs.ts';

/** Seconds between two fetches that go well. */
const every = 300;
/** Seconds a slot of Ethereum. */
const slotSeconds = 12;

const askGenesis = async (beacon: Asker, deadline: number): Promise<number> => {
  const answer = unwrap(await beacon.get('beacon_genesis', '/eth/v1/beacon/genesis', deadline));
  const data = isRecord(answer) && isRecord(answer.data) ? answer.data : {};
  const genesis = decimalString(data.genesis_time);
  if (genesis === undefined) throw new ProbeFailure('bad_shape');
  return genesis;
};

/**
 * Every few minutes the blobs of a recent batch, one a question: without them a Nitro node's reading of L1 stops, while
 * its head goes on by the feed. Not run without a beacon API, nor while no batch with blobs was seen.
 */
export const blobStep = (context: JourneyContext, head: HeadStep, batches: BatchLogs): Step => {
  const { ask, beacon, ladder } = context;
  let genesis: number | undefined;
  let goodAt = Number.NEGATIVE_INFINITY;
  let plain: string | undefined;
  return {
    name: 'blob',
    run: async () => {
      const now = performance.now() / 1000;
      if (!beacon || now - goodAt < every) return 'not_run';
      const settled = batches.recent().filter(({ blockNumber }) => blockNumber <= head.current().number - settledDepth);
      const log = settled.at(-1);
      if (!log || log.transactionHash === plain) return 'not_run';
      const batch = await readBatch(ask, ladder.deadline, log);
      if (!batch) {
        plain = log.transactionHash;
        return 'not_run';
      }
      genesis ??= await askGenesis(beacon, ladder.deadline);
      const slot = Math.floor((batch.timestamp - genesis) / slotSeconds);
      for (const hash of batch.hashes.slice(0, mostBlobs)) await fetchBlobs(beacon, ladder.deadline, slot, [hash]);
      goodAt = now;
      return 'done';
    },
  };
};
