/** `eth_getLogs` as geth answers it: ranges, an optional address, OR-ed topics, and the same logs on every node. */

import { sequencerInbox } from '../chain/batches.ts';
import type { Events, Log } from '../chain/events.ts';
import type { ChainModel } from '../chain/model.ts';
import type { View } from '../chain/view.ts';
import { hex } from '../hash.ts';
import { failure, type Outcome } from './envelope.ts';
import { heightOfTag } from './tags.ts';

/** What the public endpoints of Arbitrum allow; a node of one's own has no limit, but no one asks it for more. */
const widest = 10_000;

interface Filter {
  /** Lower case; undefined matches any. */
  readonly addresses: ReadonlySet<string> | undefined;
  /** By position; undefined matches any. */
  readonly topics: readonly (ReadonlySet<string> | undefined)[];
}

const anyOf = (value: unknown): ReadonlySet<string> | undefined => {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.length === 0 ? undefined : new Set(list.map((item) => String(item).toLowerCase()));
};

const filterOf = (asked: object): Filter => ({
  addresses: anyOf('address' in asked ? asked.address : undefined),
  topics: 'topics' in asked && Array.isArray(asked.topics) ? asked.topics.map(anyOf) : [],
});

const matches = (log: Log, { addresses, topics }: Filter): boolean =>
  (addresses === undefined || addresses.has(log.address)) &&
  topics.length <= log.topics.length &&
  topics.every((wanted, at) => wanted === undefined || wanted.has(log.topics[at] ?? ''));

const logsBetween = (from: number, to: number, view: View, events: Events): readonly Log[] => {
  const found: Log[] = [];
  // Another chain has other contracts.
  if (view.active?.mode === 'wrong_chain') return found;
  for (let number = from; number <= Math.min(to, view.indexed); number++) {
    const height = number - view.shift;
    const block = events.has(height) ? view.block(number) : undefined;
    if (block) found.push(...events.of(block, height));
  }
  return found;
};

export const answerLogs = (params: readonly unknown[], view: View, events: Events): Outcome => {
  const asked: unknown = params[0];
  if (typeof asked !== 'object' || asked === null) return failure(-32602, 'missing value for required argument 0');
  const filter = filterOf(asked);
  const answer = (from: number, to: number): Outcome => ({
    result: logsBetween(from, to, view, events).filter((log) => matches(log, filter)),
  });
  if ('blockHash' in asked && typeof asked.blockHash === 'string') {
    const block = view.byHash(asked.blockHash);
    return block ? answer(block.number, block.number) : failure(-32000, 'unknown block');
  }
  const from = heightOfTag('fromBlock' in asked ? asked.fromBlock : 'latest', view);
  const to = heightOfTag('toBlock' in asked ? asked.toBlock : 'latest', view);
  if (from === undefined || to === undefined || from > to) return failure(-32602, 'invalid block range params');
  if (to - from >= widest) return failure(-32602, `exceed maximum block range: ${widest}`);
  // Older clients clamp instead: then the caller believes that nothing happened in what is missing.
  if (to > view.head && view.active?.mode !== 'logs_clamped') {
    return failure(-32602, 'block range extends beyond current head block');
  }
  return answer(from, to);
};

/**
 * The same, with what the real client behind has for the range: contracts that the model does not hold. Another chain or
 * fork has others, and who asks for batches alone is spared the question.
 */
export const withLogsOf = async (
  own: Outcome,
  params: readonly unknown[],
  view: View,
  forward: NonNullable<ChainModel['forward']>,
): Promise<Outcome> => {
  const asked: unknown = params[0];
  if (!('result' in own) || !Array.isArray(own.result) || typeof asked !== 'object' || asked === null) return own;
  const { addresses } = filterOf(asked);
  const onlyBatches = addresses?.size === 1 && addresses.has(sequencerInbox);
  if (onlyBatches || 'blockHash' in asked || view.shift !== 0 || view.active?.mode === 'wrong_chain') return own;
  const from = heightOfTag('fromBlock' in asked ? asked.fromBlock : 'latest', view);
  const to = heightOfTag('toBlock' in asked ? asked.toBlock : 'latest', view);
  if (from === undefined || to === undefined) return own;
  const range = { fromBlock: hex(from), toBlock: hex(Math.min(to, view.indexed)) };
  const more = from > view.indexed ? { result: [] } : await forward('eth_getLogs', [{ ...asked, ...range }]);
  if ('error' in more || !Array.isArray(more.result)) return more;
  const heightOf = (log: unknown): number => Number(Reflect.get(Object(log), 'blockNumber'));
  return { result: [...own.result, ...more.result].toSorted((a, b) => heightOf(a) - heightOf(b)) };
};
