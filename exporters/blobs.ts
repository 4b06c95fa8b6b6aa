/**
 * The blobs of Arbitrum's batches, fetched as a Nitro node fetches them: which blobs a batch was posted in, from an
 * execution endpoint, and the blobs themselves, from a Beacon API.
 */
import { type Asker, type Parse, ProbeFailure, unwrap } from '../collector/probe/api.ts';
import { isRecord, parseHeader } from '../collector/rpc/parse.ts';

/** Of one transaction at most this many: each is 262,144 hex digits (EIP-4844), and an answer has a limit. */
export const mostBlobs = 3;
/** A block this deep is known to every beacon node that is at the head. */
export const settledDepth = 5;
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

export interface BlobBatch {
  readonly hashes: readonly string[];
  /** Of the block, Unix seconds: its slot follows. */
  readonly timestamp: number;
}

/** The blobs of a batch, or undefined where it was posted without. @param deadline seconds @throws ProbeFailure */
export const readBatch = async (
  ask: Asker,
  deadline: number,
  log: { readonly transactionHash: string; readonly blockHash: string },
): Promise<BlobBatch | undefined> => {
  const hashes = unwrap(await ask.rpc('eth_getTransactionByHash', [log.transactionHash], deadline, parseBlobHashes));
  if (hashes.length === 0) return undefined;
  const block = unwrap(await ask.rpc('eth_getBlockByHash', [log.blockHash, false], deadline, parseHeader));
  return { hashes, timestamp: block.timestamp };
};

/**
 * Blobs of a slot by their versioned hashes: `/eth/v1/beacon/blobs/{slot}?versioned_hashes=…`. A pruned one is a refusal
 * or an answer with fewer items than were asked for.
 * @throws ProbeFailure `blob_missing`; `inconsistent` for more than were asked; `rpc_unsupported` where there is no route
 */
export const fetchBlobs = async (
  beacon: Asker,
  deadline: number,
  slot: number,
  hashes: readonly string[],
): Promise<void> => {
  const query = hashes.map((hash) => `versioned_hashes=${hash}`).join('&');
  const seen = await beacon.get('beacon_blobs', `/eth/v1/beacon/blobs/${slot}?${query}`, deadline);
  if (!seen.ok && seen.reason === 'http_4xx') throw new ProbeFailure('blob_missing');
  const answer = unwrap(seen);
  if (!isRecord(answer) || !Array.isArray(answer.data)) throw new ProbeFailure('bad_shape');
  if (answer.data.length < hashes.length) throw new ProbeFailure('blob_missing');
  // More than were asked for answer another question: of these they say nothing.
  if (answer.data.length > hashes.length) throw new ProbeFailure('inconsistent');
  if (!answer.data.every((each) => typeof each === 'string' && blobText.test(each)))
    throw new ProbeFailure('bad_shape');
};

/**
 * The same by the older route, `/eth/v1/beacon/blob_sidecars/{slot}`, which newer clients have removed. It knows no
 * versioned hashes, and the sidecars of a full block are too large: the first one stands for the slot.
 * @throws ProbeFailure like fetchBlobs
 */
export const fetchSidecar = async (beacon: Asker, deadline: number, slot: number): Promise<void> => {
  const seen = await beacon.get('blob_sidecars', `/eth/v1/beacon/blob_sidecars/${slot}?indices=0`, deadline);
  if (!seen.ok && seen.reason === 'http_4xx') throw new ProbeFailure('blob_missing');
  const answer = unwrap(seen);
  if (!isRecord(answer) || !Array.isArray(answer.data)) throw new ProbeFailure('bad_shape');
  const [first] = answer.data;
  if (first === undefined) throw new ProbeFailure('blob_missing');
  if (!isRecord(first) || typeof first.blob !== 'string' || !blobText.test(first.blob))
    throw new ProbeFailure('bad_shape');
};
