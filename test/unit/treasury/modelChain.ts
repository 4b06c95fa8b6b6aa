/**
 * A chain in memory that answers what the exporter of the treasury asks: blocks, logs, receipts, balances at any block. It
 * can be reorganised, and each node in front of it fails, lags and forgets as it is told.
 */
import { decodeFunctionData, encodeFunctionData, encodeFunctionResult } from 'viem/utils';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import type { Asker, Parse } from '../../../collector/probe/api.ts';
import type { TreasurySource } from '../../../collector/probe/treasury.ts';
import type { Observation } from '../../../collector/rpc/observation.ts';
import { feedAbi, safeAbi, safeTopics, tokenAbi, transferTopic } from '../../../exporters/treasury/abi.ts';

export const addressOf = (number: number): string => `0x${number.toString(16).padStart(40, '0')}`;
const word = (number: bigint | number): string => `0x${BigInt(number).toString(16).padStart(64, '0')}`;
const topicOf = (address: string): string => `0x${address.slice(2).padStart(64, '0')}`;
const hex = (number: bigint | number): string => `0x${number.toString(16)}`;
const nowhere = addressOf(0);
const payer = addressOf(0xdead);
// What these functions make and take is hex.
type Hex = `0x${string}`;

/** What happens in a block. `quiet`: no log tells of it. `exec`: a Safe pays. `inner`: a contract pays within a call. */
export type Act =
  | {
      readonly kind: 'token';
      readonly token: string;
      readonly from: string;
      readonly to: string;
      readonly units: bigint;
    }
  | { readonly kind: 'quiet'; readonly token: string; readonly to: string; readonly units: bigint }
  | { readonly kind: 'native'; readonly from: string; readonly to: string; readonly units: bigint }
  | { readonly kind: 'exec'; readonly from: string; readonly safe: string; readonly to: string; readonly units: bigint }
  | { readonly kind: 'inner'; readonly to: string; readonly units: bigint };

interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}
interface Tx {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly input: string;
  readonly logs: readonly Log[];
}
interface Block {
  readonly number: number;
  readonly hash: string;
  readonly timestamp: number;
  readonly txs: readonly Tx[];
  /** By coin and address. */
  readonly held: ReadonlyMap<string, bigint>;
  readonly nonces: ReadonlyMap<string, number>;
}

export const gasPaid = 21_000n;

/** @param genesis Unix seconds @param safes own addresses that tell of what they get */
export const modelChain = (genesis: number, safes: readonly string[]) => {
  let made = 0;
  const freshHash = (): string => {
    made += 1;
    return word(BigInt(made) * 0x9e37_79b9_7f4a_7c15n);
  };
  const blocks: Block[] = [
    { number: 0, hash: freshHash(), timestamp: genesis, txs: [], held: new Map(), nonces: new Map() },
  ];
  const head = (): Block => {
    const last = blocks.at(-1);
    if (!last) throw new Error('a chain has a block');
    return last;
  };
  const own = {
    /** The last final block. */
    final: 0,
    /** What the feed at any address answers: answer, updatedAt. */
    feed: [0n, 0] as readonly [bigint, number],
  };

  const txOf = (act: Act, add: (coin: string, address: string, units: bigint) => void): Tx => {
    const hash = freshHash();
    const received = (safe: string, from: string, units: bigint): readonly Log[] =>
      safes.includes(safe) ? [{ address: safe, topics: [safeTopics.received, topicOf(from)], data: word(units) }] : [];
    if (act.kind === 'token' || act.kind === 'quiet') {
      const from = act.kind === 'token' ? act.from : payer;
      add(act.token, from, -act.units);
      add(act.token, act.to, act.units);
      const told = {
        address: act.token,
        topics: [transferTopic, topicOf(from), topicOf(act.to)],
        data: word(act.units),
      };
      return { hash, from, to: act.token, value: 0n, input: '0xa9059cbb', logs: act.kind === 'token' ? [told] : [] };
    }
    if (act.kind === 'native') {
      add('', act.from, -act.units);
      add('', act.to, act.units);
      const logs = received(act.to, act.from, act.units);
      return { hash, from: act.from, to: act.to, value: act.units, input: '0x', logs };
    }
    if (act.kind === 'inner') {
      add('', act.to, act.units);
      return {
        hash,
        from: payer,
        to: addressOf(0xc0de),
        value: 0n,
        input: '0x01',
        logs: received(act.to, payer, act.units),
      };
    }
    add('', act.safe, -act.units);
    add('', act.to, act.units);
    const args = [act.to as Hex, act.units, '0x', 0, 0n, 0n, 0n, nowhere as Hex, nowhere as Hex, '0x'] as const;
    const input = encodeFunctionData({ abi: safeAbi, functionName: 'execTransaction', args });
    const done = { address: act.safe, topics: [safeTopics.executed], data: `${word(made)}${word(0).slice(2)}` };
    const logs = [done, ...received(act.to, act.safe, act.units)];
    return { hash, from: act.from, to: act.safe, value: 0n, input, logs };
  };

  const mine = (timestamp: number, acts: readonly Act[] = []): Block => {
    const before = head();
    const held = new Map(before.held);
    const nonces = new Map(before.nonces);
    const add = (coin: string, address: string, units: bigint): void => {
      const key = `${coin} ${address}`;
      held.set(key, (held.get(key) ?? 0n) + units);
    };
    const txs = acts.map((act) => {
      const tx = txOf(act, add);
      add('', tx.from, -gasPaid);
      nonces.set(tx.from, (nonces.get(tx.from) ?? 0) + 1);
      return tx;
    });
    const block = { number: before.number + 1, hash: freshHash(), timestamp, txs, held, nonces };
    blocks.push(block);
    return block;
  };

  const txJson = (tx: Tx, block: Block) => ({
    hash: tx.hash,
    from: tx.from,
    to: tx.to,
    value: hex(tx.value),
    input: tx.input,
    blockNumber: hex(block.number),
  });
  const logsJson = (block: Block) => {
    let index = 0;
    return block.txs.flatMap((tx) =>
      tx.logs.map((log) => {
        index += 1;
        return {
          ...log,
          blockNumber: hex(block.number),
          transactionHash: tx.hash,
          logIndex: hex(index),
          removed: false,
        };
      }),
    );
  };
  const blockJson = (block: Block, full: boolean) => ({
    number: hex(block.number),
    hash: block.hash,
    timestamp: hex(block.timestamp),
    transactions: block.txs.map((tx) => (full ? txJson(tx, block) : tx.hash)),
  });
  const findTx = (hash: string) => {
    for (const block of blocks) {
      const tx = block.txs.find((one) => one.hash === hash);
      if (tx) return { block, tx };
    }
    return undefined;
  };
  interface Filter {
    readonly fromBlock: string;
    readonly toBlock: string;
    readonly address?: readonly string[];
    readonly topics: readonly (readonly string[] | null)[];
  }
  const matches = ({ address, topics }: Filter, log: Log): boolean =>
    (address === undefined || address.includes(log.address)) &&
    topics.every((any, place) => any === null || any.includes(log.topics[place] ?? ''));

  const call = (to: string, data: string, block: Block): string => {
    // The selectors of both ABIs differ.
    const abi = [...tokenAbi, ...feedAbi];
    const { functionName, args } = decodeFunctionData({ abi, data: data as Hex });
    if (functionName === 'balanceOf') return word(block.held.get(`${to} ${String(args?.[0]).toLowerCase()}`) ?? 0n);
    if (functionName === 'decimals') return word(6);
    const [answer, at] = own.feed;
    return encodeFunctionResult({
      abi: feedAbi,
      functionName: 'latestRoundData',
      result: [1n, answer, 0n, BigInt(at), 1n],
    });
  };

  const blockAt = (tag: unknown, top: number): Block | undefined => {
    const number = tag === 'latest' ? top : tag === 'finalized' ? Math.min(own.final, top) : Number(tag);
    return number <= top ? blocks[number] : undefined;
  };

  /** @param top the highest block that the node has */
  const answer = (method: string, params: readonly unknown[], top: number): unknown => {
    // What our own client sends: each method its own parameters.
    const [first, second] = params as [string, string];
    if (method === 'eth_getBlockByNumber') {
      const block = blockAt(first, top);
      return block ? blockJson(block, Boolean(second)) : null;
    }
    if (method === 'eth_getLogs') {
      const filter = params[0] as Filter;
      const range = blocks.slice(Number(filter.fromBlock), Math.min(top, Number(filter.toBlock)) + 1);
      return range.flatMap(logsJson).filter((log) => matches(filter, log));
    }
    if (method === 'eth_getTransactionByHash' || method === 'eth_getTransactionReceipt') {
      const found = findTx(first);
      if (!found || found.block.number > top) return null;
      const { block, tx } = found;
      if (method === 'eth_getTransactionByHash') return txJson(tx, block);
      return {
        transactionHash: tx.hash,
        blockNumber: hex(block.number),
        blockHash: block.hash,
        status: '0x1',
        gasUsed: hex(gasPaid),
        effectiveGasPrice: '0x1',
        logs: logsJson(block).filter(({ transactionHash }) => transactionHash === tx.hash),
      };
    }
    const block = blockAt(second, top);
    if (!block) throw new Error('header not found');
    if (method === 'eth_getBalance') return hex(block.held.get(` ${first}`) ?? 0n);
    if (method === 'eth_getTransactionCount') return hex(block.nonces.get(first) ?? 0);
    if (method === 'eth_getCode') return '0x01';
    if (method !== 'eth_call') throw new Error(`no ${method}`);
    const { to, data } = params[0] as { to: string; data: string };
    return call(to.toLowerCase(), data, block);
  };

  /** What a node answers instead; undefined: what the chain has. */
  type Fault = (
    method: string,
    params: readonly unknown[],
  ) => { readonly fails: FailureReason } | { readonly result: unknown } | undefined;

  const openNode = (name: string) => {
    const node = {
      fault: (() => undefined) as Fault,
      /** Blocks that it lags behind. */
      lag: 0,
      /** Blocks below its head whose state it keeps. */
      keeps: Number.POSITIVE_INFINITY,
      asked: [] as string[],
    };
    const state = new Set(['eth_call', 'eth_getBalance', 'eth_getTransactionCount', 'eth_getCode']);
    const timing = { sentWall: 0, sentMono: 0, receivedMono: 0 };
    const seen = <T>(
      method: string,
      params: readonly unknown[],
      parse?: Parse<T>,
      limit = 1024 * 1024,
    ): Observation<T> => {
      node.asked.push(method);
      const top = head().number - node.lag;
      const fault = node.fault(method, params);
      if (fault && 'fails' in fault) return { ok: false, reason: fault.fails, ...timing };
      if (state.has(method) && Number(params[1]) < top - node.keeps)
        return { ok: false, reason: 'rpc_error', ...timing };
      let result: unknown;
      try {
        result = fault ? fault.result : answer(method, params, top);
      } catch {
        return { ok: false, reason: 'rpc_error', ...timing };
      }
      if (JSON.stringify(result).length > limit) return { ok: false, reason: 'too_large', ...timing };
      // Without a parser the raw result is the value.
      const parsed = parse ? parse(result) : { value: result as T };
      return 'value' in parsed
        ? { ok: true, value: parsed.value, ...timing }
        : { ok: false, reason: parsed.reason, ...timing };
    };
    const none = { ok: false, reason: 'http_4xx', ...timing } as const;
    const asker: Asker = {
      rpc: async <T>(method: string, params: readonly unknown[], _: number, parse?: Parse<T>, limit?: number) =>
        seen(method, params, parse, limit),
      get: async () => none,
      text: async () => none,
    };
    const source = (): TreasurySource => ({ name, asker, well: true });
    return { node, source };
  };

  return {
    own,
    head,
    mine,
    blocks: blocks as readonly Block[],
    /** Takes blocks back; hashes of what follows are others. */
    revertTo: (number: number): void => {
      blocks.length = number + 1;
    },
    answer: (method: string, params: readonly unknown[]) => answer(method, params, head().number),
    openNode,
  };
};
