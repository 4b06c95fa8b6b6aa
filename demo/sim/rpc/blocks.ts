/** What every execution RPC has in common: heads, blocks, logs, identity. */
import type { Events } from '../chain/events.ts';
import type { Block } from '../chain/model.ts';
import type { View } from '../chain/view.ts';
import { hex } from '../hash.ts';
import { failure, type Methods, type Outcome } from './envelope.ts';
import { answerLogs } from './logs.ts';
import { heightOfTag } from './tags.ts';

export interface Dialect {
  readonly clientVersion: string;
  /** What `eth_syncing` answers. */
  readonly syncing: (view: View) => unknown;
  /** Methods that this client answers in its own way, before the common ones. */
  readonly own: (method: string, params: readonly unknown[], view: View) => Outcome | Promise<Outcome> | undefined;
  readonly events: Events;
  /** Everything else. */
  readonly otherwise: Methods;
}

const shown = (block: Block | undefined): Outcome => ({ result: block?.json ?? null });

const blockByNumber = (params: readonly unknown[], view: View): Outcome => {
  const number = heightOfTag(params[0], view);
  if (number === undefined) return failure(-32602, 'invalid argument 0: hex string without 0x prefix');
  const block = view.block(number);
  const isTag = params[0] === 'safe' || params[0] === 'finalized';
  return isTag && !block ? failure(-32000, `${params[0]} block not found`) : shown(block);
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
        return answerLogs(params, now, dialect.events);
      default:
        return dialect.otherwise(method, params);
    }
  };
