/** What really happened, whatever analytics know of it yet: events themselves, or their sums by some of their fields. */
import { type Flow, minuteMs, minuteOf } from './traffic/flow.ts';
import type { World } from './world.ts';

export interface TruthSpan {
  /** Name of a zone; all of them unless given. */
  readonly zone?: string | undefined;
  /** Unix milliseconds; minutes that begin from `from` on and before `to`. */
  readonly from: number;
  readonly to: number;
}

export const flowsIn = (world: World, { zone, from, to }: TruthSpan): readonly Flow[] =>
  world.account.zones
    .filter(({ name }) => zone === undefined || name === zone)
    .flatMap(({ id }) => {
      const flows: Flow[] = [];
      for (let start = minuteOf(from); start < to; start += minuteMs) flows.push(...world.traffic.minute(id, start));
      return flows;
    });

/** Requests by a key; those without one are left out. */
export const countBy = (
  flows: readonly Flow[],
  keyOf: (flow: Flow) => string | undefined,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const flow of flows) {
    const key = keyOf(flow);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + flow.n);
  }
  return counts;
};

const keys: Readonly<Record<string, (flow: Flow) => string | undefined>> = {
  host_status: (flow) => (flow.source === 'eyeball' ? `${flow.host} ${flow.status}` : undefined),
  colo: (flow) => (flow.source === 'eyeball' ? flow.colo : undefined),
  country: (flow) => (flow.source === 'eyeball' ? flow.country : undefined),
  origin_status: (flow) =>
    flow.originIp === '' ? undefined : `${flow.decision?.origin ?? 'none'} ${flow.status}/${flow.originStatus}`,
  pool_region: ({ decision, region }) => (decision ? `${decision.lb} ${region} ${decision.pool}` : undefined),
  security: ({ act, host }) => (act ? `${host} ${act.action} ${act.source}` : undefined),
};

/** Sums as `GET /standins/cloudflare/truth` tells them. */
export const truthSums = (world: World, span: TruthSpan): unknown => {
  const flows = flowsIn(world, span);
  return Object.fromEntries(
    Object.entries(keys).map(([name, keyOf]) => [name, Object.fromEntries(countBy(flows, keyOf))]),
  );
};
