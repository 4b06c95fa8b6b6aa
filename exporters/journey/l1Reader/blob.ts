import { type Asker, type Parse, ProbeFailure, unwrap } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { decimalString, isRecord, parseHeader } from '../../../collector/rpc/parse.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from '../steps/head.ts';
import type { LogRef } from '../steps/logs.ts';
import type { BatchLogs } from './batchLogs.ts';

/** Seconds between two fetches that go well. */
const every = 300;
/** A block this deep is known to every beacon node behind an edge. */
const depth = 5;
/** Of one transaction at most this many, one a question: each is 262,144 hex digits (EIP-4844). */
const most = 3;
/** Seconds a slot of Ethereum. */
const slotSeconds = 12;
const blobText = /^0x[0-9a-fA-F]{262144}$/;

/** `blobVersionedHashes` of a transaction; none for one that carries no blobs. */
const parseBlobHashes: Parse<readonly string[]> = (result) => {
  if (result === null) return { reason: 'inconsistent' };
  if (!isRecord(result)) return { reason: 'bad_shape' };
  const hashes = result.blobVersionedHashes ?? [];
  if (!Array.isArray(hashes)) return { reason: 'bad_shape' };
  const texts = hashes.filter((hash): hash is string => typeof hash === 'string' && /^0x[0-9a-fA-F]{64}$/.test(hash));
  return texts.length === hashes.length ? { value: texts } : { reason: 'bad_shape' };
};

interface BlobBatch {
  readonly hashes: readonly string[];
  readonly timestamp: number;
}

/** The blobs of a batch, or undefined where it was posted without. */
const readBatch = async ({ ask, ladder }: JourneyContext, log: LogRef): Promise<BlobBatch | undefined> => {
  const hashes = unwrap(
    await ask.rpc('eth_getTransactionByHash', [log.transactionHash], ladder.deadline, parseBlobHashes),
  );
  if (hashes.length === 0) return undefined;
  const block = unwrap(await ask.rpc('eth_getBlockByHash', [log.blockHash, false], ladder.deadline, parseHeader));
  return { hashes, timestamp: block.timestamp };
};

const askGenesis = async (beacon: Asker, deadline: number): Promise<number> => {
  const answer = unwrap(await beacon.get('beacon_genesis', '/eth/v1/beacon/genesis', deadline));
  const data = isRecord(answer) && isRecord(answer.data) ? answer.data : {};
  const genesis = decimalString(data.genesis_time);
  if (genesis === undefined) throw new ProbeFailure('bad_shape');
  return genesis;
};

/** One blob as a Nitro node fetches it. A pruned one is a 404 or an answer with fewer items than were asked for. */
const fetchBlob = async (beacon: Asker, deadline: number, slot: number, hash: string): Promise<void> => {
  const path = `/eth/v1/beacon/blobs/${slot}?versioned_hashes=${hash}`;
  const seen = await beacon.get('beacon_blobs', path, deadline);
  if (!seen.ok && seen.reason === 'http_4xx') throw new ProbeFailure('blob_missing');
  const answer = unwrap(seen);
  if (!isRecord(answer) || !Array.isArray(answer.data)) throw new ProbeFailure('bad_shape');
  if (answer.data.length !== 1) throw new ProbeFailure('blob_missing');
  if (typeof answer.data[0] !== 'string' || !blobText.test(answer.data[0])) throw new ProbeFailure('bad_shape');
};

/**
 * Every few minutes the blobs of a recent batch: without them a Nitro node's reading of L1 stops, while its head goes
 * on by the feed. Not run without a beacon API, nor while no batch with blobs was seen.
 */
export const blobStep = (context: JourneyContext, head: HeadStep, batches: BatchLogs): Step => {
  const { beacon, ladder } = context;
  let genesis: number | undefined;
  let goodAt = Number.NEGATIVE_INFINITY;
  let plain: string | undefined;
  return {
    name: 'blob',
    run: async () => {
      const now = performance.now() / 1000;
      if (!beacon || now - goodAt < every) return 'not_run';
      const settled = batches.recent().filter(({ blockNumber }) => blockNumber <= head.current().number - depth);
      const log = settled.at(-1);
      if (!log || log.transactionHash === plain) return 'not_run';
      const batch = await readBatch(context, log);
      if (!batch) {
        plain = log.transactionHash;
        return 'not_run';
      }
      genesis ??= await askGenesis(beacon, ladder.deadline);
      const slot = Math.floor((batch.timestamp - genesis) / slotSeconds);
      for (const hash of batch.hashes.slice(0, most)) await fetchBlob(beacon, ladder.deadline, slot, hash);
      goodAt = now;
      return 'done';
    },
  };
};
