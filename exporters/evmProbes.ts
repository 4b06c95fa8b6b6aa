/** Slow probes that every execution endpoint shares. */
import { metrics } from '../collector/catalogue/index.ts';
import { tags } from '../collector/catalogue/labels.ts';
import { ProbeFailure, type SlowProbe, unwrap, unwrapOptional } from '../collector/probe/api.ts';
import type { Observation } from '../collector/rpc/observation.ts';
import { hexNumber, parseHeader } from '../collector/rpc/parse.ts';
import { parseClientVersion, shortClientVersion } from './clientVersion.ts';
import { readSyncing } from './evmSyncing.ts';
import { perNode } from './perNode.ts';
import { noteVersion } from './starts.ts';

/** Seconds; slow lanes are patient, so that a busy node is not called dead by them. */
export const slowDeadline = 5;

/**
 * `eth_syncing`: "false or not" is the metric. The verdict's hint is weaker: a client that works off its history with
 * its head at the top does not call itself behind.
 */
export const syncingProbe: SlowProbe = {
  name: 'syncing',
  everySeconds: 5,
  run: async ({ ask, record, labels, hints }) => {
    const seen = await ask.rpc('eth_syncing', [], slowDeadline);
    // After the answer, so that nobody finds nothing while the question is under way.
    delete hints.syncing;
    const result = unwrap(seen);
    const report = readSyncing(result);
    if (!report) throw new ProbeFailure('bad_shape');
    hints.syncing = report.behind;
    record.set(metrics.syncing, labels, result === false ? 0 : 1);
    if (report.remaining !== undefined) record.set(metrics.syncRemaining, labels, report.remaining);
    if (report.indexing !== undefined) record.set(metrics.indexRemaining, labels, report.indexing);
  },
};

/** `eth_chainId`, shown as a metric; the guard itself is in the fast lane. */
export const chainIdProbe: SlowProbe = {
  name: 'chain_id',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const id = hexNumber(unwrap(await ask.rpc('eth_chainId', [], slowDeadline)));
    if (id === undefined) throw new ProbeFailure('bad_shape');
    record.set(metrics.chainId, labels, id);
  },
};

/** Tags that a node has named a block for since we watch it. */
const namedOnce = perNode(() => new Set<string>());

/**
 * `eth_getBlockByNumber("safe" | "finalized")`. A node that has just started answers null or an error of its own
 * ("safe block not found", -39001, "block not found: finalized"): all of these mean "none yet" and leave the series
 * absent. One that has had a block and says so now has lost it, and that is told. Any other error says nothing of its
 * blocks: then the probe has failed.
 */
export const tagsProbe: SlowProbe = {
  name: 'tags',
  everySeconds: 15,
  run: async (context) => {
    const { ask, record, labels, hints } = context;
    const named = namedOnce(context);
    const answers: { readonly tag: (typeof tags)[number]; readonly seen: Observation<unknown> }[] = [];
    for (const tag of tags) {
      answers.push({ tag, seen: await ask.rpc('eth_getBlockByNumber', [tag, false], slowDeadline) });
    }
    // Both, and before either can fail: what a node said that does not answer now is no word of now.
    for (const tag of tags) delete hints[tag];
    for (const { tag, seen } of answers) {
      const none = !seen.ok && (seen.reason === 'block_unknown' || seen.reason === 'rpc_unsupported');
      const parsed = none ? ({ reason: 'null_result' } as const) : parseHeader(unwrap(seen));
      const found = 'value' in parsed;
      if (!found && parsed.reason !== 'null_result') throw new ProbeFailure(parsed.reason);
      if (found) named.add(tag);
      if (named.has(tag)) record.set(metrics.tagLost, { ...labels, tag }, found ? 0 : 1);
      if (!found) continue;
      record.set(metrics.tagNumber, { ...labels, tag }, parsed.value.number);
      record.set(metrics.tagTimestamp, { ...labels, tag }, parsed.value.timestamp);
      if (hints.doubted !== true) hints[tag] = parsed.value;
    }
  },
};

/**
 * `web3_clientVersion`, for example `Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7` or
 * `nitro/v3.10.0-0000000/linux-amd64/go1.25.9`: as labels the client and its semantic version, for people the first two parts.
 */
export const clientProbe: SlowProbe = {
  name: 'client',
  everySeconds: 60,
  run: async (context) => {
    const { ask, record, labels } = context;
    const text = unwrapOptional(await ask.rpc('web3_clientVersion', [], slowDeadline));
    if (text === undefined) return;
    if (typeof text !== 'string') throw new ProbeFailure('bad_shape');
    noteVersion(context, shortClientVersion(text));
    record.set(metrics.clientInfo, { ...labels, ...parseClientVersion(text) }, 1);
  },
};

/** `net_peerCount`, where it is offered: a Nitro node and some hosted endpoints answer -32601, which is no failure. */
export const peersProbe: SlowProbe = {
  name: 'peers',
  everySeconds: 15,
  run: async ({ ask, record, labels, hints }) => {
    delete hints.peers;
    const result = unwrapOptional(await ask.rpc('net_peerCount', [], slowDeadline));
    record.set(metrics.methodSupported, { ...labels, method: 'net_peerCount' }, result === undefined ? 0 : 1);
    if (result === undefined) return;
    const count = hexNumber(result);
    if (count === undefined) throw new ProbeFailure('bad_shape');
    hints.peers = count;
    record.set(metrics.peers, { ...labels, layer: 'execution' }, count);
  },
};
