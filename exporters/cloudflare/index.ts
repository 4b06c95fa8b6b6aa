/**
 * What Cloudflare says of the edge, and whether origins are closed to all but it. Analytics at each minute of the wall
 * clock, health and settings by REST at their own pace; a scrape asks nobody.
 */
import { join } from 'node:path';
import { schedule } from 'node-cron';
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import { cloudflareDatasets, cloudflareErrorKinds } from '../../collector/catalogue/cloudflareLabels.ts';
import type { FleetCloudflare } from '../../collector/config/fleetCloudflare.ts';
import type { Secret } from '../../collector/config/secret.ts';
import type { CloudflareKind, CloudflareOptions } from '../../collector/probe/cloudflare.ts';
import { createApiPool } from '../../collector/rpc/apiPool.ts';
import { watchIsolation } from '../isolation/index.ts';
import { watchTunnels } from '../tunnels/index.ts';
import { type Analytics, createAnalytics } from './analytics.ts';
import { createClient } from './client.ts';
import { systemClock } from './clock.ts';
import { type RestWatch, watchRest } from './rest/index.ts';
import { createStore } from './state.ts';

/** Seconds into a minute within which it is asked: not everybody at the full minute. */
const jitter = 20;

const everyMinute = (analytics: Analytics): (() => Promise<void>) => {
  let timer: NodeJS.Timeout | undefined;
  const tick = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void analytics.tick(), Math.random() * jitter * 1000);
    timer.unref();
  };
  const task = schedule('* * * * *', tick, { noOverlap: true, unref: true, suppressMissedWarning: true });
  return async () => {
    await task.destroy();
    clearTimeout(timer);
    await analytics.stop();
  };
};

interface Watching {
  readonly rest: RestWatch;
  readonly stop: () => Promise<void>;
}

const watchZones = (
  cloudflare: FleetCloudflare,
  token: Secret,
  { fleet, recorder, log }: CloudflareOptions,
): Watching => {
  const api = createApiPool(cloudflare.api, token);
  const client = createClient({ ask: api.ask, clock: systemClock });
  const rest = watchRest({ fleet, cloudflare, client, recorder, log });
  // From the start, so that the first error of each shows as growth.
  for (const about of cloudflareDatasets) {
    recorder.inc(cloudflareMetrics.cfTruncated, { dataset: about }, 0);
    for (const kind of cloudflareErrorKinds) recorder.inc(cloudflareMetrics.cfErrors, { about, kind }, 0);
  }
  const stopMinutes = everyMinute(
    createAnalytics({
      fleet: cloudflare,
      client,
      directory: { zones: rest.zoneIds, originNames: rest.originNames },
      store: createStore(join(fleet.home, 'data', 'cloudflare.json')),
      recorder,
      log,
      clock: systemClock,
    }),
  );
  return {
    rest,
    stop: async () => {
      rest.stop();
      await stopMinutes();
      await api.close();
    },
  };
};

export const watchCloudflare: CloudflareKind = (options) => {
  const { fleet, recorder, log, seesInternet } = options;
  const { cloudflare } = fleet;
  const token = cloudflare?.token.value;
  const watching = cloudflare && token ? watchZones(cloudflare, token, options) : undefined;
  const stopTunnels = watchTunnels(cloudflare?.tunnels ?? [], recorder);
  const stopIsolation = watchIsolation({
    fleet,
    recorder,
    log,
    seesInternet,
    ...(watching ? { freshRanges: watching.rest.ranges } : {}),
  });
  return {
    stop: async () => {
      stopIsolation();
      await Promise.all([watching?.stop(), stopTunnels()]);
    },
  };
};
