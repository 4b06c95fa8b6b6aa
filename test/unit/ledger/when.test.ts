import { expect, test } from 'vitest';
import { hoursText, parseLength, parseMonth, parseTime } from '../../../cli/ledger/when.ts';

const now = Date.UTC(2026, 10, 24, 22, 0, 30) / 1000;
const at = (text: string): string => new Date(parseTime('--from', text, now) * 1000).toISOString();

test('times as people type them, in UTC', () => {
  expect(at('now')).toBe('2026-11-24T22:00:30.000Z');
  expect(at('2026-11-26')).toBe('2026-11-26T00:00:00.000Z');
  for (const text of ['2026-11-26T22:15', '2026-11-26 22:15', '2026-11-26T22:15Z', '2026-11-26T22:15:00Z'])
    expect(at(text)).toBe('2026-11-26T22:15:00.000Z');
});

test('a time from now is never sooner than asked for, so that 48 h are 48 h when the router hears of it', () => {
  expect(at('+48h')).toBe('2026-11-26T22:01:00.000Z');
  expect(parseTime('--from', '+48h', now + 29) - (now + 29)).toBeGreaterThanOrEqual(48 * 3600 + 5);
});

test.each(['', 'tomorrow', '+1', '2026-02-30', '2026-11-26T25:00', '26.11.2026', '2026-11-26T22:15+01:00'])(
  '%j is refused with what was expected',
  (text) => {
    expect(() => parseTime('--from', text, now)).toThrow(`--from: found ${text}, expected now, +49h, or a time in UTC`);
  },
);

test('lengths and months', () => {
  expect(parseLength('--for', '90m')).toBe(5400);
  for (const text of ['0s', '200ms', '5', '-1h'])
    expect(() => parseLength('--for', text)).toThrow('expected a duration');
  expect(parseMonth('2026-10')).toBe('2026-10');
  for (const text of ['2026-13', '2026-1', 'october']) expect(() => parseMonth(text)).toThrow('expected a month');
  expect([hoursText(48 * 3600), hoursText(10_860), hoursText(300)]).toEqual(['48 h', '3 h 1 m', '5 m']);
});
