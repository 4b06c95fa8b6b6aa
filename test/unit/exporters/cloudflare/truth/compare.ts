/** Counters of the real exporter against the stand-in's events, to the last request. */
import type { World } from '../../../../../demo/standins/cloudflare/world.ts';
import type { Rig } from '../../../../support/cloudflareRig.ts';
import { shownOf, type TruthDataset, truthOf } from '../../../../support/cloudflareTruth.ts';

export const everyDataset = [
  'edge',
  'origin',
  'load_balancing',
  'security',
  'colo',
  'country',
  'health_checks',
] as const satisfies readonly TruthDataset[];
const minuteMs = 60_000;

export interface Minutes {
  readonly counted: number;
  readonly refilled: number;
  readonly skipped: number;
}

const minutesOf = (text: string, zone: string, dataset: string): Minutes => {
  const of = (kind: string): number =>
    Number(
      new RegExp(
        `^headwatch_cloudflare_minutes_total\\{zone="${zone}",dataset="${dataset}",kind="${kind}"\\} (\\S+)$`,
        'm',
      ).exec(text)?.[1] ?? 0,
    );
  return { counted: of('counted'), refilled: of('refilled'), skipped: of('skipped') };
};

export interface Compared {
  readonly minutes: Minutes;
  /** Unix milliseconds. */
  readonly next: number;
  /** Series that are not what happened: `name: shown, true`. */
  readonly wrong: readonly string[];
}

/**
 * One dataset of one zone over all minutes that the exporter says it has counted. Sums of times are shown to a
 * thousandth of a second, everything else is exact.
 * @param shown of all its series, those that the truth does not know are wrong too
 */
export const compare = (
  world: World,
  rig: Rig,
  text: string,
  zone: string,
  dataset: TruthDataset,
  hosts: readonly string[],
): Compared => {
  const minutes = minutesOf(text, zone, dataset);
  const next = rig.next(zone, dataset) ?? 0;
  const from = next - (minutes.counted + minutes.refilled + minutes.skipped) * minuteMs;
  const truth = truthOf(world, dataset, zone, hosts, from, next);
  const shown = shownOf(text, zone);
  const prefix: Readonly<Record<TruthDataset, RegExp>> = {
    edge: /^edge_/,
    origin: /^origin_/,
    load_balancing: /^lb_/,
    security: /^security_/,
    colo: /^colo_/,
    country: /^country_/,
    health_checks: /^health_checks/,
  };
  const names = new Set([...truth.keys(), ...[...shown.keys()].filter((name) => prefix[dataset].test(name))]);
  const wrong = [...names].flatMap((name) => {
    const [is, should] = [shown.get(name) ?? 0, truth.get(name) ?? 0];
    const same = name.includes('_seconds ') ? Math.abs(is - should) < 1e-3 : is === should;
    return same ? [] : [`${name}: ${is}, ${should}`];
  });
  return { minutes, next, wrong };
};
