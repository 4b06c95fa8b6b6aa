import { describe, expect, it } from 'vitest';
import { nitroSyncingProbe } from '../../../../exporters/arbitrumNitro/syncing.ts';
import { probing } from '../support/probing.ts';

const said = async (result: unknown) => {
  const node = probing(nitroSyncingProbe);
  await node.run({ rpc: { eth_syncing: { result } } });
  return node;
};

/** Recorded shapes: v3.10 without blobs, v2.0 of 2023. */
const withoutBlobs = {
  batchProcessed: 1221004,
  batchSeen: 1221010,
  blockNum: 462581452,
  consensusMaxMessageCount: 440373637,
  consensusSyncTargetMsgCount: 440373633,
  executionSyncTarget: 440373633,
  feedPendingMessageCount: 0,
  lastL1BlockNum: 25103729,
  lastl1BlockHash: '0x4f',
  maxMessageCount: 440373637,
  messageOfLastBlock: 440373635,
  messageOfProcessedBatch: 440370880,
  msgCount: 440373636,
};
const old = {
  batchProcessed: 308668,
  batchSeen: 308668,
  blockNum: 96352870,
  broadcasterQueuedMessagesPos: 0,
  lastL1BlockNum: 17885784,
  lastl1BlockHash: '0x758b',
  messageOfLastBlock: 74145055,
  messageOfProcessedBatch: 97883962,
  msgCount: 97884349,
};

describe('eth_syncing of a Nitro node', () => {
  it('without its blobs: batches seen and not read, while every message is executed', async () => {
    const node = await said(withoutBlobs);
    expect(node.values()).toEqual({
      headwatch_syncing: 1,
      headwatch_nitro_batches_behind: 6,
      headwatch_nitro_messages_behind: 0,
      headwatch_nitro_feed_pending_messages: 0,
      headwatch_nitro_unposted_messages: 2756,
    });
    expect(node.hints).toMatchObject({ syncing: true, inbox: { seen: 1221010, read: 1221004 } });
  });

  it('of an old version, under its old names: execution is what is behind', async () => {
    const node = await said(old);
    expect(node.values()).toMatchObject({
      headwatch_nitro_batches_behind: 0,
      headwatch_nitro_messages_behind: 23_739_293,
      headwatch_nitro_feed_pending_messages: 0,
      headwatch_nitro_unposted_messages: 387,
    });
  });

  it.each([
    ['syncTargetMsgCount', 'v2.3 to v3.7'],
    ['consensusSyncTarget', 'v2.3 to v3.7'],
    ['consensusSyncTargetMsgCount', 'v3.8'],
    ['executionSyncTarget', 'v3.8'],
  ])('reads the target as %s (%s)', async (name) => {
    const node = await said({ [name]: 1_000, messageOfLastBlock: 899 });
    expect(node.values()).toEqual({ headwatch_syncing: 1, headwatch_nitro_messages_behind: 100 });
  });

  it('a gap of the feed: what it brought ends so far beyond the store', async () => {
    const node = await said({ feedPendingMessageCount: 1_400, msgCount: 1_000 });
    expect(node.values()).toMatchObject({ headwatch_nitro_feed_pending_messages: 400 });
  });

  it('takes hex and decimal strings, and leaves errors, unknown fields and nonsense alone', async () => {
    const node = await said({
      batchSeen: '0x10',
      batchProcessed: '12',
      err: 'notStarted',
      lastL1HeaderErr: {},
      msgCount: {},
      messageOfProcessedBatch: -4,
      messageOfLastBlock: 1.5,
      somethingNew: [1],
    });
    expect(node.values()).toEqual({ headwatch_syncing: 1, headwatch_nitro_batches_behind: 4 });
  });

  it('booting, with nothing but an error: it syncs, and nothing else is known', async () => {
    const node = await said({ error: 'no consensus sync data available' });
    expect(node.values()).toEqual({ headwatch_syncing: 1 });
    expect(node.hints.inbox).toBeUndefined();
  });

  it('"false" carries no figure, and those of before are gone', async () => {
    const node = await said(withoutBlobs);
    await node.run({ rpc: { eth_syncing: { result: false } } });
    expect(node.values()).toEqual({ headwatch_syncing: 0 });
    expect(node.hints).toEqual({ syncing: false });
  });

  it.each([
    [null, 'null_result'],
    [true, 'bad_shape'],
    ['false', 'bad_shape'],
    [[], 'bad_shape'],
  ])('%j is no answer: %s, and nothing is known', async (result, reason) => {
    const node = await said(withoutBlobs);
    await node.run({ rpc: { eth_syncing: { result } } });
    expect(node.last()).toMatchObject({ ok: false, reason });
    expect(node.values()).toEqual({});
    expect(node.hints).toEqual({});
  });
});
