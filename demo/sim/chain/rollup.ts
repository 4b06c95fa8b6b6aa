/**
 * Bridge and SequencerInbox of Arbitrum One and of Nova on Ethereum, as far as they are asked: laid over the blocks like the batches, so
 * that a source that is behind also answers behind.
 */
import { address, joined, uint } from '../rpc/abi.ts';
import { failure, type Outcome } from '../rpc/envelope.ts';
import { type Batches, sequencerInbox } from './batches.ts';
import type { Posted } from './nitroChain.ts';
import type { View } from './view.ts';

const one = {
  bridge: '0x8315177ab297ba92a06054ce80a67ed4dbd7ed3a',
  inbox: sequencerInbox,
  /** Of the time since its recent update, as Nova's. */
  rollup: '0x4dceb440657f21083db8add07665f8ddbe1dcfc0',
} as const;
const nova = {
  bridge: '0xc1ebd02f738644983b6c4b2d440b8e77dde276bd',
  inbox: '0x211e1c4c7f1bf5351ac850ed10fd68cffcf6c21b',
  rollup: '0xe7e8ccc7c381809bdc4b213ce44016300707b7bd',
} as const;

/** Delayed messages that wait for L1 to be final. */
const waiting = 3;

interface State extends Posted {
  readonly delayed: number;
}

type Method = (state: State) => string;

/** Contract → selector (first four bytes of keccak256 of the signature beside it) → answer. */
const contractsOf = ({
  bridge,
  inbox,
  rollup,
}: typeof one | typeof nova): Readonly<Record<string, Readonly<Record<string, Method>>>> => ({
  [bridge]: {
    ee35f327: () => address(inbox), // sequencerInbox()
    cb23bcb5: () => address(rollup), // rollup()
    '5fca4a16': ({ messages }) => uint(messages), // sequencerReportedSubMessageCount()
    eca067ad: ({ delayed }) => uint(delayed + waiting), // delayedMessageCount()
  },
  [inbox]: {
    e78cea92: () => address(bridge), // bridge()
    '06f13056': ({ batch }) => uint(batch), // batchCount()
    '7fa3a40e': ({ delayed }) => uint(delayed), // totalDelayedMessagesRead()
  },
});
const rollups = [
  { name: 'one', contracts: contractsOf(one) },
  { name: 'nova', contracts: contractsOf(nova) },
] as const;

const text = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** Undefined for a call to anything else. */
export const rollupCall = (params: readonly unknown[], view: View, posted: Batches['posted']): Outcome | undefined => {
  const call: unknown = params[0];
  if (typeof call !== 'object' || call === null || !('to' in call)) return undefined;
  const to = text(call.to);
  const asked = view.active?.mode === 'wrong_chain' ? undefined : rollups.find(({ contracts }) => to in contracts);
  const methods = asked?.contracts[to];
  const head = view.block(view.head);
  if (!asked || !methods || !head) return undefined;
  const input = ('data' in call ? text(call.data) : '') || ('input' in call ? text(call.input) : '');
  const method = methods[input.replace(/^0x/, '').slice(0, 8)];
  if (!method) return failure(-32000, 'execution reverted');
  const state = posted[asked.name](head.timestamp);
  return { result: joined(method({ ...state, delayed: 0x1c3f2a + state.batch })) };
};
