/** The public /metrics: the same status in Prometheus' format, for members' own rules. Absent is not zero. */
import type { LabelsOf } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import type { EdgeState } from '../../collector/catalogue/labels.ts';
import { createRegistry, type MetricRegistry, setOneHot } from '../../collector/registry/registry.ts';
import type { RegionStatus, Status } from '../../collector/status.ts';
import { combineStates } from '../../collector/verdict/region.ts';

type Place = LabelsOf<typeof metrics.publicHeadAge>;

/** Two endpoints of one alias share a series: then the worse one counts. */
const placesOf = (status: Status): ReadonlyMap<string, { readonly labels: Place; readonly seen: RegionStatus[] }> => {
  const places = new Map<string, { readonly labels: Place; readonly seen: RegionStatus[] }>();
  for (const { alias, chain, regions } of status.edges) {
    for (const region of regions) {
      const labels = { edge: alias, chain, region: region.region };
      const key = JSON.stringify(labels);
      const place = places.get(key) ?? { labels, seen: [] };
      place.seen.push(region);
      places.set(key, place);
    }
  }
  return places;
};

const combined = (seen: readonly RegionStatus[]): EdgeState => {
  const states = seen.map(({ state }) => state);
  const state = combineStates(states);
  return state === 'good' && states.includes('unknown') ? 'unknown' : state;
};

const lowest = (values: readonly number[]): number | undefined => (values.length > 0 ? Math.min(...values) : undefined);

/** A registry of its own for each status, so that nothing outlives what it was true of. */
const record = (registry: MetricRegistry, status: Status): void => {
  for (const { labels, seen } of placesOf(status).values()) {
    const state = combined(seen);
    setOneHot(registry, metrics.publicEdgeState, labels, 'state', state);
    const ages = seen.map(({ headAgeSeconds }) => headAgeSeconds).filter((age) => age !== null);
    if (state !== 'unknown' && ages.length > 0) registry.set(metrics.publicHeadAge, labels, Math.max(...ages));
  }
  for (const { chain, verdict } of status.chains) {
    setOneHot(registry, metrics.publicChainState, { chain }, 'state', verdict);
  }
  for (const edge of new Set(status.sla?.edges.map(({ alias }) => alias))) {
    const left = lowest(
      (status.sla?.edges ?? [])
        .filter(({ alias, any }) => alias === edge && any.goodPercent !== null)
        .map(({ budgetLeftSeconds }) => budgetLeftSeconds),
    );
    if (left !== undefined) registry.set(metrics.publicBudgetLeft, { edge }, left);
  }
  // prom-client shows a gauge without labels as 0 before it was ever set; here that would be a measurement in 1970.
  if (status.dataAgeSeconds === null) registry.clear(metrics.publicUpdated, {});
  else registry.set(metrics.publicUpdated, {}, status.at - status.dataAgeSeconds);
};

export const renderPublicMetrics = (status: Status): Promise<string> => {
  const registry = createRegistry(['public']);
  record(registry, status);
  return registry.render('public');
};

/** Of what `renderPublicMetrics` gives. */
export const publicContentType = createRegistry([]).contentType;
