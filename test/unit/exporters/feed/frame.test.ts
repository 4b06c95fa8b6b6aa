import { describe, expect, it } from 'vitest';
import { readFrame } from '../../../../exporters/feed/frame.ts';

const hash = `0x${'ab'.repeat(32)}`;
const message = (more: object = {}, header: object = {}) => ({
  sequenceNumber: 440373636,
  message: {
    message: {
      header: {
        kind: 3,
        sender: '0xa4b000000000000000000073657175656e636572',
        blockNumber: 25103728,
        timestamp: 1778722230,
        requestId: null,
        baseFeeL1: null,
        ...header,
      },
      l2Msg: 'BA==',
    },
    delayedMessagesRead: 1851178,
  },
  blockHash: hash,
  signatureV2: null,
  ...more,
});

describe('a frame of the feed', () => {
  it('holds messages, or what L1 is known to hold, or both', () => {
    expect(readFrame({ version: 1, messages: [message()] })).toEqual({
      messages: [{ sequence: 440373636, kind: 'sequencer', timestamp: 1778722230, blockHash: hash }],
      confirmed: undefined,
    });
    expect(readFrame({ version: 1, confirmedSequenceNumberMessage: { sequenceNumber: 440370457 } })).toEqual({
      messages: [],
      confirmed: 440370457,
    });
  });

  it.each([
    [9, 'delayed'],
    [12, 'delayed'],
    [13, 'delayed'],
    [3, 'sequencer'],
    [255, 'other'],
  ])('kind %i is %s', (kind, told) => {
    expect(readFrame({ version: 1, messages: [message({}, { kind })] })?.messages[0]?.kind).toBe(told);
  });

  it('may come without a hash, with the older name of the signature, and with fields that are new', () => {
    const old = message({ blockHash: undefined, signature: 'AA==', blockMetadata: 'AA==' });
    expect(readFrame({ version: 1, messages: [old], more: 1 })?.messages[0]?.blockHash).toBeUndefined();
  });

  it.each([
    null,
    [],
    'text',
    { version: 2, messages: [] },
    { messages: [] },
    { version: 1, messages: {} },
    { version: 1, messages: [null] },
    { version: 1, messages: [message({ sequenceNumber: '440373636' })] },
    { version: 1, messages: [message({ sequenceNumber: -1 })] },
    { version: 1, messages: [message({}, { timestamp: null })] },
    { version: 1, confirmedSequenceNumberMessage: { sequenceNumber: 1.5 } },
    { version: 1, confirmedSequenceNumberMessage: 7 },
  ])('%j is none', (value) => {
    expect(readFrame(value)).toBeUndefined();
  });
});
