/**
 * What the other vantages say of the edges, read from Prometheus: instant queries, fresh samples only. Whether a
 * vantage is scraped or ships its samples by an agent makes no difference here.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { type EdgeFault, edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ask } from './fetchJson.ts';
import { queryFresh, queryNow, type Sample } from './knowledge.ts';
import type { RegionReading } from './regionStatus.ts';

export interface Elsewhere {
  readonly readings: readonly RegionReading[];
  /** Other vantages that were heard and are not blind. */
  readonly watching: number;
  /** Node → whether the last journey over it succeeded; where none is run, nothing. */
  readonly journeys: ReadonlyMap<string, boolean>;
}

/** Scraped every 15 s: two scrapes may be lost. */
const slowStale = 40;
/** Over so many seconds a counter tells what is wrong now. */
const faultWindow = 5;

const keyOf = (labels: Sample['labels']): string => `${labels.target} ${labels.region} ${labels.vantage}`;

const byKey = (samples: readonly Sample[] | undefined): ReadonlyMap<string, number> =>
  new Map((samples ?? []).map((sample) => [keyOf(sample.labels), sample.value]));

/** What each vantage's bad seconds of just now were bad by: the fault that grew most. */
const faultsBy = (samples: readonly Sample[] | undefined): ReadonlyMap<string, EdgeFault> =>
  new Map(
    [...(samples ?? [])]
      .sort((a, b) => a.value - b.value)
      .flatMap(({ labels }) => {
        const fault = edgeFaults.find((each) => each === labels.fault);
        return fault ? [[keyOf(labels), fault] as const] : [];
      }),
  );

/** Undefined when Prometheus does not answer. */
export const askElsewhere = async (fleet: Fleet, ask: Ask): Promise<Elsewhere | undefined> => {
  const { url } = fleet.prometheus;
  const faulty = sel(metrics.edgeFaultSeconds, { role: 'edge' });
  const [states, heads, lags, blind, faults, journeys] = await Promise.all([
    queryFresh(url, sel(metrics.edgeState, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.headTimestamp, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.headLagSeconds, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.vantageBlind), ask),
    queryNow(url, `${faulty} - ${faulty} offset ${faultWindow}s > 0`, ask),
    queryFresh(url, sel(metrics.journeySuccess, { role: 'node' }), ask, slowStale),
  ]);
  if (!states || !blind) return undefined;
  const headBy = byKey(heads);
  const lagBy = byKey(lags);
  const faultBy = faultsBy(faults);
  const regionOf = new Map(fleet.vantages.map(({ name, region }) => [name, region]));
  const readings = states.flatMap(({ labels, value }): RegionReading[] => {
    const { target, region, vantage } = labels;
    const state = edgeStates.find((each) => each === labels.state);
    // A vantage speaks for its own region only; the central one is asked itself.
    if (value !== 1 || !state || !target || !region || !vantage || regionOf.get(vantage) !== region) return [];
    const key = keyOf(labels);
    const headTimestamp = headBy.get(key) ?? null;
    const lagSeconds = lagBy.get(key) ?? null;
    const fault = state === 'bad' ? faultBy.get(key) : undefined;
    return [{ edge: target, region, vantage, state, fault, since: null, headTimestamp, lagSeconds }];
  });
  const watching = blind.filter(({ labels, value }) => value === 0 && regionOf.has(labels.vantage ?? '')).length;
  const journeyOf = (journeys ?? []).flatMap(({ labels, value }) =>
    labels.target ? [[labels.target, value === 1] as const] : [],
  );
  return { readings, watching, journeys: new Map(journeyOf) };
};

/**
 * Since when each reading says what it says: what was said before tells. Of a vantage that was not heard just before,
 * nobody knows.
 * @param before the readings of at most a few seconds ago
 */
export const withSince = (
  readings: readonly RegionReading[],
  before: readonly RegionReading[],
  now: number,
): readonly RegionReading[] =>
  readings.map((reading) => {
    const { edge, region, vantage, state } = reading;
    const last = before.find((each) => each.edge === edge && each.region === region && each.vantage === vantage);
    if (!last) return reading;
    return { ...reading, since: last.state === state ? last.since : now };
  });
