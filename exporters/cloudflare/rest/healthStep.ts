/** Pools and what monitors say of them, each for as long as it is fresh: what was read before is not taken for new. */
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import { createLevels, type LevelRecorder } from '../../levels.ts';
import { answerOf, type RestAsker } from './ask.ts';
import { type RegionHealth, regionsOf } from './poolHealth.ts';
import type { OwnedPool } from './readSettings.ts';
import { type Balancer, poolHealthSchema } from './schemas.ts';
import { showHealth, showMap } from './show.ts';

/** What was read last, and when, monotonic ms. */
interface Timed<T> {
  readonly value: T;
  readonly mono: number;
}

export interface PoolHealthOptions {
  readonly ask: RestAsker;
  readonly recorder: LevelRecorder;
  /** Monotonic ms. */
  readonly mono: () => number;
}

export interface PoolHealth {
  /** The pools that were listed last; none before that. */
  readonly pools: () => readonly OwnedPool[];
  readonly take: (list: readonly OwnedPool[]) => void;
  /** @returns whether all that have a monitor told */
  readonly read: () => Promise<boolean>;
  /** @param balancers by zone */
  readonly show: (balancers: ReadonlyMap<string, readonly Balancer[]>) => void;
}

export const createPoolHealth = ({ ask, recorder, mono }: PoolHealthOptions): PoolHealth => {
  const levels = { health: createLevels(recorder), map: createLevels(recorder) };
  let pools: Timed<readonly OwnedPool[]> | undefined;
  const regions = new Map<string, Timed<readonly RegionHealth[]>>();

  const isFresh = (reading: Timed<unknown> | undefined): boolean =>
    reading !== undefined && mono() - reading.mono < cloudflareLimits.healthStale * 1000;

  const show = (balancers: ReadonlyMap<string, readonly Balancer[]>): void => {
    const list = pools?.value ?? [];
    const fresh = [...regions].flatMap(([id, each]) => (isFresh(each) ? [[id, each.value] as const] : []));
    levels.health.round((set) =>
      showHealth(set, { pools: list, balancers, regions: new Map(fresh), fresh: isFresh(pools) }),
    );
    levels.map.round((set) => showMap(set, list, balancers));
  };

  const take = (list: readonly OwnedPool[]): void => {
    pools = { value: list, mono: mono() };
    for (const id of regions.keys()) if (!list.some((pool) => pool.id === id)) regions.delete(id);
  };

  const readHealth = async (): Promise<boolean> => {
    // Of a pool without a monitor there is nothing to know, and the answer is an error.
    const monitored = (pools?.value ?? []).filter(({ monitor, enabled }) => monitor && enabled !== false);
    const answers = await Promise.all(
      monitored.map(async (pool) => {
        const path = `/accounts/${pool.account}/load_balancers/pools/${pool.id}/health`;
        const read = await ask.one('pool_health', path, poolHealthSchema);
        const answer = answerOf(read);
        if (answer) regions.set(pool.id, { value: regionsOf(pool, answer), mono: mono() });
        // Of a pool that serves nowhere there is no health to be had: its refusal is an answer.
        const none = 'error' in read && read.error.status === 400;
        return { told: answer !== undefined, known: none || isFresh(regions.get(pool.id)) };
      }),
    );
    // One that is not known is in no alert: the others do not stand for it.
    const some = answers.length === 0 || regions.size === 0 || answers.some(({ told }) => told);
    if (pools && some && answers.every(({ known }) => known)) ask.done('pool_health');
    return answers.every(({ told }) => told);
  };

  return { pools: () => pools?.value ?? [], take, read: readHealth, show };
};
