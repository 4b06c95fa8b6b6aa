import { metrics } from '../../collector/catalogue/index.ts';
import { ProbeFailure, type SlowProbe, unwrap } from '../../collector/probe/api.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';

const dataOf = (value: unknown): Record<string, unknown> => {
  if (!isRecord(value) || !isRecord(value.data)) throw new ProbeFailure('bad_shape');
  return value.data;
};

const numberOf = (value: unknown): number => {
  const number = decimalString(value);
  if (number === undefined) throw new ProbeFailure('bad_shape');
  return number;
};

/**
 * `GET /eth/v1/node/syncing`. The truth about sync; `/node/health` differs between clients. Integers are strings,
 * booleans real; `el_offline` is newer than some clients and may be missing.
 */
export const syncingProbe: SlowProbe = {
  name: 'syncing',
  everySeconds: 5,
  run: async ({ ask, record, labels, hints }) => {
    delete hints.syncing;
    const data = dataOf(unwrap(await ask.get('node_syncing', '/eth/v1/node/syncing', slowDeadline)));
    if (typeof data.is_syncing !== 'boolean') throw new ProbeFailure('bad_shape');
    hints.syncing = data.is_syncing;
    record.set(metrics.syncing, labels, data.is_syncing ? 1 : 0);
    record.set(metrics.syncDistance, labels, numberOf(data.sync_distance));
    if (typeof data.is_optimistic === 'boolean') record.set(metrics.optimistic, labels, data.is_optimistic ? 1 : 0);
    if (typeof data.el_offline === 'boolean') record.set(metrics.elOffline, labels, data.el_offline ? 1 : 0);
  },
};

/** `GET /eth/v1/node/peer_count`. */
export const peersProbe: SlowProbe = {
  name: 'peers',
  everySeconds: 15,
  run: async ({ ask, record, labels }) => {
    const data = dataOf(unwrap(await ask.get('node_peer_count', '/eth/v1/node/peer_count', slowDeadline)));
    record.set(metrics.peers, { ...labels, layer: 'consensus' }, numberOf(data.connected));
  },
};

/** `GET /eth/v1/node/version`, for example `Prysm/v7.1.0 (linux amd64)`. */
export const clientProbe: SlowProbe = {
  name: 'client',
  everySeconds: 60,
  run: async ({ ask, record, labels, hints }) => {
    const { version } = dataOf(unwrap(await ask.get('node_version', '/eth/v1/node/version', slowDeadline)));
    if (typeof version !== 'string') throw new ProbeFailure('bad_shape');
    const [client = 'unknown', release = 'unknown'] = (version.split(' ')[0] ?? '').split('/');
    hints.clientVersion = `${client}/${release}`.slice(0, 60);
    const clean = (part: string): string => part.replaceAll(/[^\w.+-]/g, '').slice(0, 40);
    record.set(metrics.clientInfo, { ...labels, client: clean(client).toLowerCase(), version: clean(release) }, 1);
  },
};

/** `GET /eth/v1/beacon/states/head/finality_checkpoints`: the finalized epoch as a slot, through the spec's 32 a slot. */
export const finalityProbe: SlowProbe = {
  name: 'finality',
  everySeconds: 15,
  run: async ({ ask, record, labels }) => {
    const path = '/eth/v1/beacon/states/head/finality_checkpoints';
    const data = dataOf(unwrap(await ask.get('finality_checkpoints', path, slowDeadline)));
    const finalized = isRecord(data.finalized) ? data.finalized : {};
    const justified = isRecord(data.current_justified) ? data.current_justified : {};
    const slotsPerEpoch = 32;
    record.set(metrics.tagNumber, { ...labels, tag: 'finalized' }, numberOf(finalized.epoch) * slotsPerEpoch);
    record.set(metrics.tagNumber, { ...labels, tag: 'safe' }, numberOf(justified.epoch) * slotsPerEpoch);
  },
};
