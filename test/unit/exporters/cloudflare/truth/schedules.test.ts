/**
 * Whatever happens to the exporter and to Cloudflare, each minute is counted once and in full: random schedules of ticks,
 * gaps, restarts, deaths in the middle of a tick, full disks, failures, late data, truncated pages and wrong clocks.
 */
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../../demo/sim/random.ts';
import { demoAccount, demoHosts, plainZone } from '../../../../../demo/standins/cloudflare/account/demoAccount.ts';
import { demoClients } from '../../../../../demo/standins/cloudflare/traffic/clients.ts';
import { type FaultKind, faultKinds } from '../../../../../demo/standins/cloudflare/troubles.ts';
import { createWorld } from '../../../../../demo/standins/cloudflare/world.ts';
import { createRig } from '../../../../support/cloudflareRig.ts';
import { compare, everyDataset } from './compare.ts';

const zones = ['example.org', 'second.example'];
const hosts = [demoHosts.arb, demoHosts.eth];
const minute = 60_000;
const delay = 300;

/** Series that grew less, or went away, since an earlier scrape. */
const taken = (before: string, after: string): readonly string[] => {
  const counters = (text: string) =>
    new Map(
      [...text.matchAll(/^(headwatch_cloudflare_(?!errors|truncated)\w+_total\{[^}]*\}) (\S+)$/gm)].map(
        ([, series = '', value]) => [series, Number(value)],
      ),
    );
  const now = counters(after);
  return [...counters(before)].flatMap(([series, value]) =>
    (now.get(series) ?? -1) >= value ? [] : [`${series} ${value} → ${now.get(series)}`],
  );
};

const conditions = [
  { origins: {}, edges: {}, unhealthy: [] },
  { origins: { 'arb-eu': { status: 522, originStatus: 0 } }, unhealthy: [] },
  { origins: { 'arb-eu': { status: 522, originStatus: 0 } }, unhealthy: ['arb-eu'] },
  {
    origins: { 'arb-us': { status: 502, originStatus: 502 } },
    edges: { [`${demoHosts.arb}/ap`]: { status: 429, originStatus: 0, asksOrigin: false } },
  },
] as const;

const play = async (seed: number, steps: number) => {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  let now = Date.UTC(2026, 9, 1, 12) + Math.floor(random() * minute);
  const world = createWorld({
    ...{
      token: 't',
      now: () => now,
      seed,
      clients: demoClients.slice(0, 3),
      account: demoAccount([plainZone('second.example', 'pro')]),
    },
    // What is late has come when a minute is looked at for the last time, three minutes after it was counted.
    troubles: { lag: 60, jitter: 200, lateShare: 0.25, lateBy: 270, budget: 5000, limits: [] },
  });
  const pages = pick([0, 40, 80]);
  const cut = pages > 0 ? ['httpRequestsAdaptiveGroups', 'loadBalancingRequestsAdaptiveGroups'] : [];
  world.set({ limits: cut.map((dataset) => ({ dataset, set: { maxPageSize: pages } })) });
  const rig = createRig({ world, zones, hosts, delay, refill: 6 * 3600 });
  let scraped = await rig.scrape();
  const backwards: string[] = [];
  const look = async (): Promise<void> => {
    const text = await rig.scrape();
    backwards.push(...taken(scraped, text));
    scraped = text;
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    await rig.tick();
    await look();
  };
  const kinds = faultKinds.filter((kind) => kind !== 'hang');
  const failed = (kind: FaultKind): void =>
    world.set({ faults: [{ kind, on: 'graphql', times: 1 + Math.floor(random() * 6) }] });
  const moves: readonly (() => Promise<void> | void)[] = [
    () => pass(minute),
    () => pass(minute),
    () => pass((0.2 + 3 * random()) * minute),
    () => pass((5 + 40 * random()) * minute),
    async () => {
      rig.restart();
      await look();
    },
    async () => {
      now += minute;
      await rig.die(Math.floor(random() * 12));
      await look();
    },
    () => failed(pick(kinds)),
    () => rig.misdate(pick([0, 0, 7_200_000, -7_200_000, 90_000])),
    () => rig.disk(random() > 0.3),
    () => world.conditions.set(now, pick(conditions)),
    () => world.set({ partial: random() < 0.5, refuseIn200: random() < 0.5 }),
  ];
  for (let step = 0; step < steps; step += 1) await pick(moves)();
  // All is well again, and everything comes to rest: what a person must mend is tried again after half an hour.
  world.set({ faults: [], lateShare: 0, partial: false });
  rig.disk(true);
  rig.misdate(0);
  for (const minutes of [31, 31, 16, 1, 1, 1, 1, 1]) await pass(minutes * minute);
  return { world, rig, text: scraped, backwards, now: () => now };
};

describe('counters of Cloudflare', () => {
  it.each(Array.from({ length: 5 }, (_, index) => index + 1))(
    'are what happened, whatever happened (schedule %i)',
    async (seed) => {
      const { world, rig, text, backwards, now } = await play(seed, 25);
      expect(backwards).toEqual([]);
      for (const zone of zones) {
        for (const dataset of everyDataset) {
          const { minutes, next, wrong } = compare(world, rig, text, zone, dataset, hosts);
          expect({ zone, dataset, wrong, skipped: minutes.skipped }).toEqual({ zone, dataset, wrong: [], skipped: 0 });
          expect(next).toBe(Math.floor((now() - delay * 1000) / minute) * minute);
          expect(minutes.counted + minutes.refilled).toBeGreaterThan(40);
        }
      }
      expect(JSON.stringify([rig.log, text])).not.toMatch(/192\.0\.2\.|198\.51\.100\.|203\.0\.113\./);
    },
    90_000,
  );
});
