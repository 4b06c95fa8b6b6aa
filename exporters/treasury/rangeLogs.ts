/**
 * The logs of a range. Those of our own contracts are asked for by their addresses, so that nobody else's can be in the way;
 * transfers of other tokens are no money of ours, and are counted where that can be done.
 */
import type { FailureReason } from '../../collector/catalogue/labels.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import { safeTopics, transferTopic } from './abi.ts';
import { type LogFilter, maxBytes, type Node, reasonOf } from './ask.ts';
import { type RawLog, topicOfAddress } from './logs.ts';
import type { Scope } from './move.ts';

/** A smaller range may be answered where a large one is refused, cut off or too slow. */
export const smallerHelps: ReadonlySet<FailureReason> = new Set([
  'timeout',
  'rpc_error',
  'too_large',
  'truncated',
  'http_4xx',
  'http_5xx',
]);

export interface LogsRead {
  readonly logs: readonly RawLog[];
  /** Whether there are more, which no answer is small enough to tell. */
  readonly cut: boolean;
}

const none: LogsRead = { logs: [], cut: false };

const transfers = (scope: Scope): readonly LogFilter[] => {
  const own = [...scope.own.keys()].map(topicOfAddress);
  return [{ topics: [[transferTopic], null, own] }, { topics: [[transferTopic], own] }];
};

export interface LogRange {
  readonly from: number;
  readonly to: number;
  /** Whether what is too large is left out; of a single block. */
  readonly leaveOut: boolean;
}

/** Of our tokens and Safes. Where something is left out each contract is asked for alone, so that it is as little as can be. */
export const ownLogs = async (node: Node, scope: Scope, { from, to, leaveOut }: LogRange): Promise<LogsRead> => {
  const tokens = [...scope.tokens.keys()];
  const safes = [...scope.own].flatMap(([address, kind]) => (kind === 'safe' ? [address] : []));
  const ask = async (filter: LogFilter, contracts: readonly string[]): Promise<LogsRead> => {
    // Without an address every contract would be meant.
    if (contracts.length === 0) return none;
    try {
      const limit = from === to ? maxBytes : undefined;
      return { logs: await node.logs({ ...filter, address: contracts }, from, to, limit), cut: false };
    } catch (error) {
      if (!leaveOut || reasonOf(error) !== 'too_large') throw error;
      if (contracts.length === 1) return { logs: [], cut: true };
      const parts: LogsRead[] = [];
      for (const contract of contracts) parts.push(await ask(filter, [contract]));
      return { logs: parts.flatMap(({ logs }) => logs), cut: parts.some(({ cut }) => cut) };
    }
  };
  const parts = await Promise.all([
    ...transfers(scope).map((filter) => ask(filter, tokens)),
    ask({ topics: [Object.values(safeTopics)] }, safes),
  ]);
  return { logs: parts.flatMap(({ logs }) => logs), cut: parts.some(({ cut }) => cut) };
};

/**
 * Transfers of tokens that fleet.yaml does not name.
 * @throws ProbeFailure `too_large` of a single block too that a node does not answer: what is ours it has just told
 */
export const otherLogs = async (node: Node, scope: Scope, { from, to, leaveOut }: LogRange): Promise<LogsRead> => {
  try {
    const parts = await Promise.all(transfers(scope).map((filter) => node.logs(filter, from, to)));
    return { logs: parts.flat().filter(({ address }) => !scope.tokens.has(address)), cut: false };
  } catch (error) {
    if (from !== to || !smallerHelps.has(reasonOf(error))) throw error;
    if (!leaveOut) throw new ProbeFailure('too_large');
    return { logs: [], cut: true };
  }
};
