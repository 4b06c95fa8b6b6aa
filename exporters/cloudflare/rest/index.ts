/** Reads Cloudflare by REST: near real time, where analytics are minutes late. Each thing at its own pace. */
import { join } from 'node:path';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { FleetCloudflare } from '../../../collector/config/fleetCloudflare.ts';
import type { Log } from '../../../collector/log.ts';
import { type LevelRecorder, repeat } from '../../levels.ts';
import type { CloudflareClient } from '../client.ts';
import { keeperIn } from './keep.ts';
import type { OriginNames } from './names.ts';
import { createSteps } from './steps.ts';

export type { OriginName, OriginNames } from './names.ts';

export interface RestOptions {
  readonly fleet: Pick<Fleet, 'home'>;
  readonly cloudflare: FleetCloudflare;
  readonly client: CloudflareClient;
  readonly recorder: LevelRecorder;
  readonly log: Log;
}

export interface RestWatch {
  /** Address of an origin, as analytics give it, → its pool and name; empty until pools have been read. */
  readonly originNames: () => OriginNames;
  /** Ids of the zones by name; empty until they and what belongs to them have been read. */
  readonly zoneIds: () => ReadonlyMap<string, string>;
  readonly ranges: () => Promise<readonly string[] | undefined>;
  readonly stop: () => void;
}

/** Seconds. For ten pools some 75 questions in five minutes, of the 1,200 that a token may ask. */
export const restPaces = { token: 3600, config: 600, pools: 30, health: 60, events: 30 } as const;
/** What was not to be had is asked for again after this. */
const retry = 60;
/** The first of each, apart: what others need comes first. */
const firsts = { config: 0, token: 3, pools: 15, health: 5, events: 8 } as const;

export const watchRest = ({ fleet, cloudflare, client, recorder, log }: RestOptions): RestWatch => {
  const keeper = keeperIn(join(fleet.home, 'data', 'cloudflare-rest.json'));
  const steps = createSteps({ cloudflare, client, recorder, keeper, log });
  // The keys of an object literal.
  const names = Object.keys(restPaces) as (keyof typeof restPaces)[];
  const stops = names.map((name) => {
    let due = Number.NEGATIVE_INFINITY;
    const every = restPaces[name];
    return repeat(Math.min(every, retry), firsts[name], async () => {
      if (performance.now() < due) return;
      const began = performance.now();
      const done = await steps[name]().catch(() => {
        // A defect of ours must not end the process, nor the other readers.
        log.error({ about: name }, 'reading Cloudflare failed');
        return false;
      });
      due = done ? began + (every - 1) * 1000 : Number.NEGATIVE_INFINITY;
    });
  });
  return {
    originNames: steps.originNames,
    zoneIds: steps.zoneIds,
    ranges: steps.ranges,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
};
