/** Asks an endpoint what it is: kind of node, chain, and the chain's pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chain, knownChains } from '../../policy/chains.ts';
import { valueAt } from '../read/faultPath.ts';
import type { Secret } from '../secret.ts';
import { ask } from './ask.ts';

export interface Pace {
  /** Seconds between blocks, undefined when fewer than two blocks are there. */
  readonly blockTime: number | undefined;
  /** Makes no blocks without transactions, by the age of its head. */
  readonly quiet: boolean;
}

export interface Identity {
  readonly kind: 'arbitrum-nitro' | 'ethereum-execution' | 'ethereum-consensus' | 'evm';
  readonly chainId: number;
  /** Name of a known chain; undefined for one that must be declared. */
  readonly chain: string | undefined;
  /** As the node calls itself; undefined when it does not say. */
  readonly version: string | undefined;
  /** Undefined when it does not say. */
  readonly syncing: boolean | undefined;
  /** Measured for chains that are not known. */
  readonly pace: Pace | undefined;
}

export type Identified =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly reason: string };

interface RpcAnswer {
  readonly result: unknown;
  readonly reason: string;
}

const call = async (endpoint: Secret, method: string, params: readonly unknown[] = []): Promise<RpcAnswer> => {
  const answer = await ask(endpoint, { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  if (!answer.ok) return { result: undefined, reason: answer.reason };
  const result = valueAt(answer.body, ['result']);
  const code = valueAt(answer.body, ['error', 'code']);
  const reason = typeof code === 'number' ? `JSON-RPC error ${code}` : 'an answer that is no JSON-RPC';
  return { result, reason };
};

const hexNumber = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,13}$/.test(value)) return undefined;
  return Number(value);
};

/** Printable, short: it is shown and written into a comment. */
const shortText = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const clean = value.replace(/[^\w./+ -]/g, '').slice(0, 80);
  return clean === '' ? undefined : clean;
};

const knownName = (chainId: number): string | undefined =>
  Object.values<Chain>(knownChains).find((chain) => chain.id === chainId)?.name;

const arbitrumIds: readonly number[] = [
  knownChains['arbitrum-one'].id,
  knownChains['arbitrum-nova'].id,
  knownChains['arbitrum-sepolia'].id,
];
const ethereumIds: readonly number[] = [knownChains.ethereum.id, knownChains.sepolia.id];

/** Gateways hide the client's name, but nothing else than Nitro serves the Arbitrum chains. */
const executionKind = (chainId: number, version: string | undefined): Identity['kind'] => {
  if (version?.toLowerCase().startsWith('nitro/') || arbitrumIds.includes(chainId)) return 'arbitrum-nitro';
  return ethereumIds.includes(chainId) ? 'ethereum-execution' : 'evm';
};

interface BlockTime {
  readonly number: number;
  readonly timestamp: number;
}

const blockAt = async (endpoint: Secret, tag: string): Promise<BlockTime | undefined> => {
  const { result } = await call(endpoint, 'eth_getBlockByNumber', [tag, false]);
  const number = hexNumber(valueAt(result, ['number']));
  const timestamp = hexNumber(valueAt(result, ['timestamp']));
  return number === undefined || timestamp === undefined ? undefined : { number, timestamp };
};

/** Over at most 100 blocks, without the genesis block, whose timestamp is often none of its time. */
const measurePace = async (endpoint: Secret, now: () => number): Promise<Pace> => {
  let head = await blockAt(endpoint, 'latest');
  for (let tries = 0; head !== undefined && head.number < 2 && tries < 4; tries++) {
    await sleep(500);
    head = await blockAt(endpoint, 'latest');
  }
  if (!head || head.number < 2) return { blockTime: undefined, quiet: true };
  const span = Math.min(100, head.number - 1);
  const before = await blockAt(endpoint, `0x${(head.number - span).toString(16)}`);
  if (!before) return { blockTime: undefined, quiet: true };
  const blockTime = Math.max(0.05, (head.timestamp - before.timestamp) / span);
  return { blockTime, quiet: now() - head.timestamp > Math.max(60, 10 * blockTime) };
};

const identifyConsensus = async (endpoint: Secret): Promise<Identified | undefined> => {
  const version = await ask(endpoint, { path: '/eth/v1/node/version' });
  const name = version.ok ? shortText(valueAt(version.body, ['data', 'version'])) : undefined;
  if (name === undefined) return undefined;
  const contract = await ask(endpoint, { path: '/eth/v1/config/deposit_contract' });
  const chainId = contract.ok ? Number(valueAt(contract.body, ['data', 'chain_id'])) : Number.NaN;
  if (!Number.isSafeInteger(chainId) || chainId < 1) {
    return { ok: false, reason: 'a beacon node that does not name its chain (/eth/v1/config/deposit_contract)' };
  }
  const syncing = await ask(endpoint, { path: '/eth/v1/node/syncing' });
  const isSyncing = syncing.ok ? valueAt(syncing.body, ['data', 'is_syncing']) : undefined;
  return {
    ok: true,
    identity: {
      kind: 'ethereum-consensus',
      chainId,
      chain: knownName(chainId),
      version: name,
      syncing: typeof isSyncing === 'boolean' ? isSyncing : undefined,
      // Slots of twelve seconds on every network of the beacon chain that runs with the main preset.
      pace: knownName(chainId) ? undefined : { blockTime: 12, quiet: false },
    },
  };
};

/** What an endpoint is, by its own answers; at most a few questions, each with a deadline. Never throws. */
export const identify = async (endpoint: Secret, now: () => number = () => Date.now() / 1000): Promise<Identified> => {
  const chain = await call(endpoint, 'eth_chainId');
  const chainId = hexNumber(chain.result);
  if (chainId === undefined || chainId < 1) {
    return (await identifyConsensus(endpoint)) ?? { ok: false, reason: chain.reason };
  }
  const version = shortText((await call(endpoint, 'web3_clientVersion')).result);
  const { result: sync } = await call(endpoint, 'eth_syncing');
  const name = knownName(chainId);
  return {
    ok: true,
    identity: {
      kind: executionKind(chainId, version),
      chainId,
      chain: name,
      version,
      syncing: sync === undefined || sync === null ? undefined : sync !== false,
      pace: name === undefined ? await measurePace(endpoint, now) : undefined,
    },
  };
};
