import { expect, it } from 'vitest';
import { safeProbe } from '../../../exporters/evmSafe.ts';
import { type Answer, probing } from './support/probing.ts';

const hash = (of: string): string => `0x${of.repeat(32)}`;
const head = (number: number, of: string) => ({ number, timestamp: number, hash: hash(of) });
const block = (number: number, of: string): Answer => ({
  result: { number: `0x${number.toString(16)}`, timestamp: '0x64', hash: hash(of) },
});
const reorgs = 'headwatch_safe_reorgs_total';

it('a block that was safe and is another one later is counted, also when the tag has gone on', async () => {
  const node = probing(safeProbe);
  const look = async (safe: ReturnType<typeof head> | undefined, rpc: Readonly<Record<string, Answer>> = {}) => {
    if (safe) node.hints.safe = safe;
    else delete node.hints.safe;
    await node.run({ rpc });
    return node.values()[reorgs];
  };
  expect(await look(undefined)).toBe(0);
  expect(await look(head(16, 'aa'))).toBe(0);
  expect(await look(head(16, 'aa'))).toBe(0);
  expect(node.asked).toEqual([]);
  expect(await look(head(32, 'bb'), { 'eth_getBlockByNumber 0x10': block(16, 'aa') })).toBe(0);
  expect(await look(head(32, 'bc'))).toBe(1);
  expect(await look(head(48, 'dd'), { 'eth_getBlockByNumber 0x20': block(32, 'ee') })).toBe(2);
});

it('what a node in doubt calls safe is not remembered, and what it said before still counts', async () => {
  const node = probing(safeProbe);
  node.hints.safe = head(32, 'bb');
  await node.run({});
  node.hints.doubted = true;
  node.hints.safe = head(9000, 'ff');
  await node.run({});
  node.hints.doubted = false;
  node.hints.safe = head(48, 'cc');
  await node.run({ rpc: { 'eth_getBlockByNumber 0x20': block(32, 'bb') } });
  expect(node.values()[reorgs]).toBe(0);
  node.hints.safe = head(64, 'dd');
  await node.run({ rpc: { 'eth_getBlockByNumber 0x30': block(48, 'ee') } });
  expect(node.values()[reorgs]).toBe(1);
});

it('a tag that falls takes nothing back, and a node that does not know the block has not said another one', async () => {
  const node = probing(safeProbe);
  node.hints.safe = head(32, 'bb');
  await node.run({});
  // After a start it names a lower one, and catches up to the same.
  node.hints.safe = head(16, 'aa');
  await node.run({});
  node.hints.safe = head(48, 'cc');
  await node.run({ rpc: { 'eth_getBlockByNumber 0x20': { result: null } } });
  expect(node.last()).toMatchObject({ ok: false, reason: 'null_result' });
  await node.run({ rpc: { 'eth_getBlockByNumber 0x20': block(32, 'bb') } });
  expect(node.values()[reorgs]).toBe(0);
});
