import { expect, it } from 'vitest';
import { tagsProbe } from '../../../exporters/evmProbes.ts';
import { type Answer, probing } from './support/probing.ts';

const block = { result: { number: '0x10', timestamp: '0x64', hash: `0x${'ab'.repeat(32)}` } };
const answers = (safe: Answer, finalized: Answer) => ({
  rpc: { 'eth_getBlockByNumber safe': safe, 'eth_getBlockByNumber finalized': finalized },
});

it.each([
  ['null', { result: null }],
  ['an error of its own', { error: -32_000, message: 'safe block not found' }],
  ['an error of the other tag', { error: -32_000, message: 'finalized block not found' }],
  ['an error of reth', { error: -32_001, message: 'block not found: finalized' }],
  ['an error of another client', { error: -39_001 }],
  ['no such method', { error: -32_601 }],
])('%s from a node that has just started means "none yet"', async (_what, none) => {
  const node = probing(tagsProbe);
  await node.run(answers(none, none));
  expect(node.values()).toEqual({});
  expect(node.last()).toMatchObject({ ok: true });
});

it('from a node that has had one it means that the block is lost, and it is found again', async () => {
  const node = probing(tagsProbe);
  await node.run(answers(block, { result: null }));
  await node.run(answers({ error: -32_000, message: 'safe block not found' }, { result: null }));
  expect(node.values()).toEqual({ 'headwatch_tag_lost{tag="safe"}': 1 });
  await node.run(answers(block, block));
  expect(node.values()).toMatchObject({
    'headwatch_tag_lost{tag="safe"}': 0,
    'headwatch_tag_lost{tag="finalized"}': 0,
    'headwatch_tag_number{tag="finalized"}': 16,
  });
  expect(node.hints.finalized?.timestamp).toBe(100);
});

it('a node that does not answer has not lost anything that we know of', async () => {
  const node = probing(tagsProbe);
  await node.run(answers(block, block));
  await node.run(answers({ failure: 'timeout' }, { failure: 'timeout' }));
  expect(node.values()).toEqual({});
  expect(node.last()).toMatchObject({ ok: false, reason: 'timeout' });
});

it('what it said before is no word of now: a question that fails leaves neither block, whichever it was', async () => {
  for (const [safe, finalized] of [
    [{ failure: 'timeout' }, { failure: 'timeout' }],
    [{ error: -32_000, message: 'too many open files' }, block],
  ] as const) {
    const node = probing(tagsProbe);
    await node.run(answers(block, block));
    expect(node.hints).toMatchObject({ safe: { number: 16 }, finalized: { number: 16 } });
    await node.run(answers(safe, finalized));
    expect(node.hints).toEqual({});
  }
});

it('any other error says nothing of its blocks: not that there are none, nor that they are lost', async () => {
  const node = probing(tagsProbe);
  await node.run(answers({ error: -32_000, message: 'too many open files' }, block));
  expect(node.values()).toEqual({});
  expect(node.last()).toMatchObject({ ok: false, reason: 'rpc_error' });
  await node.run(answers(block, block));
  await node.run(answers({ error: -32_603 }, block));
  expect(node.values()).toEqual({});
  expect(node.last()).toMatchObject({ ok: false, reason: 'rpc_error' });
});

it('what a node in doubt says is shown, and not remembered', async () => {
  const node = probing(tagsProbe);
  node.hints.doubted = true;
  await node.run(answers(block, block));
  expect(node.values()).toMatchObject({ 'headwatch_tag_number{tag="safe"}': 16 });
  expect([node.hints.safe, node.hints.finalized]).toEqual([undefined, undefined]);
});
