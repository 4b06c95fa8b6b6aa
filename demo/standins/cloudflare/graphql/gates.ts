/** What a zone's plan gives of each dataset, and what it says of that in `settings`. */
import type { Plan, Zone } from '../account/model.ts';
import type { Troubles } from '../troubles.ts';
import { fieldPaths } from './schema.ts';

export interface Gate {
  readonly enabled: boolean;
  readonly availableFields: readonly string[];
  /** Seconds. */
  readonly maxDuration: number;
  readonly notOlderThan: number;
  readonly maxPageSize: number;
  readonly maxNumberOfFields: number;
}

const day = 86_400;
const index = { free: 0, pro: 1, business: 2, enterprise: 3 } as const satisfies Record<Plan, number>;
const by = (plan: Plan, ...values: readonly [number, number, number, number]): number => values[index[plan]];

/** How far back, and how much at once. */
const spans = (plan: Plan, dataset: string): Pick<Gate, 'notOlderThan' | 'maxDuration'> => {
  if (dataset.startsWith('firewall')) {
    return { notOlderThan: by(plan, day, day, 3 * day, 30 * day), maxDuration: by(plan, day, day, 3 * day, 31 * day) };
  }
  if (dataset === 'httpRequests1mGroups')
    return { notOlderThan: by(plan, day, 7 * day, 31 * day, 31 * day), maxDuration: 54_000 };
  return {
    notOlderThan: by(plan, 7 * day, 7 * day, 31 * day, 90 * day),
    maxDuration: by(plan, day, 7 * day, 31 * day, 31 * day),
  };
};

/** From Pro on. */
const paid = /^(loadBalancing|healthCheck|httpRequests1m)/;
/** From Enterprise on. */
const rich = /bot|ja3|ja4|fraud/i;
/** What a free zone lacks besides; assumed, because nobody has written it down. */
const dear = /originIP|quantiles_|upperTier|clientASN/;

const isGiven = (plan: Plan, path: string): boolean =>
  plan === 'enterprise' || (!rich.test(path) && (plan !== 'free' || !dear.test(path)));

const applies =
  (zone: Zone, dataset: string) =>
  (rule: { readonly zone?: string | undefined; readonly dataset: string }): boolean =>
    rule.dataset === dataset && (rule.zone === undefined || rule.zone === zone.name);

/** What settings say. */
export const gateOf = (zone: Zone, dataset: string, troubles: Troubles): Gate => {
  const mine = applies(zone, dataset);
  const denied = new Set(troubles.denied.filter((rule) => mine(rule) && !rule.silent).map(({ field }) => field));
  const { plan } = zone;
  const defaults: Gate = {
    ...{ enabled: plan !== 'free' || !paid.test(dataset), maxPageSize: 10_000, maxNumberOfFields: 30 },
    ...spans(plan, dataset),
    availableFields: fieldPaths(dataset).filter((path) => isGiven(plan, path) && !denied.has(path)),
  };
  const set = Object.assign({}, ...troubles.limits.filter(mine).map((rule) => rule.set));
  const gate = { ...defaults, ...set };
  return gate.enabled
    ? gate
    : { ...gate, availableFields: [], maxDuration: 0, notOlderThan: 0, maxPageSize: 0, maxNumberOfFields: 0 };
};

/** Fields that are refused although settings offer them. */
export const silentlyDenied = (zone: Zone, dataset: string, troubles: Troubles): readonly string[] =>
  troubles.denied.filter((rule) => applies(zone, dataset)(rule) && rule.silent).map(({ field }) => field);
