/**
 * The real exporter of Cloudflare's analytics over the stand-in, on one injected clock: it can be ticked, restarted, killed in
 * the middle of a tick, told a wrong time, and read as a scrape would. What it stores outlives it.
 */

import pino from 'pino';
import { createRegistry, type MetricRegistry } from '../../collector/registry/registry.ts';
import type { World } from '../../demo/standins/cloudflare/world.ts';
import { type Analytics, createAnalytics } from '../../exporters/cloudflare/analytics.ts';
import { createClient } from '../../exporters/cloudflare/client.ts';
import { originNamesOf } from '../../exporters/cloudflare/rest/names.ts';
import type { Store } from '../../exporters/cloudflare/state.ts';
import { askInProcess } from './cloudflareAsk.ts';

export interface RigOptions {
  readonly world: World;
  readonly zones: readonly string[];
  readonly hosts: readonly string[];
  /** Seconds. */
  readonly delay: number;
  readonly refill: number;
}

export interface Rig {
  readonly tick: () => Promise<void>;
  /** A new process; what was not stored is forgotten. */
  readonly restart: () => void;
  /** A tick that ends with the process, after so many answers. */
  readonly die: (answers: number) => Promise<void>;
  /** The exporter's own wall clock from now on is wrong by so many milliseconds. */
  readonly misdate: (ms: number) => void;
  /** Whether what is stored can be stored. */
  readonly disk: (writable: boolean) => void;
  readonly scrape: () => Promise<string>;
  /** First minute that is still to be counted, Unix milliseconds; undefined before the first. */
  readonly next: (zone: string, dataset: string) => number | undefined;
  /** Lines of its log, as they would be printed. */
  readonly log: readonly string[];
}

interface Process {
  readonly analytics: Analytics;
  readonly registry: MetricRegistry;
  readonly life: { dead: boolean; answersLeft: number; died: () => void };
}

export const createRig = ({ world, zones, hosts, delay, refill }: RigOptions): Rig => {
  let stored: string | undefined;
  let writable = true;
  let wrongBy = 0;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const pools = world.account.pools.map((pool) => ({
    ...pool,
    origins: [...pool.origins],
    check_regions: [...pool.check_regions],
  }));

  const start = (): Process => {
    const life: Process['life'] = { dead: false, answersLeft: Number.POSITIVE_INFINITY, died: () => undefined };
    const answer = askInProcess(world);
    const clock = { wall: () => world.now() + wrongBy, mono: world.now };
    const client = createClient({
      clock,
      ask: async (question) => {
        life.answersLeft -= 1;
        if (life.answersLeft < 0) {
          life.dead = true;
          life.died();
        }
        // A process that is gone hears no answer.
        if (life.dead) return new Promise(() => undefined);
        return answer(question);
      },
    });
    const store: Store = {
      read: () => stored,
      write: (text) => {
        if (life.dead) return;
        if (!writable) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
        stored = text;
      },
      putAside: () => {
        stored = undefined;
      },
    };
    const registry = createRegistry(['slow']);
    const known = () =>
      new Map(world.account.zones.filter(({ name }) => zones.includes(name)).map(({ name, id }) => [name, id]));
    const names = originNamesOf(pools, []);
    const analytics = createAnalytics({
      ...{ client, store, clock, log, recorder: registry },
      fleet: { zones, hosts, delay, refill },
      directory: { zones: known, originNames: () => names },
    });
    return { analytics, registry, life };
  };
  let running = start();

  return {
    tick: () => running.analytics.tick(),
    restart() {
      running.life.dead = true;
      running = start();
    },
    async die(answers) {
      const died = new Promise<void>((resolve) => {
        running.life.died = resolve;
      });
      running.life.answersLeft = answers;
      await Promise.race([running.analytics.tick(), died]);
      running.life.dead = true;
      running = start();
    },
    misdate(ms) {
      wrongBy = ms;
    },
    disk(can) {
      writable = can;
    },
    scrape: () => running.registry.render('slow'),
    next(zone, dataset) {
      // The exporter's own file, of this version.
      const state =
        stored === undefined
          ? undefined
          : (JSON.parse(stored) as { zones: Record<string, { cursors: Record<string, { next: number }> }> });
      const minute = state?.zones[zone]?.cursors[dataset]?.next;
      return minute === undefined ? undefined : minute * 60_000;
    },
    log: lines,
  };
};
