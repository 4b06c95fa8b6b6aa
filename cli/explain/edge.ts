/** Why a second of an edge is worth what it is worth: region by region, vantage by vantage, and what page is due when. */
import type { Ask } from '../../alerts/router/fetchJson.ts';
import { queryNow, type Sample } from '../../alerts/router/knowledge.ts';
import { faultWords } from '../../alerts/router/publicNames.ts';
import { type RegionKnown, regionKnown } from '../../alerts/router/regionStatus.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { edgeStates } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../collector/config/fleet.ts';
import { nodesOfEdge, vantagesOf } from '../../collector/config/graph.ts';
import { observing } from '../../collector/config/observing.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import type { Live } from '../live/ask.ts';
import { alertsFact, type Explanation, type Fact, fact } from '../live/explanation.ts';
import { secondsText, sinceWords } from '../live/words.ts';

const patient: Ask = { timeoutMs: 5000 };

/** What only Prometheus knows of an edge; undefined each where it does not answer. */
interface Measured {
  /** Seconds of the page window by vantage and state. */
  readonly seconds: readonly Sample[] | undefined;
  readonly journeys: readonly Sample[] | undefined;
  readonly nodes: readonly Sample[] | undefined;
  readonly needed: readonly Sample[] | undefined;
}

const measure = async (live: Live, { name }: FleetEdge, { pageWindow }: Ladder): Promise<Measured> => {
  const ask = (query: string) => queryNow(live.fleet.prometheus.url, query, patient);
  const series = sel(metrics.edgeSeconds, { role: 'edge', target: name });
  const [seconds, journeys, nodes, needed] = await Promise.all([
    // What the counters have really gained; a vantage that has just started has no minute yet.
    ask(`${series} - ${series} offset ${pageWindow}s`),
    ask(`${sel(metrics.edgeJourney, { role: 'edge', target: name })} == 1`),
    ask(sel(metrics.edgeNodes, { target: name, vantage: live.fleet.vantage })),
    ask(sel(metrics.edgeNodesNeeded, { target: name, vantage: live.fleet.vantage })),
  ]);
  return { seconds, journeys, nodes, needed };
};

const of = (samples: readonly Sample[] | undefined, region: string, vantage: string): readonly Sample[] =>
  (samples ?? []).filter(({ labels }) => labels.region === region && labels.vantage === vantage);

const vantageFact = (region: string, vantage: string, measured: Measured, { pageWindow }: Ladder): Fact => {
  const counted = of(measured.seconds, region, vantage);
  const by = edgeStates.flatMap((state) => {
    const value = counted.find(({ labels }) => labels.state === state)?.value;
    return value === undefined ? [] : [`${value} ${state}`];
  });
  const journey = of(measured.journeys, region, vantage)[0]?.labels.state;
  const bad = counted.find(({ labels }) => labels.state === 'bad')?.value ?? null;
  const words = by.length > 0 ? `of the last ${pageWindow} s: ${by.join(', ')}` : 'no seconds of it are known';
  const also = journey === undefined ? '' : `; full journey ${journey}`;
  return fact(`as seen from ${vantage}`, bad, `${words}${also}`, bad === 0);
};

/** When the next bad seconds would page, if they go on. */
const dueFact = (live: Live, edge: FleetEdge, known: RegionKnown, measured: Measured, ladder: Ladder): Fact => {
  const { pageBad, pageWindow } = ladder;
  const paging = live.alerts?.find(
    ({ labels, state }) =>
      state === 'firing' &&
      labels.severity === 'page' &&
      labels.scope === `edge:${edge.name}` &&
      labels.region === known.region,
  );
  const rule = `${pageBad} bad seconds within ${pageWindow} page`;
  if (edge.audience === 'internal')
    return fact('page', false, `never: an internal edge is a warning (${rule} for members)`);
  const would = observing(live.fleet) ? ' would have paged (observing)' : ' pages';
  if (paging) {
    const since = paging.activeAt ? Date.parse(paging.activeAt) / 1000 : null;
    return fact('page', true, `${paging.labels.alertname}${would} since ${sinceWords(since, live.now)}`, false);
  }
  const speakers = vantagesOf(live.fleet, edge, known.region);
  const bads = speakers.flatMap((vantage) =>
    of(measured.seconds, known.region, vantage).flatMap(({ labels, value }) => (labels.state === 'bad' ? [value] : [])),
  );
  if (bads.length === 0) return fact('page', null, `not known (${rule})`);
  const bad = Math.max(...bads);
  const left = Math.max(0, pageBad - bad);
  if (known.state !== 'bad') return fact('page', false, `none is due: ${bad} bad of the last ${pageWindow} s, ${rule}`);
  return fact(
    'page',
    true,
    `due in ${formatSeconds(left)} if this goes on: ${bad} bad of the last ${pageWindow} s, ${rule}`,
    false,
  );
};

const within = ({ region }: RegionKnown, one: Fact): Fact => ({ ...one, region });

const stateFact = (live: Live, edge: FleetEdge, known: RegionKnown, { stale }: Ladder): Fact => {
  if (!known.measured) return fact(known.region, null, 'not measured: no vantage speaks for this region');
  const seen = live.view?.edges.find(({ name, region }) => name === edge.name && region === known.region);
  const why = known.fault ? `: ${faultWords[known.fault]} (${known.fault})` : seen ? `: ${seen.detail}` : '';
  const lag =
    known.lagSeconds === null ? '' : `; head ${secondsText(known.lagSeconds)} behind, bad from ${formatSeconds(stale)}`;
  const since = known.since === null ? '' : `; since ${sinceWords(known.since, live.now)}`;
  const says = `${known.state}${why}${lag}${since}`;
  return fact(known.region, known.state === 'unknown' ? null : known.state, says, known.state === 'good');
};

const redundancyFact = ({ nodes, needed }: Measured): Fact => {
  const least = needed?.[0]?.value;
  if (!nodes || nodes.length === 0 || least === undefined) return fact('nodes', null, 'not known');
  const count = (condition: string): number => nodes.find(({ labels }) => labels.condition === condition)?.value ?? 0;
  const [ok, bad, unknown] = [count('ok'), count('bad'), count('unknown')];
  const says = `${ok} ok, ${bad} bad, ${unknown} unknown of ${ok + bad + unknown} serving; ${least} must not be bad`;
  return fact('nodes', ok, says, ok + unknown >= least && bad === 0);
};

const causeFacts = (live: Live, edge: FleetEdge): readonly Fact[] =>
  (live.view?.causes ?? [])
    .filter(({ scope }) => scope === `edge:${edge.name}`)
    .map(({ region, cause, detail }) =>
      fact('cause', cause, `in ${region}: ${cause}${detail ? ` (${detail})` : ''}`, false),
    );

export const explainEdge = async (live: Live, edge: FleetEdge): Promise<Explanation> => {
  const ladder = live.fleet.ladders[edge.chain];
  // Every chain that something is on has a ladder; buildFleet makes one for each.
  if (!ladder) throw new Error(`no ladder for chain ${edge.chain}`);
  const measured = await measure(live, edge, ladder);
  const sources = { ...live, readings: live.elsewhere?.readings };
  const regions = Object.keys(edge.regions).map((region) => regionKnown(sources, edge, region));
  const behind = nodesOfEdge(edge);
  const about = alertsFact(
    live,
    ({ scope, target = '' }) => scope === `edge:${edge.name}` || (scope !== 'sla' && behind.includes(target)),
  );
  const facts = [
    ...regions.flatMap((known) => [
      stateFact(live, edge, known, ladder),
      ...vantagesOf(live.fleet, edge, known.region).map((vantage) =>
        within(known, vantageFact(known.region, vantage, measured, ladder)),
      ),
      ...(known.measured ? [within(known, dueFact(live, edge, known, measured, ladder))] : []),
    ]),
    redundancyFact(measured),
    ...causeFacts(live, edge),
    about,
  ];
  const states = regions.filter((known) => known.measured).map(({ state }) => state);
  const verdict =
    (['bad', 'halted', 'unknown'] as const).find((state) => states.includes(state)) ??
    (states.length > 0 ? 'good' : 'unknown');
  const where = regions.map(({ region, state, measured: is }) => `${region} ${is ? state : 'not measured'}`).join(', ');
  return {
    about: `edge:${edge.name}`,
    title: `${edge.name} · edge for ${edge.audience} on ${edge.chain} · journey ${edge.journey}`,
    headline: `${verdict.toUpperCase()}: ${where}`,
    verdict,
    well: verdict === 'unknown' ? null : verdict === 'good' && about.well !== false,
    since: regions.find(({ state }) => state === verdict)?.since ?? null,
    facts,
    unanswered: live.unanswered,
  };
};
