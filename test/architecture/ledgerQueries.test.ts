/** The ledger reads raw samples only: what fills gaps or extrapolates would make seconds up. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const room = new URL('../../alerts/ledger/', import.meta.url);
const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** Of PromQL: a range query, growth of a counter, and everything that makes new values out of samples. */
const refused = /query_range|\b(increase|i?rate|i?delta|resets|changes|\w+_over_time|last_over_time)\(/;

const codeOf = (name: string): string =>
  readFileSync(new URL(name, room), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

test.each(files)('%s asks for nothing but raw samples', (name) => {
  expect(refused.exec(codeOf(name))?.[0]).toBeUndefined();
});

test('only the source speaks to Prometheus', () => {
  const speaking = files.filter((name) => codeOf(name).includes('/api/v1/query'));
  expect(speaking).toEqual(['prometheusSource.ts']);
});

test('the lint sees what it refuses', () => {
  for (const text of ['/api/v1/query_range', 'increase(x[1h])', 'max_over_time(x[5m])', 'rate(x[5m])'])
    expect(refused.test(text), text).toBe(true);
  expect(refused.test('x[3600000ms]')).toBe(false);
});
