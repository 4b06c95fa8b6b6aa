/** A real anvil for one test file, mined by hand, and what is sent to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { encodeDeployData, encodeFunctionData } from 'viem/utils';
import { anvilBinary } from '../../demo/sim/chain/anvil.ts';
import type { Contract } from './contracts.ts';

export interface Receipt {
  readonly transactionHash: string;
  readonly contractAddress: string | null;
  readonly status: string;
  readonly blockNumber: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
}

export interface Sent {
  readonly from?: string;
  readonly to?: string;
  readonly value?: bigint;
  readonly data?: string;
}

export interface Anvil {
  readonly url: string;
  /** @throws Error with what anvil says */
  ask(method: string, params?: readonly unknown[]): Promise<unknown>;
  readonly accounts: readonly string[];
  /** Sends and mines; a transaction that fails is mined too. */
  send(tx: Sent): Promise<Receipt>;
  deploy(contract: Contract, args?: readonly unknown[]): Promise<string>;
  /** Calls a function of a contract in a transaction. */
  run(contract: Contract, to: string, name: string, args: readonly unknown[], tx?: Sent): Promise<Receipt>;
  /** @param at time of the first of them, Unix seconds */
  mine(blocks?: number, at?: number): Promise<void>;
  head(): Promise<number>;
  stop(): Promise<void>;
}

/** Blocks below the head from which on anvil calls them final, with one slot in an epoch. */
export const finalDepth = 2;

const listening = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', () => reject(new Error(`anvil did not start: ${said.slice(-500)}`)));
    child.once('error', reject);
  });

/** @param genesis time of block 0, Unix seconds */
export const startAnvil = async (genesis: number): Promise<Anvil> => {
  const flags = ['--host', '127.0.0.1', '--port', '0', '--chain-id', '42161', '--slots-in-an-epoch', '1'];
  const child = spawn(anvilBinary(), [...flags, '--no-mining', '--timestamp', String(genesis)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await listening(child);
  const ask = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    // Anvil speaks JSON-RPC.
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  };
  // What each of these methods answers.
  const accounts = (await ask('eth_accounts')) as readonly string[];
  const mine = async (blocks = 1, at?: number): Promise<void> => {
    if (at !== undefined) await ask('evm_setNextBlockTimestamp', [at]);
    for (let block = 0; block < blocks; block++) await ask('evm_mine');
  };
  const send = async ({ from = accounts[0], value = 0n, to, data }: Sent): Promise<Receipt> => {
    const tx = {
      from,
      value: `0x${value.toString(16)}`,
      gas: '0x5b8d80',
      ...(to ? { to } : {}),
      ...(data ? { data } : {}),
    };
    const hash = await ask('eth_sendTransaction', [tx]);
    await mine();
    return (await ask('eth_getTransactionReceipt', [hash])) as Receipt;
  };
  return {
    url,
    ask,
    accounts,
    mine,
    send,
    deploy: async ({ abi, bytecode }, args = []) => {
      const { contractAddress } = await send({ data: encodeDeployData({ abi, bytecode, args: [...args] }) });
      if (!contractAddress) throw new Error('not deployed');
      return contractAddress.toLowerCase();
    },
    run: ({ abi }, to, functionName, args, tx = {}) =>
      send({ ...tx, to, data: encodeFunctionData({ abi, functionName, args: [...args] }) }),
    head: async () => Number(await ask('eth_blockNumber')),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
};
