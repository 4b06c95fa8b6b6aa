import { expect, it } from 'vitest';
import { countRequests, noRequests, type Requests, requestsIn } from '../../../exporters/treasury/requests.ts';
import { endOf, startOf } from '../../../treasury/months.ts';

const hour = 3600;
const growing = (from: number, to: number, every: number, before: Requests = noRequests()): Requests => {
  let seen = before;
  let count = 100;
  for (let at = from; at <= to; at += every, count += 7) seen = countRequests(seen, new Map([['arb', count]]), at);
  return seen;
};

it('requests of a month are told only when the whole month was watched', () => {
  const start = startOf('2026-03');
  const end = endOf('2026-03');
  const steps = Math.floor((end - start) / (hour / 2));
  expect(requestsIn(growing(start, end - 1, hour / 2), '2026-03')).toBe((steps - 1) * 7);
  expect(requestsIn(growing(start + 2 * hour, end - 1, hour), '2026-03')).toBeUndefined();
  expect(requestsIn(growing(start, end - 2 * hour, hour), '2026-03')).toBeUndefined();
});

it('a counter that begins anew, and one that comes later, lose nothing', () => {
  const at = startOf('2026-03');
  let seen = countRequests(noRequests(), new Map([['a', 1000]]), at);
  seen = countRequests(seen, new Map([['a', 4]]), at + 60);
  seen = countRequests(seen, new Map(Object.entries({ a: 5, b: 10 })), at + 120);
  seen = countRequests(seen, new Map(Object.entries({ a: 5, b: 12 })), endOf('2026-03') - 60);
  expect(requestsIn(seen, '2026-03')).toBe(4 + 1 + 10 + 2);
});
