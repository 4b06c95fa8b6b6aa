/** A raw export gives back every sample that it was given, names nothing, and does not pass for whole when it is not. */
import { describe, expect, test } from 'vitest';
import { decodeTimes, decodeValues, encodeTimes, encodeValues } from '../../../alerts/ledger/exportCodec.ts';
import { readExport } from '../../../alerts/ledger/exportRead.ts';
import { createExport } from '../../../alerts/ledger/exportWrite.ts';
import type { LedgerEntry, RawSeries } from '../../../alerts/ledger/model.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { incidents } from '../../golden/report/months.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

describe('samples as text', () => {
  test('an hour of a counter is one token', () => {
    const hour = Array.from({ length: 3600 }, (_, second) => second);
    expect(encodeValues(hour.map((second) => second + 7))).toBe('=7 1*3599');
    expect(
      encodeTimes(
        hour.map((second) => 5000 + second * 1000),
        4000,
      ),
    ).toBe('1000*3600');
  });

  test.each([
    ['none', []],
    ['one', [3]],
    ['a reset', [5, 6, 0, 1]],
    ['parts of a second', [1_790_812_800.123, 1_790_812_800.123, 0.1, 0.30000000000000004]],
    ['what is no number', [Number.NaN, Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2]],
    ['signed zeros', [0, -0, 0, -0, 1]],
    ['beyond whole numbers', [2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 60, 1e300, 5e-324]],
  ])('values come back as they were: %s', (_name, values) => {
    expect(decodeValues(encodeValues(values))).toEqual(values);
  });

  test('random runs come back as they were', () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 200; round += 1) {
      let time = 1000;
      let value = 0;
      const samples = Array.from({ length: random(400) }, () => {
        time += random(3) === 0 ? 1 + random(3000) : 1000;
        value = [value, value + 1, random(1000), value / 3][random(4)] ?? 0;
        return [time, value] as const;
      });
      expect(
        decodeTimes(
          encodeTimes(
            samples.map(([at]) => at),
            500,
          ),
          500,
        ),
      ).toEqual(samples.map(([at]) => at));
      expect(decodeValues(encodeValues(samples.map(([, of]) => of)))).toEqual(samples.map(([, of]) => of));
    }
  });

  test.each(['1*0', '*3', '1*x', 'x', '=', '1  2'])('%j is no text of samples', (text) => {
    expect(() => decodeValues(text)).toThrow(/no (token|number)/);
  });
});

const fleet = fleetOf('example');
const from = Date.UTC(2026, 9) / 1000;
const counter = (region: string, vantage: string, state: string, values: readonly number[]): RawSeries => ({
  labels: {
    __name__: 'headwatch_edge_seconds_total',
    target: 'arb',
    role: 'edge',
    chain: 'arbitrum-one',
    region,
    vantage,
    state,
    instance: vantage,
    job: 'headwatch',
  },
  samples: values.map((value, index) => [(from + index + 1) * 1000 + 137, value]),
});
const series = [counter('eu', 'eu', 'good', [1, 2, 3, 3, 4]), counter('eu', 'eu', 'bad', [0, 0, 0, 1, 1])];
const written: readonly LedgerEntry[] = [
  {
    v: 1,
    type: 'maintenance',
    id: 'm1',
    scope: 'node:arb-eu',
    regions: [],
    from,
    to: from + 60,
    reason: 'arb-eu',
    author: 'mike',
    at: from - 9,
  },
  { v: 1, type: 'maintenance-end', of: 'm1', author: 'mike', at: from + 30 },
  {
    v: 1,
    type: 'reclassify',
    of: `arb/eu/bad/${from + 4}`,
    cause: 'client',
    author: 'mike',
    reason: 'see arb-ref-1',
    at: from + 99,
  },
];

const exported = async (): Promise<string> => {
  const writer = createExport({
    fleet,
    month: '2026-10',
    now: from + 7200,
    entries: written,
    incidents: { list: incidents, missing: null },
    source: { samples: async (_metric, match) => (match.target === 'arb' ? series : []) },
  });
  for (const target of ['arb', 'arb', 'arb-eu'])
    await writer.source.samples('headwatch_edge_seconds_total', { target, role: 'edge' }, from, from + 3600);
  return writer.text();
};
const read = (text: string) => readExport(text, { file: 'october.txt', kinds });

describe('an export', () => {
  test('holds every sample, under other names', async () => {
    const { source, month } = read(await exported());
    const edge = 'edge-1';
    const back = await source.samples(
      'headwatch_edge_seconds_total',
      { role: 'edge', target: edge },
      from,
      from + 3600,
    );
    expect(month).toBe('2026-10');
    expect(back.map(({ samples }) => samples)).toEqual(series.map(({ samples }) => samples));
    expect(back[1]?.labels).toEqual({
      target: edge,
      role: 'edge',
      chain: 'arbitrum-one',
      region: 'eu',
      vantage: 'eu',
      state: 'bad',
      instance: 'eu',
      job: 'headwatch',
    });
    expect(
      await source.samples('headwatch_edge_seconds_total', { target: 'node-1', role: 'edge' }, from, from + 3600),
    ).toEqual([]);
  });

  test('says that it does not hold what nobody asked for: absent is not empty', async () => {
    const { source } = read(await exported());
    await expect(
      source.samples('headwatch_edge_seconds_total', { target: 'edge-1', role: 'edge' }, from + 1, from + 3600),
    ).rejects.toThrow('october.txt does not hold headwatch_edge_seconds_total');
  });

  test('carries the fleet as members may know it, what people wrote, and incidents', async () => {
    const { fleet: told, entries, incidents: times } = read(await exported());
    expect(told.edges.map(({ name, alias, audience }) => [name, alias, audience])).toEqual([
      ['edge-1', 'Arbitrum RPC', 'members'],
      ['edge-2', 'Ethereum RPC', 'internal'],
    ]);
    expect(told.nodes.map(({ alias }) => alias)).toEqual(fleet.nodes.map(({ alias }) => alias));
    expect(told.service.objective).toBe(fleet.service.objective);
    expect(entries).toMatchObject([
      { type: 'maintenance', scope: 'node:node-1', reason: 'Node EU' },
      { type: 'maintenance-end', of: 'm1' },
      { type: 'reclassify', of: `edge-1/eu/bad/${from + 4}`, reason: 'see a reference' },
    ]);
    expect(times.list).toHaveLength(incidents.length);
  });

  test('holds no name or address of the fleet', async () => {
    const text = await exported();
    for (const { name } of [...fleet.nodes, ...fleet.references, ...fleet.edges])
      expect(text).not.toMatch(new RegExp(`["/: ]${name}["/: ]`));
    for (const address of ['10.8.0.', 'arb1.arbitrum.io', 'publicnode']) expect(text).not.toContain(address);
  });

  test('is the same text each time', async () => {
    expect(await exported()).toBe(await exported());
  });

  test.each([
    ['cut off in a line', (text: string) => text.slice(0, -30), 'is cut off'],
    ['a line less', (text: string) => text.replace(/^A .*\n/m, ''), 'is cut off'],
    ['another version', (text: string) => text.replace('-raw 1', '-raw 2'), 'is of version 2, not 1'],
    ['something else', () => 'version: 1\n', 'is no raw SLA export'],
    ['a line of no kind', (text: string) => text.replace(/^A /m, 'X '), 'line 13: no such line'],
  ])('%s is refused', async (_name, spoil, said) => {
    const text = await exported();
    expect(() => read(spoil(text))).toThrow(said);
  });
});
