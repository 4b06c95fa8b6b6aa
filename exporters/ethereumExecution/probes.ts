/** What only Ethereum's execution clients are asked. */
import { metrics } from '../../collector/catalogue/index.ts';
import { poolStates } from '../../collector/catalogue/labels.ts';
import { ProbeFailure, type SlowProbe, unwrapOptional } from '../../collector/probe/api.ts';
import { hexNumber, isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';

/** `txpool_status`: `{pending, queued}` in hex (geth, erigon, nethermind, besu, reth); a hosted endpoint may lack it. */
export const txpoolProbe: SlowProbe = {
  name: 'txpool',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const result = unwrapOptional(await ask.rpc('txpool_status', [], slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'txpool_status' }, result === undefined ? 0 : 1);
    if (result === undefined) return;
    for (const state of poolStates) {
      const count = isRecord(result) ? hexNumber(result[state]) : undefined;
      if (count === undefined) throw new ProbeFailure('bad_shape');
      record.set(metrics.txpool, { ...labels, state }, count);
    }
  },
};

/** `eth_blobBaseFee`: hex, or null before blobs; older clients do not offer it. */
export const blobFeeProbe: SlowProbe = {
  name: 'blob_fee',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const result = unwrapOptional(await ask.rpc('eth_blobBaseFee', [], slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'eth_blobBaseFee' }, result === undefined ? 0 : 1);
    if (result === undefined || result === null) return;
    const fee = hexNumber(result);
    if (fee === undefined) throw new ProbeFailure('bad_shape');
    record.set(metrics.blobBaseFee, labels, fee);
  },
};
