/** The month's money as members read it: never a zero that nobody knows, and nothing called spent that was not. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askMoney } from '../../../../alerts/router/digest/moneyFacts.ts';
import { moneyLines } from '../../../../alerts/router/digest/moneyText.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { temporaryStore } from '../fleet.ts';
import { noCoins, safe, treasuryFleet } from './treasuryFleet.ts';
import { moneyOf, utc, world } from './world.ts';

const now = utc(11, 1, 7);
const linesOf = (fleet: Fleet, month = '2026-10'): readonly string[] => moneyLines(moneyOf(fleet, month, now));
const tx = (digit: string): string => `0x${digit.repeat(64)}`;

const change = (dir: string): void => {
  const file = join(dir, '2026.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replace(',140.5,', ',40.5,'));
};

test.each([
  ['there are no books', { books: false }, '2026-10', 'there are no books where this is written'],
  ['the books begin later', {}, '2026-09', 'the books begin with 2026-10'],
  ['old rows were changed', { after: change }, '2026-10', 'old rows of the books were changed'],
  [
    'a row is broken',
    { after: (dir: string) => appendFileSync(join(dir, '2026.csv'), 'nonsense\n') },
    '2026-10',
    'the books have faults',
  ],
] as const)('unknown, and why: %s', (_title, variant, month, why) => {
  const lines = linesOf(treasuryFleet(variant), month);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`unknown, because ${why}`);
  expect(lines[0]).not.toMatch(/\d\.\d\d/);
});

test('what own money was exchanged for is not spent', () => {
  const books = [
    `x-1,2026-10-25,expense,own,exchange,10,USDC,${tx('7')},,2026-10,1,at par,,`,
    `x-2,2026-10-25,income,own,exchange,9.9,USD,,E-1,2026-10,,,,`,
  ];
  const spent = linesOf(treasuryFleet({ books })).find((line) => line.startsWith('Spent'));
  expect(spent).toBe('Spent on fixed cost 140.5 USDC · support 30 USDC');
});

test('a balance that does not come out is a warning, though no movement is unreconciled', () => {
  const short = { month: '2026-10', address: safe, currency: 'USDC', units: '69000000', block: 1, at: 1 };
  const line = linesOf(treasuryFleet({ facts: { balances: [short, ...noCoins] } }))[2];
  expect(line).toBe('⚠️ 0 unreconciled movements; opening, in and out do not come to what the chain holds');
});

test('a coin that nobody could hold against the chain is a warning, though no movement is unreconciled', () => {
  const lineOf = (balances: typeof noCoins) => linesOf(treasuryFleet({ facts: { balances } }))[2];
  expect(lineOf(noCoins)).toBe('⚠️ 0 unreconciled movements; not held against what the chain has: USDC');
  // Nor one that no row names.
  expect(lineOf([])).toBe('⚠️ 0 unreconciled movements; not held against what the chain has: ETH and USDC');
  // Fiat is on no chain.
  const fiat = `x-2,2026-10-25,income,other,bank,9.9,EUR,,E-1,2026-10,1.1,ECB,,`;
  expect(linesOf(treasuryFleet({ books: [fiat] }))[2]).toBe('✅ 0 unreconciled movements');
});

test('old rows that nobody held against git are told of, and only they', () => {
  const said = (fleet: Fleet): boolean => linesOf(fleet).some((line) => line.includes('held against git'));
  expect(said(treasuryFleet({ git: false }))).toBe(true);
  expect(said(treasuryFleet())).toBe(false);
});

const months = (texts: readonly string[]): readonly string[] => texts.filter((text) => text.startsWith('📊'));

test('a fleet without an edge for members tells its money alone, once', async () => {
  const { turn } = world(treasuryFleet({ edges: false }));
  expect(months(await turn(utc(10, 3)))).toEqual([]);
  const told = months(await turn(now));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('💶 **Money**: Income 240.00');
  expect(told[0]).not.toContain('objective');
  expect(months(await turn(now + 86_400))).toEqual([]);
});

test('it waits three days for a chain that was not read to the end of the month', async () => {
  const { turn } = world(treasuryFleet({ edges: false, facts: { at: utc(10, 20), balances: [] } }));
  await turn(utc(10, 3));
  expect(months(await turn(now))).toEqual([]);
  const told = months(await turn(utc(11, 4, 1)));
  expect(told[0]).toContain('⚠️ Not fully checked against the chain; the chain was read up to 2026-10-20 00:00:00 UTC');
});

test('while git is asked the router goes on: an event that waits is not behind the post', async () => {
  const fleet = treasuryFleet({ edges: false });
  const { turn } = world(fleet, temporaryStore(), askMoney(fleet));
  await turn(utc(10, 3));
  const order: string[] = [];
  setImmediate(() => order.push('a page'));
  const [told] = months(await turn(now));
  order.push('the post');
  expect(told).toContain('💶 **Money**: Income 240.00');
  expect(order).toEqual(['a page', 'the post']);
});

test('a router that ends while git is asked tells nothing, and owes it still', async () => {
  const fleet = treasuryFleet({ edges: false });
  const ended = new AbortController();
  const asked = askMoney(fleet)('2026-10', now, ended.signal);
  ended.abort();
  await expect(asked).rejects.toThrow();
  const store = temporaryStore();
  const ending = world(fleet, store, () => Promise.reject(new Error('aborted')));
  await ending.turn(utc(10, 3));
  await expect(ending.turn(now)).rejects.toThrow('aborted');
  expect(months(await world(fleet, store).turn(now))).toHaveLength(1);
});

test('a month whose money nobody could be asked about waits for the next hour, three days at most', async () => {
  const because = 'nobody could be asked about the books';
  const failing = world(treasuryFleet(), temporaryStore(), async () => ({ because, later: true }));
  await failing.turn(utc(10, 3));
  expect(months(await failing.turn(now))).toEqual([]);
  expect(months(await world(failing.fleet, failing.store).turn(now + 3600))).toHaveLength(1);
  const lasting = world(treasuryFleet(), temporaryStore(), async () => ({ because, later: true }));
  await lasting.turn(utc(10, 3));
  expect(months(await lasting.turn(utc(11, 4, 1)))[0]).toContain(`unknown, because ${because}`);
});
