/** What every execution RPC has in common: heads, blocks, logs, identity. */
import type { Block } from '../chain/model.ts';
import type { View } from '../chain/view.ts';
import { hex } from '../hash.ts';
import { failure, type Methods, type Outcome } from './envelope.ts';

export interface Dialect {
  readonly clientVersion: string;
  /** What `eth_syncing` answers. */
  readonly syncing: (view: View) => unknown;
  /** Methods that this client answers in its own way, before the common ones. */
  readonly own: (method: string, params: readonly unknown[], view: View) => Outcome | Promise<Outcome> | undefined;
  /** Everything else. */
  readonly otherwise: Methods;
}

const heightOfTag = (tag: unknown, view: View): number | undefined => {
  if (tag === 'latest' || tag === 'pending') return view.head;
  if (tag === 'safe') return view.safe;
  if (tag === 'finalized') return view.finalized;
  if (tag === 'earliest') return 0;
  if (typeof tag === 'string' && /^0x[0-9a-f]{1,13}$/i.test(tag)) return Number.parseInt(tag, 16);
  return undefined;
};

const shown = (block: Block | undefined): Outcome => ({ result: block?.json ?? null });

const blockByNumber = (params: readonly unknown[], view: View): Outcome => {
  const number = heightOfTag(params[0], view);
  if (number === undefined) return failure(-32602, 'invalid argument 0: hex string without 0x prefix');
  const block = view.block(number);
  const isTag = params[0] === 'safe' || params[0] === 'finalized';
  return isTag && !block ? failure(-32000, `${params[0]} block not found`) : shown(block);
};

/** No contract emits anything here; what matters is which ranges are refused (a head that is behind refuses new ones). */
const logs = (params: readonly unknown[], view: View): Outcome => {
  const filter: unknown = params[0];
  if (typeof filter !== 'object' || filter === null) return failure(-32602, 'missing value for required argument 0');
  if ('blockHash' in filter && typeof filter.blockHash === 'string') {
    return view.byHash(filter.blockHash) ? { result: [] } : failure(-32000, 'unknown block');
  }
  const from = heightOfTag('fromBlock' in filter ? filter.fromBlock : 'latest', view);
  const to = heightOfTag('toBlock' in filter ? filter.toBlock : 'latest', view);
  if (from === undefined || to === undefined) return failure(-32602, 'invalid block range params');
  if (from > to) return failure(-32602, 'invalid block range params');
  if (to > view.head) return failure(-32602, 'block range extends beyond current head block');
  return { result: [] };
};

export const executionMethods =
  (dialect: Dialect, view: () => View): Methods =>
  (method, params) => {
    const now = view();
    const own = dialect.own(method, params, now);
    if (own) return own;
    switch (method) {
      case 'eth_blockNumber':
        return { result: hex(now.head) };
      case 'eth_getBlockByNumber':
        return blockByNumber(params, now);
      case 'eth_getBlockByHash':
        return shown(now.byHash(String(params[0])));
      case 'eth_chainId':
        return { result: hex(now.chainId) };
      case 'net_version':
        return { result: String(now.chainId) };
      case 'eth_syncing':
        return { result: dialect.syncing(now) };
      case 'web3_clientVersion':
        return { result: dialect.clientVersion };
      case 'eth_getLogs':
        return logs(params, now);
      default:
        return dialect.otherwise(method, params);
    }
  };
