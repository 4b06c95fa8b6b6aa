import { expect, test } from 'vitest';
import { createBookings, type Worth } from '../../../collector/tick/bookings.ts';

const books = () => {
  const booked: string[] = [];
  return { booked, ...createBookings((worth, seconds) => booked.push(`${worth.state} ${seconds}`)) };
};
const good: Worth = { state: 'good' };
const bad: Worth = { state: 'bad', fault: 'no_http' };

test('a second that hangs is booked before those that were lived after it', () => {
  const { booked, open, settle } = books();
  const [first, second, third] = [open(1), open(2), open(3)];
  settle(second, good);
  settle(third, good);
  expect(booked).toEqual([]);
  settle(first, bad);
  expect(booked).toEqual(['bad 1', 'good 1', 'good 1']);
});

test('the first word on a second counts', () => {
  const { booked, open, settle } = books();
  const only = open(1);
  settle(only, bad);
  settle(only, good);
  expect(booked).toEqual(['bad 1']);
});

test('seconds that nobody asked in keep their place', () => {
  const { booked, open, settle, add } = books();
  const first = open(1);
  add({ state: 'unknown' }, 3, 5);
  expect(booked).toEqual([]);
  settle(first, bad);
  expect(booked).toEqual(['bad 1', 'unknown 3']);
});

test('a second that nobody ever speaks of is unknown and holds up nobody for ever', () => {
  const { booked, open, settle } = books();
  const lost = open(1);
  for (let mono = 2; mono <= 15; mono += 1) settle(open(mono), good);
  expect(booked).toEqual([]);
  settle(open(17), good);
  expect(booked).toEqual(['unknown 1', ...Array(15).fill('good 1')]);
  settle(lost, bad);
  expect(booked).toHaveLength(16);
});
