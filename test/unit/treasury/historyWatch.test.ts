/** Git is asked about old rows once an hour, and sooner while something is wrong. */
import { expect, test } from 'vitest';
import { createHistoryWatch, type KnownHistory } from '../../../exporters/treasury/historyWatch.ts';

const place = { file: '2026.csv', line: 2 };
const good: KnownHistory = { checked: true, problems: [] };
const bad: KnownHistory = { ...good, problems: [{ place, found: 'another row', expected: 'the old one' }] };

test('once an hour, every five minutes while old rows are not as they were', () => {
  let asked = 0;
  let says = good;
  const watch = createHistoryWatch(() => {
    asked += 1;
    return says;
  });
  for (let now = 0; now < 7200; now += 60) watch.at(now);
  expect(asked).toBe(2);
  says = bad;
  expect(watch.at(7200)).toBe(bad);
  says = good;
  expect(watch.at(7200 + 240)).toBe(bad);
  expect(watch.at(7200 + 300)).toBe(good);
});

test('books that cannot be read have no history, and that is asked again soon', () => {
  let fails = true;
  const watch = createHistoryWatch(() => {
    if (fails) throw new Error('EACCES');
    return good;
  });
  expect(watch.at(0)).toBeUndefined();
  fails = false;
  expect(watch.at(300)).toBe(good);
});
