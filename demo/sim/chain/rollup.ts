/**
 * Arbitrum's Bridge and SequencerInbox on Ethereum, as far as they are asked: laid over the blocks like the batches, so
 * that a source that is behind also answers behind.
 */
import { address, joined, uint } from '../rpc/abi.ts';
import { failure, type Outcome } from '../rpc/envelope.ts';
import type { Posted } from './arbitrum.ts';
import { sequencerInbox } from './batches.ts';
import type { View } from './view.ts';

const bridge = '0x8315177ab297ba92a06054ce80a67ed4dbd7ed3a';
/** Of the time since its recent update. */
const rollup = '0x4dceb440657f21083db8add07665f8ddbe1dcfc0';

/** Delayed messages that wait for L1 to be final. */
const waiting = 3;

interface State extends Posted {
  readonly delayed: number;
}

type Method = (state: State) => string;

/** Contract → selector (first four bytes of keccak256 of the signature beside it) → answer. */
const contracts: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  [bridge]: {
    ee35f327: () => address(sequencerInbox), // sequencerInbox()
    cb23bcb5: () => address(rollup), // rollup()
    '5fca4a16': ({ messages }) => uint(messages), // sequencerReportedSubMessageCount()
    eca067ad: ({ delayed }) => uint(delayed + waiting), // delayedMessageCount()
  },
  [sequencerInbox]: {
    e78cea92: () => address(bridge), // bridge()
    '06f13056': ({ batch }) => uint(batch), // batchCount()
    '7fa3a40e': ({ delayed }) => uint(delayed), // totalDelayedMessagesRead()
  },
};

const text = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** Undefined for a call to anything else. @param posted what was posted up to a time (Unix seconds) */
export const rollupCall = (
  params: readonly unknown[],
  view: View,
  posted: (t: number) => Posted,
): Outcome | undefined => {
  const call: unknown = params[0];
  if (typeof call !== 'object' || call === null || !('to' in call)) return undefined;
  const methods = view.active?.mode === 'wrong_chain' ? undefined : contracts[text(call.to)];
  const head = view.block(view.head);
  if (!methods || !head) return undefined;
  const input = ('data' in call ? text(call.data) : '') || ('input' in call ? text(call.input) : '');
  const method = methods[input.replace(/^0x/, '').slice(0, 8)];
  if (!method) return failure(-32000, 'execution reverted');
  const state = posted(head.timestamp);
  return { result: joined(method({ ...state, delayed: 0x1c3f2a + state.batch })) };
};
