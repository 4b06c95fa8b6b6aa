/** Depth of reorganisations by parent hashes, with the questions that each one costs. */
import { expect, test } from 'vitest';
import type { HeaderLink } from '../../../exporters/evmHeaders.ts';
import { longestWalk, newChain, takeHead } from '../../../exporters/evmReorg.ts';

/** A chain on which each block is named by its fork and height. */
const world = () => {
  const blocks = new Map<string, HeaderLink>();
  const asked: string[] = [];
  const extend = (from: HeaderLink | undefined, fork: string, to: number): HeaderLink => {
    let last = from ?? { number: 99, hash: 'a99', parentHash: 'a98' };
    for (let number = last.number + 1; number <= to; number++) {
      last = { number, hash: `${fork}${number}`, parentHash: last.hash };
      blocks.set(last.hash, last);
    }
    return last;
  };
  const get = (hash: string): HeaderLink => {
    const found = blocks.get(hash);
    if (!found) throw new Error(`no block ${hash}`);
    return found;
  };
  const chain = newChain();
  const take = (hash: string): Promise<number> =>
    takeHead(chain, get(hash), async (parent) => {
      asked.push(parent);
      return blocks.get(parent);
    });
  return { extend, get, take, asked, blocks };
};

test('a chain that goes on, block by block, costs no question and has no reorganisation', async () => {
  const { extend, take, asked } = world();
  extend(undefined, 'a', 110);
  for (let number = 100; number <= 110; number++) expect(await take(`a${number}`)).toBe(0);
  expect(asked).toEqual([]);
});

test('a gap is filled by asking, and is none', async () => {
  const { extend, take, asked } = world();
  extend(undefined, 'a', 110);
  await take('a100');
  expect(await take('a104')).toBe(0);
  expect(asked).toEqual(['a103', 'a102', 'a101']);
  expect(await take('a105')).toBe(0);
  expect(asked).toHaveLength(3);
});

test.each([1, 2, 5, 30])('a reorganisation of depth %i', async (depth) => {
  const { extend, get, take } = world();
  extend(undefined, 'a', 140);
  for (let number = 100; number <= 140; number++) await take(`a${number}`);
  extend(get(`a${140 - depth}`), 'b', 141);
  expect(await take('b141')).toBe(depth);
  // It is told once: the new chain is the one that goes on.
  extend(get('b141'), 'b', 142);
  expect(await take('b142')).toBe(0);
});

test('one at the same height, and one to a lower head', async () => {
  const { extend, get, take } = world();
  extend(undefined, 'a', 110);
  for (let number = 100; number <= 110; number++) await take(`a${number}`);
  extend(get('a109'), 'b', 110);
  expect(await take('b110')).toBe(1);
  extend(get('a106'), 'c', 108);
  expect(await take('c108')).toBe(4);
});

test('a lower head of the same chain is another backend, and no reorganisation', async () => {
  const { extend, take, asked } = world();
  extend(undefined, 'a', 110);
  for (let number = 100; number <= 110; number++) await take(`a${number}`);
  expect(await take('a107')).toBe(0);
  expect(await take('a110')).toBe(0);
  expect(asked).toEqual([]);
});

test('a fork deeper than the walk is told as deep as it was walked, with a bounded number of questions', async () => {
  const { extend, take, asked } = world();
  extend(undefined, 'a', 300);
  for (let number = 100; number <= 300; number++) await take(`a${number}`);
  extend(undefined, 'b', 301);
  expect(await take('b301')).toBe(longestWalk);
  expect(asked.length).toBeLessThanOrEqual(longestWalk);
});

test('a node that was away, a height out of nowhere, or a parent that nobody knows: not known, so not told', async () => {
  const { extend, take, asked, blocks } = world();
  extend(undefined, 'a', 400);
  await take('a100');
  expect(await take('a300')).toBe(0);
  expect(asked).toEqual([]);
  blocks.delete('a302');
  expect(await take('a303')).toBe(0);
  expect(await take('a304')).toBe(0);
});

test('a fork whose blocks cannot be had is at least as deep as it was seen', async () => {
  const { extend, get, take, blocks } = world();
  extend(undefined, 'a', 110);
  for (let number = 100; number <= 110; number++) await take(`a${number}`);
  extend(get('a105'), 'b', 111);
  blocks.delete('b109');
  expect(await take('b111')).toBe(2);
});
