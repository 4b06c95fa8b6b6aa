/** The event stream of a consensus node: when blocks arrive, and what the chain takes back. */
import { metrics } from '../../collector/catalogue/index.ts';
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import type { ProbeContext, SlowProbe } from '../../collector/probe/api.ts';
import { type EventStream, openEventStream } from '../../collector/rpc/eventStream.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';
import { perNode } from '../perNode.ts';
import { clockOf, type SlotClock, slotTime } from './clock.ts';

const path = '/eth/v1/events?topics=head,finalized_checkpoint,chain_reorg';
/** Slots without any event: four missed in a row are rarer than a stream that is dead. */
const silentSlots = 4;
/** A head older than this is one that the node catches up on: it says nothing of how blocks arrive. Slots. */
const freshSlots = 2;

interface EventMemory {
  stream: EventStream | undefined;
  lastDepth: number | undefined;
}
const memoryOf = perNode((): EventMemory => ({ stream: undefined, lastDepth: undefined }));

const takeHead = ({ record, labels }: ProbeContext, clock: SlotClock, data: unknown, at: number): void => {
  const slot = decimalString(isRecord(data) ? data.slot : undefined);
  if (slot === undefined) return;
  const delay = at - slotTime(clock, slot);
  if (delay > freshSlots * clock.secondsPerSlot) return;
  record.observe(metrics.headArrival, labels, Math.max(0, delay));
};

const takeReorg = ({ record, labels, hints }: ProbeContext, memory: EventMemory, data: unknown): void => {
  const depth = decimalString(isRecord(data) ? data.depth : undefined);
  if (depth === undefined) return;
  memory.lastDepth = depth;
  const deep = depth >= ethereumLimits.deepReorg;
  if (deep) hints.deepReorgAt = Date.now() / 1000;
  record.inc(metrics.reorgs, { ...labels, size: deep ? 'deep' : 'short' });
};

const open = (context: ProbeContext, memory: EventMemory, clock: SlotClock): EventStream => {
  const { record, labels } = context;
  for (const size of ['short', 'deep'] as const) record.inc(metrics.reorgs, { ...labels, size }, 0);
  return openEventStream({
    endpoint: context.node.endpoint,
    path,
    silentAfter: silentSlots * clock.secondsPerSlot,
    onEvent: (name, data, at) => {
      if (name === 'head') takeHead(context, clock, data, at);
      if (name === 'chain_reorg') takeReorg(context, memory, data);
    },
    onEnd: (reason) => record.inc(metrics.eventsEnds, { ...labels, reason }),
  });
};

/**
 * `GET /eth/v1/events`, kept open over runs. A run only says how it stands: absent where the node does not offer it, 0
 * until an event has come.
 */
export const eventsProbe: SlowProbe = {
  name: 'events',
  everySeconds: 15,
  run: async (context) => {
    const { ask, record, labels } = context;
    const memory = memoryOf(context);
    memory.stream ??= open(context, memory, await clockOf(ask, slowDeadline));
    const { reason, delivers } = memory.stream.state();
    const offered = reason !== 'rpc_unsupported';
    record.set(metrics.methodSupported, { ...labels, method: 'events' }, offered ? 1 : 0);
    if (offered) record.set(metrics.eventsUp, labels, delivers ? 1 : 0);
    if (memory.lastDepth !== undefined) record.set(metrics.reorgDepth, labels, memory.lastDepth);
  },
  end: async (context) => {
    const memory = memoryOf(context);
    const { stream } = memory;
    memory.stream = undefined;
    await stream?.close();
  },
};
