/** Methods that a client knows and its operator has switched off: in the words of each client. */
import { expect, test } from 'vitest';
import { txpoolProbe } from '../../../exporters/ethereumExecution/probes.ts';
import { type Answer, probing } from './support/probing.ts';

const disabled =
  "The method 'txpool_status' is found but the namespace 'TxPool' is disabled for http://127.0.0.1:8545. Consider adding the namespace 'TxPool' to JsonRpc.AdditionalRpcUrls for an additional URL, or to JsonRpc.EnabledModules for the default URL.";

test.each<[string, Answer]>([
  [
    'geth, without the namespace',
    { error: -32_601, message: 'the method txpool_status does not exist/is not available' },
  ],
  ['besu, without the namespace', { error: -32_604, message: 'Method not enabled' }],
  ['besu, without a pool', { error: -32_002, message: 'Transaction pool not enabled' }],
  ['nethermind, without the namespace', { error: -32_600, message: disabled }],
])('%s: the method is unsupported, and nothing has failed', async (_client, answer) => {
  const node = probing(txpoolProbe);
  await node.run({ rpc: { txpool_status: answer } });
  expect(node.last()).toMatchObject({ ok: true });
  expect(node.values()).toEqual({ 'headwatch_rpc_method_supported{method="txpool_status"}': 0 });
});

test.each<[string, Answer]>([
  ['an invalid request', { error: -32_600, message: 'Invalid request' }],
  ['a resource that is not there', { error: -32_002, message: 'Resource unavailable' }],
])('%s of the same code is a failure all the same', async (_what, answer) => {
  const node = probing(txpoolProbe);
  await node.run({ rpc: { txpool_status: answer } });
  expect(node.last()).toMatchObject({ ok: false, reason: 'rpc_error' });
});
