/** Where a node's own metrics are looked for, and who is shown its keys. */
import { expect, test } from 'vitest';
import { parse } from './support.ts';

const endpointFor = (node: string) => {
  const text = `service: { name: test }
vantage: eu
nodes:
  - { name: one, chain: CHAIN, region: eu, headers: { X-Key: "a-key-of-this-node" }, ${node} }
`;
  const chain = node.includes('arbitrum') ? 'arbitrum-one' : 'ethereum';
  return parse(text.replace('CHAIN', chain)).nodes[0]?.metrics;
};

test.each([
  ['kind: arbitrum-nitro, host: 10.8.0.11, metrics: true', 'http://10.8.0.11:6070/debug/metrics/prometheus'],
  ['kind: ethereum-execution, host: 10.8.0.11, metrics: true', 'http://10.8.0.11:6060/debug/metrics/prometheus'],
  ['kind: ethereum-consensus, host: "::1", metrics: true', 'http://[::1]:5054/metrics'],
  ['kind: evm, host: 10.8.0.11, metrics: "https://m.example.org/x?y=z"', 'https://m.example.org/x?y=z'],
])('%s', (node, url) => {
  expect(endpointFor(node)?.url.reveal()).toBe(url);
});

test('nothing is scraped unless it is asked for', () => {
  expect(endpointFor('kind: arbitrum-nitro, host: 10.8.0.11')).toBeUndefined();
  expect(endpointFor('kind: arbitrum-nitro, host: 10.8.0.11, metrics: false')).toBeUndefined();
});

test('the headers of a node, which may be keys, go to its own host and to no other', () => {
  const sent = (node: string) => Object.keys(endpointFor(node)?.headers ?? {});
  expect(sent('kind: arbitrum-nitro, host: 10.8.0.11, metrics: true')).toEqual(['X-Key']);
  expect(sent('kind: evm, rpc: "http://10.8.0.11:8545/", metrics: "http://10.8.0.11:6060/metrics"')).toEqual(['X-Key']);
  expect(sent('kind: evm, host: 10.8.0.11, metrics: "http://10.8.0.12:6060/metrics"')).toEqual([]);
});
