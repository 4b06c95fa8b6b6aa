/** Tries, again and again, whether origins are closed to all but Cloudflare, and whether edges lead to it alone. */
import { metrics } from '../../collector/catalogue/index.ts';
import { isolationResults } from '../../collector/catalogue/isolation.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { type Log, silentLog } from '../../collector/log.ts';
import { createLevels, type LevelRecorder, oneHot, repeat } from '../levels.ts';
import { hostnamesOf, isBehind, publicAddresses } from './edgeAddresses.ts';
import { type IsCloudflare, isPublished, listOf, within } from './ranges.ts';
import { type IsolationReading, type IsolationWays, tryOrigin } from './tryOrigin.ts';

export interface IsolationOptions {
  readonly fleet: Pick<Fleet, 'isolation' | 'edges' | 'cloudflare'>;
  readonly recorder: LevelRecorder;
  /** Whether the controls answer just now; undefined without controls. */
  readonly seesInternet: IsolationWays['seesInternet'];
  readonly log?: Log;
  /** Cloudflare's ranges as it tells them now; undefined while it does not. */
  readonly freshRanges?: () => Promise<readonly string[] | undefined>;
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  /** Unix ms. */
  readonly now?: () => number;
}

/** Seconds. */
const firstAfter = 5;
const refreshEvery = 86_400;
const withoutIsolation = 600;

/** What can be told of all origins together: one that is open, else one that is not known. */
export const worstOf = (readings: readonly Pick<IsolationReading, 'result'>[]): IsolationReading['result'] =>
  (['open', 'unknown'] as const).find((result) => readings.some((reading) => reading.result === result)) ?? 'closed';

/** Edges that should lead to Cloudflare. */
const fronted = (fleet: IsolationOptions['fleet']): readonly FleetEdge[] =>
  fleet.edges.filter((edge) => edge.endpoint.via === 'cloudflare' && hostnamesOf(edge).length > 0);

/** One round over everything; the loop below repeats it. */
export const createIsolationRound = ({
  fleet,
  recorder,
  seesInternet,
  log = silentLog,
  freshRanges = async () => undefined,
  addressesOf = publicAddresses,
  now = Date.now,
}: IsolationOptions): (() => Promise<void>) => {
  const levels = createLevels(recorder);
  let isCloudflare: IsCloudflare = isPublished;
  let refreshed = Number.NEGATIVE_INFINITY;

  const refresh = async (): Promise<void> => {
    if (now() / 1000 - refreshed < refreshEvery) return;
    const ranges = await freshRanges();
    const list = ranges && ranges.length > 0 ? listOf(ranges) : undefined;
    if (!list) return;
    isCloudflare = within(list);
    refreshed = now() / 1000;
  };

  return async () => {
    await refresh();
    const { origins } = fleet.isolation ?? { origins: [] };
    const [readings, edges] = await Promise.all([
      Promise.all(origins.map((origin) => tryOrigin(origin, { seesInternet }))),
      Promise.all(
        fronted(fleet).map(async (edge) => ({
          target: edge.name,
          behind: await isBehind(hostnamesOf(edge), isCloudflare, addressesOf),
        })),
      ),
    ]);
    levels.round((set) => {
      for (const [place, { name: origin }] of origins.entries()) {
        const reading = readings[place];
        if (!reading) continue;
        oneHot(isolationResults, reading.result, (result, level) => set(metrics.isolation, { origin, result }, level));
        if (reading.result === 'open') log.warn({ origin, ports: reading.open }, 'an origin is open to the public');
      }
      for (const { target, behind } of edges) {
        if (behind !== undefined) set(metrics.edgeBehind, { target }, behind ? 1 : 0);
      }
      if (origins.length > 0) set(metrics.isolationAt, {}, now() / 1000);
    });
    if (origins.length === 0) return;
    const result = worstOf(readings);
    for (const each of isolationResults)
      recorder.inc(metrics.isolationChecked, { result: each }, each === result ? 1 : 0);
  };
};

/** @returns the stop function */
export const watchIsolation = (options: IsolationOptions): (() => void) => {
  const { fleet } = options;
  if (!fleet.isolation && !(fleet.cloudflare && fronted(fleet).length > 0)) return () => undefined;
  return repeat(fleet.isolation?.every ?? withoutIsolation, firstAfter, createIsolationRound(options));
};
