import { expect, test, vi } from 'vitest';
import { createIsolationCount } from '../../../alerts/router/isolationCount.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

const answering = (value: string) => {
  const asked: string[] = [];
  const send: typeof fetch = async (url) => {
    asked.push(decodeURIComponent(String(url)));
    return Response.json({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [0, value] }] },
    });
  };
  return { asked, ask: { timeoutMs: 1000, fetch: send } };
};

test('tells how often isolation was verified, and asks for it once in five minutes', async () => {
  const { asked, ask } = answering('4317.6');
  let now = 1000;
  const count = createIsolationCount(fleetOf('example'), () => now, ask);
  // Nothing is told before it is known.
  expect(count()).toBeUndefined();
  await vi.waitFor(() => expect(count()).toEqual({ verified: 4318, days: 30 }));
  now += 299;
  count();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain('headwatch_isolation_checks_total{result="closed"}');
  now += 2;
  count();
  expect(asked).toHaveLength(2);
});

test('tells nothing where nothing is tried, and asks nobody', () => {
  const { asked, ask } = answering('1');
  expect(createIsolationCount(fleetOf('minimal'), () => 0, ask)()).toBeUndefined();
  expect(asked).toEqual([]);
});
