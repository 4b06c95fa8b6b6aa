/**
 * The logs of a range: transfers of any token from or to an own address, and what Safes tell. Of a block that somebody filled
 * with tokens that are no money of ours, those of our own contracts, which are asked for by their addresses.
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

export interface LogRange {
  readonly from: number;
  readonly to: number;
  /** Whether what is too large is left out; of a single block. */
  readonly leaveOut: boolean;
}

export interface LogsRead {
  readonly logs: readonly RawLog[];
  /** Of what there is more that no answer is small enough to tell: own contracts, others. */
  readonly cut: readonly ('own' | 'others')[];
}

/** Of any token. */
const transfers = (scope: Scope): readonly LogFilter[] => {
  const own = [...scope.own.keys()].map(topicOfAddress);
  return [{ topics: [[transferTopic], null, own] }, { topics: [[transferTopic], own] }];
};

const ofSafes: LogFilter = { topics: [Object.values(safeTopics)] };

const safesOf = (scope: Scope): readonly string[] =>
  [...scope.own].flatMap(([address, kind]) => (kind === 'safe' ? [address] : []));

/** Of our tokens and Safes alone. Where something is left out each contract is asked for by itself, so that it is little. */
const ownLogs = async (node: Node, scope: Scope, { from, to, leaveOut }: LogRange): Promise<LogsRead> => {
  const ask = async (filter: LogFilter, contracts: readonly string[]): Promise<LogsRead> => {
    // Without an address every contract would be meant.
    if (contracts.length === 0) return { logs: [], cut: [] };
    try {
      return { logs: await node.logs({ ...filter, address: contracts }, from, to, maxBytes), cut: [] };
    } catch (error) {
      if (!leaveOut || reasonOf(error) !== 'too_large') throw error;
      if (contracts.length === 1) return { logs: [], cut: ['own'] };
      const parts: LogsRead[] = [];
      for (const contract of contracts) parts.push(await ask(filter, [contract]));
      return { logs: parts.flatMap(({ logs }) => logs), cut: parts.flatMap(({ cut }) => cut) };
    }
  };
  const tokens = [...scope.tokens.keys()];
  const parts = await Promise.all([
    ...transfers(scope).map((filter) => ask(filter, tokens)),
    ask(ofSafes, safesOf(scope)),
  ]);
  return { logs: parts.flatMap(({ logs }) => logs), cut: parts.flatMap(({ cut }) => cut) };
};

/** @throws ProbeFailure `too_large` also of a block of which a node tells what is ours, and not all of it */
export const readLogs = async (node: Node, scope: Scope, range: LogRange): Promise<LogsRead> => {
  const { from, to, leaveOut } = range;
  const safes = safesOf(scope);
  try {
    const parts = await Promise.all([
      ...transfers(scope).map((filter) => node.logs(filter, from, to)),
      safes.length > 0 ? node.logs({ ...ofSafes, address: safes }, from, to) : [],
    ]);
    return { logs: parts.flat(), cut: [] };
  } catch (error) {
    if (from !== to || !smallerHelps.has(reasonOf(error))) throw error;
    const { logs, cut } = await ownLogs(node, scope, range);
    if (!leaveOut) throw new ProbeFailure('too_large');
    return { logs, cut: [...new Set([...cut, 'others' as const])] };
  }
};
