/** What a consensus node says of itself: sync, peers, finality, who it is and what it keeps. */
import { metrics } from '../../collector/catalogue/index.ts';
import { ProbeFailure, type SlowProbe, unwrap, unwrapOptional } from '../../collector/probe/api.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import { cleanVersion, parseClientVersion, shortClientVersion } from '../clientVersion.ts';
import { slowDeadline } from '../evmProbes.ts';
import { noteVersion } from '../starts.ts';
import { clockOf, epochAt, slotTime } from './clock.ts';
import { dataIn, dataOf, numberOf } from './data.ts';

/**
 * `GET /eth/v1/node/syncing`. The truth about sync; `/node/health` differs between clients. Integers are strings,
 * booleans real; `el_offline` is newer than some clients and may be missing.
 */
export const syncingProbe: SlowProbe = {
  name: 'syncing',
  everySeconds: 5,
  run: async ({ ask, record, labels, hints }) => {
    const seen = await ask.get('node_syncing', '/eth/v1/node/syncing', slowDeadline);
    // After the answer, so that nobody finds nothing while the question is under way.
    delete hints.syncing;
    delete hints.optimistic;
    delete hints.elOffline;
    const data = dataOf(unwrap(seen));
    if (typeof data.is_syncing !== 'boolean') throw new ProbeFailure('bad_shape');
    hints.syncing = data.is_syncing;
    record.set(metrics.syncing, labels, data.is_syncing ? 1 : 0);
    record.set(metrics.syncDistance, labels, numberOf(data.sync_distance));
    if (typeof data.is_optimistic === 'boolean') {
      hints.optimistic = data.is_optimistic;
      record.set(metrics.optimistic, labels, data.is_optimistic ? 1 : 0);
    }
    if (typeof data.el_offline === 'boolean') {
      hints.elOffline = data.el_offline;
      record.set(metrics.elOffline, labels, data.el_offline ? 1 : 0);
    }
  },
};

/** `GET /eth/v1/node/peer_count`. */
export const peersProbe: SlowProbe = {
  name: 'peers',
  everySeconds: 15,
  run: async ({ ask, record, labels, hints }) => {
    delete hints.peers;
    const data = dataOf(unwrap(await ask.get('node_peer_count', '/eth/v1/node/peer_count', slowDeadline)));
    hints.peers = numberOf(data.connected);
    record.set(metrics.peers, { ...labels, layer: 'consensus' }, hints.peers);
  },
};

const textOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new ProbeFailure('bad_shape');
  return value;
};

/**
 * `GET /eth/v1/node/version` (`Prysm/v7.1.0 (linux amd64)`, everywhere and deprecated) and `/eth/v2/node/version`, which
 * also names the execution client that the node drives, where it is offered.
 */
export const clientProbe: SlowProbe = {
  name: 'client',
  everySeconds: 60,
  run: async (context) => {
    const { ask, record, labels } = context;
    const first = unwrapOptional(await ask.get('node_version', '/eth/v1/node/version', slowDeadline));
    const second = unwrapOptional(await ask.get('node_version_v2', '/eth/v2/node/version', slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'node_version_v2' }, second === undefined ? 0 : 1);
    const own = dataIn(second)?.beacon_node;
    if (first !== undefined) {
      const version = textOf(dataOf(first).version);
      noteVersion(context, shortClientVersion(version));
      record.set(metrics.clientInfo, { ...labels, ...parseClientVersion(version) }, 1);
    } else if (isRecord(own)) {
      const version = `${textOf(own.name)}/${textOf(own.version)}`;
      noteVersion(context, shortClientVersion(version));
      record.set(metrics.clientInfo, { ...labels, ...parseClientVersion(version) }, 1);
    }
    const driven = dataIn(second)?.execution_client;
    if (!isRecord(driven)) return;
    const { client } = parseClientVersion(textOf(driven.name));
    const version = cleanVersion(textOf(driven.version));
    record.set(metrics.executionClient, { ...labels, client, version }, 1);
  },
};

/**
 * `GET /eth/v1/beacon/states/head/finality_checkpoints` against the wall clock. Epochs become slots, and slots times,
 * by the node's own spec.
 */
export const finalityProbe: SlowProbe = {
  name: 'finality',
  everySeconds: 15,
  run: async ({ ask, record, labels, hints }) => {
    const path = '/eth/v1/beacon/states/head/finality_checkpoints';
    const seen = await ask.get('finality_checkpoints', path, slowDeadline);
    // After the answer, so that nobody finds nothing while the question is under way.
    delete hints.finalityLag;
    delete hints.finalEpochAt;
    const data = dataOf(unwrap(seen));
    const clock = await clockOf(ask, slowDeadline);
    const now = epochAt(clock, Date.now() / 1000);
    const finalized = numberOf(isRecord(data.finalized) ? data.finalized.epoch : undefined);
    const justified = numberOf(isRecord(data.current_justified) ? data.current_justified.epoch : undefined);
    for (const [tag, epoch] of [
      ['finalized', finalized],
      ['safe', justified],
    ] as const) {
      record.set(metrics.tagNumber, { ...labels, tag }, epoch * clock.slotsPerEpoch);
      record.set(metrics.tagTimestamp, { ...labels, tag }, slotTime(clock, epoch * clock.slotsPerEpoch));
    }
    // Epoch 0 is final by definition: a node that has nothing yet would be called a chain that never finalizes.
    if (finalized === 0 && now > 2) return;
    hints.finalityLag = Math.max(0, now - finalized);
    hints.finalEpochAt = slotTime(clock, finalized * clock.slotsPerEpoch);
    record.set(metrics.finalityLag, labels, hints.finalityLag);
    record.set(metrics.justifiedLag, labels, Math.max(0, now - justified));
  },
};

/** `GET /eth/v1/node/identity`: `custody_group_count` (a number or a decimal string) since Fulu; 128 can serve blobs. */
export const identityProbe: SlowProbe = {
  name: 'identity',
  everySeconds: 300,
  run: async ({ ask, record, labels }) => {
    const answer = unwrapOptional(await ask.get('node_identity', '/eth/v1/node/identity', slowDeadline));
    const metadata = dataIn(answer)?.metadata;
    const count = isRecord(metadata) ? metadata.custody_group_count : undefined;
    const groups = typeof count === 'number' && Number.isSafeInteger(count) ? count : decimalString(count);
    if (groups !== undefined) record.set(metrics.custodyGroups, labels, groups);
  },
};
