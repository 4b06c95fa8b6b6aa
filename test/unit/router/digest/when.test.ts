/** When digests are due: wall clocks, the days on which they change, and what node-cron makes of the same words. */
import { createTask } from 'node-cron';
import { expect, test } from 'vitest';
import { dueWords, inWorkingHours, lastPeriod, monthDue, wallOf } from '../../../../alerts/router/digest/when.ts';
import type { DigestTimes } from '../../../../collector/config/fleetNotify.ts';
import { utc } from './world.ts';

const times = (timezone: string, at = '07:00'): DigestTimes => ({ at, timezone, daily: true, weekly: true });
const hour = 3600;

test('a day is from the last digest to this one, and the next one begins where it ends', () => {
  const period = lastPeriod('daily', times('UTC'), utc(11, 22, 7));
  expect(period).toEqual({ key: '2026-11-22', from: utc(11, 21, 7), to: utc(11, 22, 7) });
  expect(lastPeriod('daily', times('UTC'), utc(11, 22, 7) - 1).key).toBe('2026-11-21');
  expect(lastPeriod('daily', times('UTC'), utc(11, 23, 6)).key).toBe('2026-11-22');
});

test('a week ends on Monday of the wall clock', () => {
  const period = lastPeriod('weekly', times('Europe/Berlin'), utc(11, 27));
  expect(period).toEqual({ key: '2026-11-23', from: utc(11, 16, 6), to: utc(11, 23, 6) });
  expect(lastPeriod('weekly', times('Europe/Berlin'), utc(11, 23, 6) - 1).key).toBe('2026-11-16');
  // In Auckland it is Monday twelve hours and more before.
  expect(lastPeriod('weekly', times('Pacific/Auckland'), utc(11, 22, 18)).to).toBe(utc(11, 22, 18));
});

test('when clocks change, a day has 23 or 25 hours, and digests stay at their hour', () => {
  const spring = lastPeriod('daily', times('Europe/Berlin'), utc(3, 29, 12));
  expect([spring.to - spring.from, spring.to]).toEqual([23 * hour, utc(3, 29, 5)]);
  const autumn = lastPeriod('daily', times('Europe/Berlin'), utc(10, 25, 12));
  expect([autumn.to - autumn.from, autumn.to]).toEqual([25 * hour, utc(10, 25, 6)]);
});

test('through a whole year every second is told of once, in any time zone and at any hour', () => {
  for (const timezone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata'])
    for (const at of ['00:00', '02:30', '07:00', '23:59']) {
      let period = lastPeriod('daily', times(timezone, at), utc(1, 2));
      const keys = new Set([period.key]);
      while (period.to < utc(12, 31)) {
        const next = lastPeriod('daily', times(timezone, at), period.to + 26 * hour);
        const one = next.from === period.to ? next : lastPeriod('daily', times(timezone, at), period.to + 25 * hour);
        expect(one.from, `${timezone} ${at} after ${period.key}`).toBe(period.to);
        expect(keys.has(one.key)).toBe(false);
        keys.add(one.key);
        period = one;
      }
    }
});

test('node-cron wakes us at the second at which a digest is due, on each day of a year', () => {
  const task = createTask('0 7 * * *', () => undefined, { timezone: 'Europe/Berlin' });
  for (let now = utc(1, 2, 12); now < utc(12, 31); now += 24 * hour) {
    const { to, key } = lastPeriod('daily', times('Europe/Berlin'), now);
    expect(task.match(new Date(to * 1000)), key).toBe(true);
  }
  void task.destroy();
});

test('a month is told on its first day, and never before it is over', () => {
  expect(monthDue('2026-10', times('UTC'))).toBe(utc(11, 1, 7));
  expect(monthDue('2026-10', times('Europe/Berlin'))).toBe(utc(11, 1, 6));
  expect(monthDue('2026-10', times('Pacific/Auckland'))).toBe(utc(11, 1, 0));
});

test('working hours and words are of the wall clock', () => {
  expect(dueWords(utc(11, 22, 6), 'Europe/Berlin')).toBe('Sun 22 Nov 07:00 Europe/Berlin');
  const berlin = (at: number): boolean => inWorkingHours(wallOf(at, 'Europe/Berlin'));
  expect(
    [utc(11, 20, 7, 59), utc(11, 20, 8), utc(11, 20, 16, 59), utc(11, 20, 17), utc(11, 21, 10)].map(berlin),
  ).toEqual([false, true, true, false, false]);
});
