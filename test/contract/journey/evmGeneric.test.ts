/** The journey of any EVM client, against a real node. */
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { anvilBinary } from '../../../demo/sim/chain/anvil.ts';
import { journeyKinds } from '../../../exporters/index.ts';
import { linesOf, pathTo, RpcError, startBackend } from './backend.ts';

const chain = { name: 'dev', id: 7_777, blockTime: 2, quiet: true };

const startAnvil = async (): Promise<{ url: string; rpc: (method: string, ...params: unknown[]) => Promise<void> }> => {
  const args = ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(chain.id), '--no-mining'];
  const child = spawn(anvilBinary(), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', () => reject(new Error(`anvil ended: ${said}`)));
  });
  return {
    url,
    rpc: async (method, ...params) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
  };
};

test('anvil passes it, block after block, and another chain id does not', async () => {
  const anvil = await startAnvil();
  const { context, slow } = pathTo(anvil.url, { chain });
  const journey = journeyKinds['evm-generic'](context);
  expect(await journey.run()).toEqual({ ok: true });
  await anvil.rpc('anvil_mine', '0x5');
  expect(await journey.run()).toEqual({ ok: true });
  const text = await slow();
  for (const step of ['chain_id', 'head', 'logs', 'block_by_hash', 'gas_price']) {
    const [line] = linesOf(text, 'headwatch_journey_steps_total', 'journey="evm-generic"', `step="${step}"`, '"ok"');
    expect(line).toMatch(/ 2$/);
  }
  const wrong = pathTo(anvil.url, { chain: { ...chain, id: 7_778 } });
  expect(await journeyKinds['evm-generic'](wrong.context).run()).toEqual({
    ok: false,
    step: 'chain_id',
    reason: 'wrong_chain',
  });
});

test('what an endpoint does not offer is no failure; an error is one', async () => {
  const backend = await startBackend(chain.id);
  const { context, slow } = pathTo(backend.url, { chain });
  const journey = journeyKinds['evm-generic'](context);
  for (const method of ['eth_getLogs', 'eth_gasPrice']) {
    backend.methods[method] = () => {
      throw new RpcError(-32601);
    };
  }
  expect(await journey.run()).toEqual({ ok: true });
  expect(linesOf(await slow(), 'headwatch_journey_steps_total', 'step="logs"')).toEqual([]);
  backend.methods.eth_getLogs = () => {
    throw new RpcError(-32000);
  };
  expect(await journey.run()).toEqual({ ok: false, step: 'logs', reason: 'rpc_error' });
  expect(journey.boot).toBeUndefined();
});
