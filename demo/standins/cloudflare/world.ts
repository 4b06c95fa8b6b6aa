/** All that the simulated Cloudflare is, joined: what is configured, its traffic, its conditions and troubles, its clock. */
import { demoAccount } from './account/demoAccount.ts';
import type { Account, Zone } from './account/model.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import type { Client } from './traffic/clients.ts';
import { type Conditions, createConditions } from './traffic/conditions.ts';
import type { Traffic } from './traffic/flow.ts';
import { createTraffic } from './traffic/traffic.ts';
import { type Troubles, type TroublesPatch, troublesSchema } from './troubles.ts';

export interface WorldOptions {
  /** The demo's unless given. */
  readonly account?: Account;
  readonly token: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly seed?: number;
  readonly clients?: readonly Client[];
  /** Times the hosts' own rate of requests. */
  readonly volume?: number;
  /** A minute of traffic is drawn in so many parts. */
  readonly parts?: number;
  readonly troubles?: TroublesPatch;
}

/** One question that came, for those who count them. */
export interface Asked {
  readonly at: number;
  readonly api: 'graphql' | 'rest';
  /** Path without ids, or the datasets of a document. */
  readonly about: string;
  readonly status: number | null;
}

export interface World {
  readonly account: Account;
  readonly token: string;
  readonly now: () => number;
  readonly conditions: Conditions;
  readonly traffic: Traffic;
  readonly budget: Allowance;
  readonly restAllowance: Allowance;
  troubles: Troubles;
  /** Zones that are still there. */
  zones(): readonly Zone[];
  /** A number that no other question has had. */
  turn(): number;
  readonly asked: Asked[];
  /** Replaces what is given; the rest stays. Throws what zod says of a wrong one. */
  set(patch: TroublesPatch): void;
  reset(): void;
}

export const createWorld = (options: WorldOptions): World => {
  const { account = demoAccount(), token, now, seed = 1 } = options;
  const first = troublesSchema.parse(options.troubles ?? {});
  const conditions = createConditions();
  let turns = 0;
  const { clients, volume, parts } = options;
  const world: World = {
    ...{ account, token, now, conditions, troubles: first, asked: [] },
    traffic: createTraffic({
      ...{ account, conditions, seed, now, lateness: () => world.troubles },
      ...(clients && { clients }),
      ...(volume !== undefined && { volume }),
      ...(parts !== undefined && { parts }),
    }),
    budget: createAllowance(() => world.troubles.budget, now),
    restAllowance: createAllowance(() => world.troubles.restLimit, now),
    zones: () => account.zones.filter(({ name }) => !world.troubles.vanished.includes(name)),
    turn: () => {
      turns += 1;
      return turns;
    },
    set(patch) {
      const given = troublesSchema.parse(patch);
      const keys = Object.keys(patch);
      world.troubles = {
        ...world.troubles,
        ...Object.fromEntries(Object.entries(given).filter(([key]) => keys.includes(key))),
      };
    },
    reset() {
      world.troubles = first;
      conditions.clear();
      world.asked.splice(0);
    },
  };
  return world;
};
