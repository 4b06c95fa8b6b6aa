/** A real blob, fetched every few minutes: the one thing that tells whether a Nitro node could read its inbox here. */
import { metrics } from '../../collector/catalogue/index.ts';
import { blobOutcomes } from '../../collector/catalogue/labels.ts';
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import { type Asker, type ProbeContext, ProbeFailure, type SlowProbe, unwrap } from '../../collector/probe/api.ts';
import { parseHeader } from '../../collector/rpc/parse.ts';
import { type BlobBatch, fetchBlobs, fetchSidecar, mostBlobs, readBatch, settledDepth } from '../blobs.ts';
import { slowDeadline } from '../evmProbes.ts';
import { batchFilter } from '../journey/l1Reader/batchLogs.ts';
import { askLogs } from '../journey/steps/logs.ts';
import { perNode } from '../perNode.ts';
import { clockOf } from './clock.ts';
import { askHead } from './light.ts';

/** Blocks to look through for a batch: 10 minutes, five of them as a rule. */
const lookBack = 50;

type Outcome = (typeof blobOutcomes)[number];

interface BlobMemory {
  dueAt: number;
  misses: number | undefined;
  /** Which of the two routes the node has; undefined before it was asked. */
  routes: { readonly blobs: boolean; readonly sidecars: boolean | undefined } | undefined;
}
const memoryOf = perNode((): BlobMemory => ({ dueAt: Number.NEGATIVE_INFINITY, misses: undefined, routes: undefined }));

/** The newest settled batch with blobs that one execution node knows. */
const batchOf = async (ask: Asker, filter: NonNullable<ReturnType<typeof batchFilter>>) => {
  const head = unwrap(await ask.rpc('eth_getBlockByNumber', ['latest', false], slowDeadline, parseHeader));
  const to = head.number - settledDepth;
  const from = Math.max(0, to - lookBack);
  const logs = await askLogs({ ask, ladder: { deadline: slowDeadline } }, filter, from, to);
  const last = logs.at(-1);
  return last && (await readBatch(ask, slowDeadline, last));
};

/** The pair's own execution node knows first what the blobs are; where it does not answer, another one is asked. */
const findBatch = async ({ executions = [], chain }: ProbeContext): Promise<BlobBatch | undefined> => {
  const filter = batchFilter(chain.id);
  if (!filter) return undefined;
  for (const ask of executions) {
    try {
      const batch = await batchOf(ask, filter);
      if (batch) return batch;
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error;
    }
  }
  return undefined;
};

const outcomeOf = async (fetched: Promise<void>): Promise<Outcome | 'unsupported'> => {
  try {
    await fetched;
    return 'served';
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    if (error.reason === 'rpc_unsupported') return 'unsupported';
    return error.reason === 'blob_missing' || error.reason === 'bad_shape' ? 'missing' : 'failed';
  }
};

const fetchFrom = async (ask: Asker, memory: BlobMemory, slot: number, hashes: readonly string[]) => {
  const first = await outcomeOf(fetchBlobs(ask, slowDeadline, slot, hashes));
  memory.routes = { blobs: first !== 'unsupported', sidecars: undefined };
  if (first !== 'unsupported') return first;
  const legacy = await outcomeOf(fetchSidecar(ask, slowDeadline, slot));
  memory.routes = { blobs: false, sidecars: legacy !== 'unsupported' };
  return legacy;
};

const ask = async (context: ProbeContext, memory: BlobMemory): Promise<void> => {
  const { record, labels } = context;
  const now = performance.now() / 1000;
  if (now < memory.dueAt) return;
  const batch = await findBatch(context);
  memory.dueAt = now + ethereumLimits.blobRetry;
  if (!batch) return;
  const clock = await clockOf(context.ask, slowDeadline);
  const slot = Math.floor((batch.timestamp - clock.genesis) / clock.secondsPerSlot);
  // A node that has not come to that block says "not found" as well: that it is behind, its verdict tells.
  const head = await askHead(context.ask, clock, slowDeadline);
  if (head.ok && head.value.number < slot) return;
  const hashes = batch.hashes.slice(0, mostBlobs);
  const outcome = head.ok ? await fetchFrom(context.ask, memory, slot, hashes) : 'failed';
  if (outcome !== 'missing') memory.dueAt = now + ethereumLimits.blobEvery;
  if (outcome === 'unsupported') {
    memory.misses = undefined;
    return;
  }
  // The first one that is lost is counted from nought, else no window would hold it.
  for (const each of blobOutcomes)
    record.inc(metrics.blobFetches, { ...labels, outcome: each }, each === outcome ? 1 : 0);
  // No answer is the light question's to tell; it says nothing of blobs.
  if (outcome === 'served') memory.misses = 0;
  if (outcome === 'missing') memory.misses = (memory.misses ?? 0) + 1;
};

/**
 * Not asked while no execution node of the fleet knows a recent batch, nor for one above the node's own head. After a miss
 * it asks again soon: three in a row are told. A node that has neither route is unsupported, not failed.
 */
export const blobsProbe: SlowProbe = {
  name: 'blobs',
  everySeconds: 15,
  run: async (context) => {
    const { record, labels, hints } = context;
    const memory = memoryOf(context);
    await ask(context, memory);
    const { routes, misses } = memory;
    if (routes) record.set(metrics.methodSupported, { ...labels, method: 'beacon_blobs' }, routes.blobs ? 1 : 0);
    if (routes?.sidecars !== undefined)
      record.set(metrics.methodSupported, { ...labels, method: 'blob_sidecars' }, routes.sidecars ? 1 : 0);
    if (misses === undefined) delete hints.blobMisses;
    else {
      hints.blobMisses = misses;
      record.set(metrics.blobMisses, labels, misses);
    }
  },
};
