import { describe, expect, test } from 'vitest';
import { attribute } from '../../../alerts/ledger/attribute.ts';
import { cloudflareEvidence } from '../../../alerts/ledger/cloudflareEvidence.ts';
import { noEvidence } from '../../../alerts/ledger/evidence.ts';
import type { CloudflareEvidence, RawSeries, RawSource } from '../../../alerts/ledger/model.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

const fleet = fleetOf('example');
const start = 1_800_000_000;

/** Samples each 15 s of one series; a source that gives those of a range, and nothing longer than an hour. */
const sourceOf = (critical: (at: number) => number, unreachable: (at: number) => number): RawSource => ({
  samples: async (name, _match, from, to) => {
    if (to - from > 3600) throw new Error('too long');
    const value = name === metrics.cfPoolState.name ? critical : unreachable;
    const samples: [number, number][] = [];
    for (let at = Math.ceil((from + 0.001) / 15) * 15; at <= to; at += 15) samples.push([at * 1000, value(at)]);
    const one: RawSeries = { labels: {}, samples };
    return [one];
  },
});

describe('what Cloudflare told of an interval', () => {
  const gather = (from: number, to: number, critical: (at: number) => number, unreachable: (at: number) => number) =>
    cloudflareEvidence(fleet, sourceOf(critical, unreachable), { from, to });

  test('is the time in which a pool was out, and the requests of these minutes, which are counted later', async () => {
    const from = start;
    const to = start + 120;
    // 40 failed in the interval: they show five to seven minutes after it began.
    const counted = (at: number): number => (at < start + 360 ? 100 : at < start + 420 ? 120 : 140);
    expect(await gather(from, to, (at) => (at > from && at <= from + 60 ? 1 : 0), counted)).toEqual({
      poolOut: 60,
      unreachable: 40,
    });
    // What was counted an hour before belongs to others.
    expect(await gather(from - 3600, to - 3600, () => 0, counted)).toBeUndefined();
  });

  test('adds up over hours without counting anything twice, and over a restart of the counter', async () => {
    const steady = (at: number): number => (at - start) / 15 + 1000;
    const told = await gather(start, start + 9000, () => 1, steady);
    expect(told?.poolOut).toBe(9000);
    expect(told?.unreachable).toBe((9000 + 120) / 15);
    const restarted = (at: number): number => (at < start + 360 ? 100 : 5);
    expect((await gather(start, start + 120, () => 0, restarted))?.unreachable).toBe(5);
  });

  test('is not asked for where Cloudflare is not in fleet.yaml', async () => {
    const none = { samples: () => Promise.reject(new Error('asked')) };
    expect(await cloudflareEvidence(fleetOf('minimal'), none, { from: start, to: start + 60 })).toBeUndefined();
  });
});

describe('the cause of an interval', () => {
  const cause = (verdicts: readonly string[], cloudflare: CloudflareEvidence | undefined, causes = {}) =>
    attribute({
      state: 'bad',
      from: start,
      to: start + 120,
      windows: [],
      evidence: {
        ...noEvidence,
        causes,
        nodes: Object.fromEntries(verdicts.map((verdict, at) => [`n${at}`, { verdict, seconds: 120 }])),
        ...(cloudflare ? { cloudflare } : {}),
      },
    });

  test('is the edge when Cloudflare lost pools or requests on the way to nodes that were well', () => {
    expect(cause(['ok', 'ok'], { poolOut: 60, unreachable: 0 })).toBe('edge');
    expect(cause(['ok', 'unknown'], { poolOut: 0, unreachable: 3 })).toBe('edge');
  });

  test('is not when a node was bad, nobody knows of the nodes, it was short, or someone said so at the time', () => {
    const told = { poolOut: 120, unreachable: 3 };
    expect(cause(['stalled', 'stalled'], told)).toBe('own_node');
    expect(cause(['stalled', 'ok'], told)).toBe('unattributed');
    expect(cause(['unknown'], told)).toBe('unattributed');
    expect(cause([], told)).toBe('unattributed');
    expect(cause(['ok'], { poolOut: 15, unreachable: 0 })).toBe('unattributed');
    expect(cause(['ok'], told, { network: 20 })).toBe('network');
    expect(cause(['ok'], undefined)).toBe('unattributed');
  });
});
