/** The fleet now, as `status` tells it: what is not known is unknown, never good. */

import type { HeartbeatTold } from '../../alerts/router/heartbeats/heartbeats.ts';
import { regionKnown } from '../../alerts/router/regionStatus.ts';
import { standingLines } from '../../alerts/router/standing.ts';
import type { EdgeFault } from '../../collector/catalogue/labels.ts';
import { type Layer, layersOf } from '../../collector/config/advice/layers.ts';
import { vantagesOf } from '../../collector/config/graph.ts';
import type { HeadView, JoiningView, LbView } from '../../collector/view.ts';
import type { Live, OpenIncident, PagingProof } from '../live/ask.ts';

export interface NodeLine {
  readonly name: string;
  readonly chain: string;
  readonly region: string;
  readonly state: string;
  readonly verdict: string;
  readonly head: HeadView | null;
  readonly lagSeconds: number | null;
  readonly since: number | null;
  readonly detail: string;
  /** Null unless it joins. */
  readonly joining: JoiningView | null;
  /** What its load-balancer check says; null without one. */
  readonly lb: LbView | null;
}

export interface EdgeLine {
  readonly name: string;
  readonly audience: string;
  readonly region: string;
  /** `not measured` where nobody speaks for the region. */
  readonly state: string;
  readonly fault: EdgeFault | null;
  readonly lagSeconds: number | null;
  readonly since: number | null;
}

/** "3 of 3, can lose 2". */
export interface LayerLine {
  /** `edge:NAME` or `chain:NAME`. */
  readonly scope: string;
  readonly chain: string;
  readonly layer: Layer['layer'];
  readonly have: number;
  readonly total: number;
  /** Null while a verdict in it is not known. */
  readonly canLose: number | null;
}

export interface ChainLine {
  readonly name: string;
  readonly verdict: string;
  readonly head: HeadView | null;
  readonly sources: number | null;
  readonly detail: string;
}

export interface FleetStatus {
  readonly service: string;
  /** Unix seconds. */
  readonly at: number;
  readonly well: boolean;
  readonly nodes: readonly NodeLine[];
  readonly edges: readonly EdgeLine[];
  readonly chains: readonly ChainLine[];
  readonly layers: readonly LayerLine[];
  /** Null when the router does not answer. */
  readonly incidents: readonly OpenIncident[] | null;
  readonly watchers: { readonly seen: number | null; readonly expected: number };
  /** Null when the router does not answer. */
  readonly paging: PagingProof | null;
  /** What must happen, and whether it did in time; null when the router does not answer. */
  readonly heartbeats: readonly HeartbeatTold[] | null;
  readonly standing: readonly string[];
  readonly unanswered: readonly string[];
}

const nodeLines = ({ fleet, view }: Live): readonly NodeLine[] =>
  fleet.nodes.map(({ name, chain, region, state }) => {
    const seen = view?.nodes.find((each) => each.name === name);
    return {
      name,
      chain,
      region,
      state,
      verdict: seen?.verdict ?? 'unknown',
      head: seen?.head ?? null,
      lagSeconds: seen?.lagSeconds ?? null,
      since: seen?.since ?? null,
      detail: seen?.detail ?? 'the collector does not say',
      joining: seen?.joining ?? null,
      lb: seen?.lb ?? null,
    };
  });

const edgeLines = (live: Live): readonly EdgeLine[] =>
  live.fleet.edges.flatMap((edge) =>
    Object.keys(edge.regions).map((region) => {
      const known = regionKnown({ ...live, readings: live.elsewhere?.readings }, edge, region);
      const measured = vantagesOf(live.fleet, edge, region).length > 0;
      return {
        name: edge.name,
        audience: edge.audience,
        region,
        state: measured ? known.state : 'not measured',
        fault: known.fault ?? null,
        lagSeconds: known.lagSeconds,
        since: known.since,
      };
    }),
  );

const chainLines = ({ fleet, view }: Live): readonly ChainLine[] =>
  Object.keys(fleet.chains).map((name) => {
    const seen = view?.chains.find((each) => each.name === name);
    return {
      name,
      verdict: seen?.verdict ?? 'unknown',
      head: seen?.head ?? null,
      sources: seen?.sources ?? null,
      detail: seen?.detail ?? 'the collector does not say',
    };
  });

const layerLines = ({ fleet }: Live, nodes: readonly NodeLine[]): readonly LayerLine[] => {
  const verdicts = new Map(nodes.map(({ name, verdict }) => [name, verdict]));
  const well = new Set(nodes.flatMap(({ name, verdict }) => (verdict === 'ok' ? [name] : [])));
  return layersOf(fleet, well).map(({ scope, chain, layer, names, have, total, spare }) => {
    const known = names.every((name) => verdicts.get(name) !== 'unknown');
    return { scope, chain, layer, have, total, canLose: known ? spare : null };
  });
};

/** Those that were heard just now and see the Internet. */
const watchersSeen = ({ view, elsewhere }: Live): number | null => {
  if (!view && !elsewhere) return null;
  return (view && !view.blind ? 1 : 0) + (elsewhere?.watching ?? 0);
};

export const buildFleetStatus = (live: Live): FleetStatus => {
  const { fleet, now, incidents, unanswered } = live;
  const [nodes, edges, chains] = [nodeLines(live), edgeLines(live), chainLines(live)];
  const seen = watchersSeen(live);
  const expected = 1 + fleet.vantages.length;
  const well =
    nodes.every(({ state, verdict }) => state !== 'serving' || verdict === 'ok') &&
    edges.every(({ state }) => state === 'good' || state === 'not measured') &&
    chains.every(({ verdict }) => verdict === 'live') &&
    incidents?.length === 0 &&
    seen === expected &&
    unanswered.length === 0;
  return {
    service: fleet.service.name,
    at: now,
    well,
    nodes,
    edges,
    chains,
    layers: layerLines(live, nodes),
    incidents: incidents ?? null,
    watchers: { seen, expected },
    paging: live.proof ?? null,
    heartbeats: live.heartbeats ?? null,
    standing: [...new Set([...standingLines(fleet), ...(live.standing ?? [])])],
    unanswered,
  };
};
