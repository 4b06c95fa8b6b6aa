/** What the rows of "Status" are made from: one fleet, one profile. */
import { verdictEvery, worstVerdict } from '../../alerts/slo/panelRecordings.ts';
import { recorded, regionState } from '../../alerts/slo/recordings.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetEdge, FleetNode } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import type { Profile } from '../kit/model.ts';
import { any, coded, fresh, freshFor, orUnknown } from '../kit/queries.ts';
import { chainCodes, edgeCodes, nodeCodes, notMeasured } from '../kit/states.ts';

export interface Context {
  readonly fleet: Fleet;
  readonly profile: Profile;
  /** Nodes that are watched: parked ones are not. */
  readonly nodes: readonly FleetNode[];
  readonly memberEdges: readonly FleetEdge[];
  /** Edges that this profile may show. */
  readonly edges: readonly FleetEdge[];
  /** Chains whose state matters to the reader, first the members'. */
  readonly chains: readonly string[];
}

export const contextOf = (profile: Profile, fleet: Fleet): Context => {
  const nodes = fleet.nodes.filter((node) => node.state !== 'parked');
  const memberEdges = fleet.edges.filter((edge) => edge.audience === 'members');
  const all = [...new Set([...memberEdges, ...nodes, ...fleet.edges].map((target) => target.chain))];
  const membersOnly = [...new Set(memberEdges.map((edge) => edge.chain))];
  return {
    fleet,
    profile,
    nodes,
    memberEdges,
    edges: profile === 'public' ? memberEdges : fleet.edges,
    chains: profile === 'public' && membersOnly.length > 0 ? membersOnly : all,
  };
};

/** What a reader sees instead of a target's name. */
export const nameOf = (context: Context, target: FleetNode | FleetEdge): string =>
  context.profile === 'public' ? target.alias : target.name;

const nodeVerdict = (node: FleetNode, verdict: keyof typeof nodeCodes): string =>
  fresh(metrics.nodeVerdict, { target: node.name, verdict });

/** A node's verdict as a code of `nodeScale`. */
export const nodeCode = (node: FleetNode): string =>
  coded([
    [nodeCodes.ok, nodeVerdict(node, 'ok')],
    [nodeCodes.lagging, nodeVerdict(node, 'lagging')],
    [nodeCodes.syncing, nodeVerdict(node, 'syncing')],
    [nodeCodes.stalled, nodeVerdict(node, 'stalled')],
    [nodeCodes.diverged, nodeVerdict(node, 'diverged')],
    [nodeCodes.wrong_chain, nodeVerdict(node, 'wrong_chain')],
    [nodeCodes.unreachable, nodeVerdict(node, 'unreachable')],
  ]);

/** The same over time, for hours: the worst of each 10 s, as it is recorded. */
export const worstCode = (node: FleetNode): string =>
  orUnknown(`max(last_over_time(${recorded(worstVerdict, { target: node.name })}${window(2, verdictEvery)}))`);

/** One-hot over all vantages of the region: two vantages are one voice, as the recording rule joins them. */
const edgeSeries = (
  edge: FleetEdge,
  region: string,
  state: keyof typeof edgeCodes | readonly (keyof typeof edgeCodes)[],
): string => `last_over_time(${recorded(regionState, { target: edge.name, region, state })}${window(freshFor)})`;

/** An edge's state in a region as a code of `edgeScale`. */
export const edgeCode = (fleet: Fleet, edge: FleetEdge, region: string): string =>
  measuredRegions(fleet, edge).includes(region)
    ? coded([
        [edgeCodes.good, edgeSeries(edge, region, 'good')],
        [edgeCodes.halted, edgeSeries(edge, region, 'halted')],
        [edgeCodes.bad, edgeSeries(edge, region, 'bad')],
      ])
    : `vector(${notMeasured.from})`;

export const edgeIs = (edge: FleetEdge, region: string, state: 'bad' | 'halted'): string =>
  any(edgeSeries(edge, region, state));

/** 1 when nothing is known of the edge in the region. */
export const edgeUnknown = (edge: FleetEdge, region: string): string =>
  `(1 - ${any(edgeSeries(edge, region, ['good', 'bad', 'halted']))})`;

/** A chain's verdict as the central vantage sees it, as a code of `chainScale`. */
export const chainCode = (fleet: Fleet, chain: string): string => {
  const verdict = (value: 'live' | 'halted' | 'unverifiable'): string =>
    fresh(metrics.chainVerdict, { chain, vantage: fleet.vantage, verdict: value });
  return coded([
    [chainCodes.live, verdict('live')],
    [chainCodes.unverifiable, verdict('unverifiable')],
    [chainCodes.halted, verdict('halted')],
  ]);
};

/** Vantages that are heard and can see, as a count. */
export const vantagesSeeing = (): string =>
  orUnknown(`count(max by (vantage) (${fresh(metrics.vantageBlind, {})}) == 0)`);
