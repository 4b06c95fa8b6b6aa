/** The state of an edge in a region, from all that its vantages say now. Pure. */
import type { EdgeFault, EdgeState } from '../../collector/catalogue/labels.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { vantagesOf } from '../../collector/config/graph.ts';
import type { RegionStatus } from '../../collector/status.ts';
import { combineStates } from '../../collector/verdict/region.ts';
import type { View } from '../../collector/view.ts';
import { isFresh } from './knowledge.ts';
import { edgeWords, faultWords } from './publicNames.ts';

/** What a vantage elsewhere says of an edge in its region, by way of Prometheus. Already known to be fresh. */
export interface RegionReading {
  readonly edge: string;
  readonly region: string;
  readonly vantage: string;
  readonly state: EdgeState;
  /** Of a bad second, where its counters tell. */
  readonly fault?: EdgeFault | undefined;
  /** When the vantage came to say so, as far as the router saw it. */
  readonly since: number | null;
  readonly headTimestamp: number | null;
  readonly lagSeconds: number | null;
}

export const age = (now: number, timestamp: number | null | undefined): number | null =>
  timestamp === null || timestamp === undefined ? null : Math.max(0, Math.round((now - timestamp) * 10) / 10);

/** What it takes to tell of a region. */
export interface RegionSources {
  readonly fleet: Fleet;
  readonly now: number;
  /** The central collector's view, however old. */
  readonly view: View | undefined;
  /** Undefined when Prometheus does not answer. */
  readonly readings: readonly RegionReading[] | undefined;
}

/** The view, unless it is too old to say anything about now. */
export const freshView = ({ view, now }: Pick<RegionSources, 'view' | 'now'>): View | undefined =>
  view && isFresh(view.at, now) ? view : undefined;

/** What one vantage says of an edge in its region. */
interface Voice {
  readonly state: EdgeState;
  /** Of a bad second, where it is known. */
  readonly fault?: EdgeFault | undefined;
  readonly since: number | null;
  readonly headTimestamp: number | null;
  readonly lagSeconds: number | null;
}

const centralVoice = (sources: RegionSources, edge: FleetEdge, region: string): Voice | undefined => {
  const view = freshView(sources);
  const seen = view?.edges.find((each) => each.name === edge.name && each.region === region);
  if (!view || !seen) return undefined;
  const { since, lagSeconds, head, fault } = seen;
  const state = view.blind ? 'unknown' : seen.state;
  return { state, fault, since, lagSeconds, headTimestamp: head?.timestamp ?? null };
};

const voiceOf = (sources: RegionSources, edge: FleetEdge, region: string, vantage: string): Voice | undefined => {
  if (vantage === sources.fleet.vantage) return centralVoice(sources, edge, region);
  const reading = sources.readings?.find(
    (each) => each.edge === edge.name && each.region === region && each.vantage === vantage,
  );
  return reading;
};

const worst = (pick: (...values: number[]) => number, values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? pick(...known) : null;
};

/**
 * When a region came to its state. It is bad for as long as any vantage has said so; all else it is only since the last
 * of its vantages came to say what it says, and all of them must be heard to know that.
 */
const sinceOf = (state: EdgeState, decisive: readonly Voice[], all: readonly Voice[] | undefined): number | null => {
  const of = (voices: readonly Voice[]): readonly (number | null)[] => voices.map(({ since }) => since);
  if (state === 'bad') return worst(Math.min, of(decisive));
  return all && !of(all).includes(null) ? worst(Math.max, of(all)) : null;
};

/** What is known of an edge in a region, before it is put into anyone's words. */
export interface RegionKnown {
  readonly region: string;
  readonly state: EdgeState;
  readonly fault: EdgeFault | undefined;
  readonly since: number | null;
  readonly headTimestamp: number | null;
  readonly lagSeconds: number | null;
  readonly measured: boolean;
}

const unseen = (region: string, measured: boolean): RegionKnown => ({
  region,
  state: 'unknown',
  fault: undefined,
  since: null,
  headTimestamp: null,
  lagSeconds: null,
  measured,
});

/** Of two vantages of a region the worse one counts, in its figures too. */
export const regionKnown = (sources: RegionSources, edge: FleetEdge, region: string): RegionKnown => {
  const speakers = vantagesOf(sources.fleet, edge, region);
  if (speakers.length === 0) return unseen(region, false);
  const voices = speakers.flatMap((vantage) => voiceOf(sources, edge, region, vantage) ?? []);
  const state = combineStates(voices.map((voice) => voice.state));
  const decisive = voices.filter((voice) => voice.state === state);
  if (decisive.length === 0) return unseen(region, true);
  return {
    region,
    state,
    fault: state === 'bad' ? decisive.find((voice) => voice.fault !== undefined)?.fault : undefined,
    since: sinceOf(state, decisive, voices.length === speakers.length ? voices : undefined),
    headTimestamp: worst(
      Math.min,
      decisive.map((voice) => voice.headTimestamp),
    ),
    lagSeconds: worst(
      Math.max,
      decisive.map((voice) => voice.lagSeconds),
    ),
    measured: true,
  };
};

const detailOf = (sources: RegionSources, edge: FleetEdge, known: RegionKnown): string => {
  if (!known.measured) return 'not measured: nobody watches from this region';
  const speakers = vantagesOf(sources.fleet, edge, known.region);
  const alone = speakers.length === 1 && speakers[0] === sources.fleet.vantage;
  if (alone && freshView(sources)?.blind === true) return 'the monitor itself is cut off from the Internet';
  return known.fault ? faultWords[known.fault] : edgeWords[known.state];
};

/** The same for members. */
export const regionStatus = (sources: RegionSources, edge: FleetEdge, region: string): RegionStatus => {
  const known = regionKnown(sources, edge, region);
  const { state, since, headTimestamp, lagSeconds, measured } = known;
  return {
    region,
    state,
    since,
    headAgeSeconds: age(sources.now, headTimestamp),
    lagSeconds,
    measured,
    detail: detailOf(sources, edge, known),
  };
};
