/** What the service says of itself is believed only as far as it is clear and fresh. */
import { expect, test } from 'vitest';
import { readStatus } from '../../../cli/journey/statusPage.ts';
import type { Status } from '../../../collector/status.ts';
import * as statuses from '../dashboards/support/statuses.ts';

const isStatus = (value: unknown): value is Status => typeof value === 'object' && value !== null && 'edges' in value;
const all = Object.entries<unknown>(statuses).flatMap(([name, value]) =>
  isStatus(value) ? [[name, value] as const] : [],
);
const read = (value: unknown, only?: string) => readStatus(JSON.stringify(value), 'arbitrum-one', only, statuses.at);

test('every state that the router puts together is readable', () => {
  expect(all.length).toBeGreaterThan(2);
  for (const [name, status] of all) expect(read({ ...status, validUntil: statuses.at }).kind, name).toBe('read');
});

const region = (name: string, state: string, measured = true) => ({ region: name, state, since: 5, measured });
const minimal = {
  version: 1,
  validUntil: statuses.at,
  edges: [
    { chain: 'arbitrum-one', regions: [region('eu', 'bad'), region('us', 'good'), region('ap', 'unknown', false)] },
    { chain: 'ethereum', regions: [region('eu', 'good')] },
  ],
  chains: [{ chain: 'arbitrum-one', verdict: 'live' }],
};

test('the regions that are measured, of the edges of this chain, or the one that was asked for', () => {
  const words = [
    { region: 'eu', state: 'bad', since: 5 },
    { region: 'us', state: 'good', since: 5 },
  ];
  expect(read(minimal)).toEqual({ kind: 'read', chainHalted: false, regions: words });
  expect(read(minimal, 'us')).toEqual({ kind: 'read', chainHalted: false, regions: words.slice(1) });
  expect(read(minimal, 'ap')).toEqual({ kind: 'read', chainHalted: false, regions: [] });
  const halted = { ...minimal, chains: [{ chain: 'arbitrum-one', verdict: 'halted' }] };
  expect(read(halted)).toMatchObject({ chainHalted: true });
});

test('a copy that is too old says nothing about now', () => {
  expect(read({ ...minimal, validUntil: statuses.at - 1 })).toEqual({ kind: 'unreadable', why: 'it is out of date' });
});

test('a name from elsewhere cannot write on the terminal', () => {
  const edges = [{ chain: 'arbitrum-one', regions: [region('eu\u001b[2J\nx', 'bad')] }];
  expect(read({ ...minimal, edges })).toMatchObject({ regions: [{ region: 'eu??2J?x' }] });
});

const malformed: Readonly<Record<string, string>> = {
  'a page': '<!doctype html>',
  nothing: '',
  'a list': '[]',
  'another version': JSON.stringify({ ...minimal, version: 2 }),
  'a state nobody knows': JSON.stringify({
    ...minimal,
    edges: [{ chain: 'arbitrum-one', regions: [region('eu', 'fine')] }],
  }),
  'no time of validity': JSON.stringify({ ...minimal, validUntil: undefined }),
};
for (const [name, text] of Object.entries(malformed)) {
  test(`${name} cannot be read`, () => {
    expect(readStatus(text, 'arbitrum-one', undefined, statuses.at)).toEqual({
      kind: 'unreadable',
      why: 'it is no status.json',
    });
  });
}
