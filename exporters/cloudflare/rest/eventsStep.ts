/** Counts changes of health: each once, over restarts too. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { LevelRecorder } from '../../levels.ts';
import { answerOf, type RestAsker } from './ask.ts';
import { beginChanges, type ChangesState, changesSince, takeChanges } from './healthChanges.ts';
import { poolName } from './names.ts';
import { eventSchema, type Pool } from './schemas.ts';

const outcomes = ['healthy', 'unhealthy'] as const;

export interface HealthEvents {
  /** From the first sight of a pool on its counters are there, so that the first change shows as an increase. */
  readonly open: (pools: readonly Pick<Pool, 'id' | 'name'>[]) => void;
  /** @returns whether all were read */
  readonly read: (accounts: readonly string[], pools: readonly Pick<Pool, 'id' | 'name'>[]) => Promise<boolean>;
  readonly state: () => ChangesState;
}

export const createHealthEvents = (
  ask: RestAsker,
  recorder: LevelRecorder,
  kept: ChangesState | undefined,
): HealthEvents => {
  let state = kept ?? beginChanges(ask.now() / 1000);
  for (const [pool, counts] of Object.entries(state.counts))
    for (const to of outcomes) recorder.inc(metrics.cfHealthChanges, { pool, to }, counts[to]);

  return {
    open: (pools) => {
      for (const pool of pools)
        for (const to of outcomes) recorder.inc(metrics.cfHealthChanges, { pool: poolName(pool), to }, 0);
    },
    read: async (accounts, pools) => {
      const asked = ask.now() / 1000;
      const range = new URLSearchParams({
        since: new Date(changesSince(state, asked) * 1000).toISOString(),
        until: new Date(asked * 1000).toISOString(),
        per_page: '100',
      });
      const lists = await Promise.all(
        accounts.map(async (account) =>
          answerOf(
            await ask.all('events', `/accounts/${account}/load_balancing_analytics/events?${range}`, eventSchema),
          ),
        ),
      );
      // All or none: a range that was read is not asked for again.
      if (accounts.length === 0 || lists.includes(undefined)) return false;
      const events = lists.flatMap((list) => list ?? []);
      const taken = takeChanges(state, events, asked, ({ id, name }) => {
        const pool = pools.find((each) => each.id === id) ?? pools.find((each) => each.name === name);
        return pool && poolName(pool);
      });
      state = taken.state;
      for (const { pool, to } of taken.changes) recorder.inc(metrics.cfHealthChanges, { pool, to });
      ask.done('events');
      return true;
    },
    state: () => state,
  };
};
