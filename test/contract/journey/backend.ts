/** A node behind a path of a journey: a test changes its state, or one method's answer, and runs the journey again. */
import { encodeAbiParameters, keccak256, parseAbiParameters, stringToBytes, toFunctionSelector } from 'viem/utils';
import { onTestFinished } from 'vitest';
import { livepeerDefaults } from '../../../collector/config/livepeer.ts';
import { Secret } from '../../../collector/config/secret.ts';
import type { Chain } from '../../../collector/policy/chains.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder, type Ladder } from '../../../collector/policy/ladder.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { type JourneyCompany, type JourneyContext, newCompany } from '../../../collector/probe/journey.ts';
import { createRegistry, type MetricRegistry } from '../../../collector/registry/registry.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { hashOf, headerOf, startFakeNode } from '../../support/fakeNode.ts';

/** Answers `undefined` to leave the default; throws RpcError for a JSON-RPC error. */
export type Method = (params: readonly unknown[]) => unknown;

export class RpcError extends Error {
  readonly code: number;
  constructor(code: number) {
    super('an error text that nobody may show');
    this.code = code;
  }
}

export interface Backend {
  head: number;
  l1: number;
  timestamp: number;
  /** All logs of the chain, oldest first. */
  logs: readonly { readonly block: number; readonly index: number; readonly tx?: string }[];
  contracts: Record<string, string>;
  /** Status of every answer, when it is not 200. */
  status: number;
  readonly methods: Record<string, Method>;
  readonly asked: { readonly method: string; readonly params: readonly unknown[] }[];
  readonly url: string;
}

const words = (...values: readonly bigint[]): string =>
  `0x${values.map((value) => value.toString(16).padStart(64, '0')).join('')}`;

const selectors: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'currentRound()',
    'currentRoundInitialized()',
    'currentRoundStartBlock()',
    'lastInitializedRound()',
    'roundLength()',
    'blockNum()',
    'blockHashForRound(uint256)',
    'getContract(bytes32)',
    'getTranscoderPoolSize()',
    'getTotalBonded()',
    'getSenderInfo(address)',
    'claimedReserve(address,address)',
    'latestRoundData()',
  ].map((signature) => [toFunctionSelector(signature), signature.split('(')[0] ?? '']),
);

/** What a contract's function answers: decided by the name, as on chain. */
const callResult = (backend: Backend, data: string): string => {
  const name = selectors[data.slice(0, 10)] ?? '';
  if (name === 'getContract') {
    const asked = Object.keys(backend.contracts).find(
      (each) => keccak256(stringToBytes(each)).slice(2) === data.slice(10),
    );
    return encodeAbiParameters(parseAbiParameters('address'), [
      (backend.contracts[asked ?? ''] ?? `0x${'0'.repeat(40)}`) as `0x${string}`,
    ]);
  }
  if (name === 'getSenderInfo') return words(1n, 0n, 2n, 0n);
  if (name === 'latestRoundData') return words(7n, 2_500_00000000n, 1n, 1n, 7n);
  if (name === 'currentRoundInitialized') return words(1n);
  if (name === 'blockNum') return words(BigInt(backend.l1));
  return words(name === '' ? 0n : 3_456n);
};

const hex = (value: number): string => `0x${value.toString(16)}`;

const defaults = (backend: Backend, chainId: number): Record<string, Method> => {
  const header = (number: number) => ({
    ...headerOf({ number, timestamp: backend.timestamp }),
    l1BlockNumber: hex(backend.l1),
  });
  return {
    eth_chainId: () => hex(chainId),
    eth_getBlockByNumber: ([tag]) =>
      header(tag === 'safe' ? backend.head - 32 : tag === 'finalized' ? backend.head - 64 : backend.head),
    eth_getBlockByHash: ([hash]) => {
      const number = Number(hash);
      return number <= backend.head ? header(number) : null;
    },
    eth_gasPrice: () => '0x1312d00',
    eth_getLogs: ([filter]) => {
      const { fromBlock, toBlock } = filter as { fromBlock: string; toBlock: string };
      return backend.logs
        .filter(({ block }) => block >= Number(fromBlock) && block <= Number(toBlock))
        .map(({ block, index, tx }) => ({
          blockNumber: hex(block),
          blockHash: hashOf(block),
          transactionHash: tx ?? hashOf(block * 1000),
          logIndex: hex(index),
          address: livepeerDefaults.RoundsManager,
          data: '0x',
          topics: [],
        }));
    },
    eth_call: ([call]) => callResult(backend, (call as { data: string }).data),
  };
};

export const startBackend = async (chainId = 42_161, given: Partial<Backend> = {}): Promise<Backend> => {
  const asked: Backend['asked'] = [];
  const methods: Record<string, Method> = {};
  const fake = await startFakeNode((body, response) => {
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: unknown[] };
    asked.push({ method, params });
    response.statusCode = backend.status;
    response.setHeader('content-type', 'application/json');
    try {
      const own = methods[method]?.(params);
      const answer = own === undefined ? defaults(backend, chainId)[method] : () => own;
      if (!answer) throw new RpcError(-32601);
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answer(params) }));
    } catch (error) {
      const code = error instanceof RpcError ? error.code : -32603;
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: 'no' } }));
    }
  });
  onTestFinished(fake.stop);
  const backend: Backend = {
    head: 50_000,
    l1: 900,
    timestamp: Math.floor(Date.now() / 1000),
    logs: [],
    contracts: { ...livepeerDefaults },
    status: 200,
    ...given,
    methods,
    asked,
    url: fake.url,
  };
  return backend;
};

export interface PathOptions {
  readonly chain?: Chain;
  readonly target?: string;
  readonly company?: JourneyCompany;
  readonly ladder?: Partial<Ladder>;
  readonly l1Head?: JourneyContext['l1Head'];
  readonly beacon?: string;
  readonly socket?: string;
}

/** What a journey over this path works with, and the registry that it records into. */
export const pathTo = (
  url: string,
  { chain = knownChains['arbitrum-one'], target = 'arb', company = newCompany(), ...rest }: PathOptions = {},
): { readonly context: JourneyContext; readonly registry: MetricRegistry; readonly slow: () => Promise<string> } => {
  const registry = createRegistry(['fast', 'slow']);
  const labels = { target, role: 'edge', chain: chain.name, region: 'eu', vantage: 'eu' } as const;
  const askerTo = (address: string) => {
    const pool = createPool({ url: new Secret(address), headers: {}, via: 'cloudflare' });
    onTestFinished(pool.close);
    return createAsker(pool, labels, registry);
  };
  const context: JourneyContext = {
    chain,
    ladder: { ...defaultLadder(chain), ...rest.ladder },
    labels,
    ask: askerTo(url),
    beacon: rest.beacon === undefined ? undefined : askerTo(rest.beacon),
    socket: rest.socket === undefined ? undefined : { url: new Secret(rest.socket), headers: {}, via: 'cloudflare' },
    livepeer: livepeerDefaults,
    l1Head: rest.l1Head ?? (() => undefined),
    company,
    recorder: registry,
  };
  return { context, registry, slow: () => registry.render('slow') };
};

/** The lines of one metric that hold all of the given texts. */
export const linesOf = (text: string, metric: string, ...parts: readonly string[]): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(metric) && parts.every((part) => line.includes(part)));
