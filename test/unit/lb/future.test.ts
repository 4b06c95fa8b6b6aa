/** A head in the future as the check sees it, whose clock is that of one host. */
import { expect, it } from 'vitest';
import { isFutureBeside } from '../../../collector/tick/future.ts';

const now = 1_778_722_230;
const ahead = (seconds: number) => ({ number: 1, timestamp: now + seconds, hash: '0x' });
/** @param others heads of other members, seconds after our clock */
const isLie = (own: number, ...others: number[]): boolean =>
  isFutureBeside(ahead(own), () => others.map((other) => ({ timestamp: now + other, age: 2.5 })), now, 0.25);

it('a clock that is slow speaks against no node that answers: alone, beside those that agree, beside one that stands still', () => {
  expect(isLie(3600)).toBe(false);
  expect(isLie(320, 320, 319)).toBe(false);
  expect(isLie(30, -40)).toBe(false);
});

it('a head that no clock is wrong by, and that nobody else has, is a lie', () => {
  expect(isLie(3600, 0)).toBe(true);
  expect(isLie(3600, 0, -1, 3600)).toBe(true);
});
