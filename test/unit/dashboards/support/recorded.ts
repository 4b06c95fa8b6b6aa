/** The recorded series of the same scenes, as the recording rules would have made them. */
import { copiesEvery, faultsCopy, verdictEvery, worstVerdict } from '../../../../alerts/slo/panelRecordings.ts';
import {
  badPpm,
  burnWindowNames,
  knownAt,
  ppmWindows,
  regionState,
  secondsIn,
} from '../../../../alerts/slo/recordings.ts';
import { metrics } from '../../../../collector/catalogue/index.ts';
import {
  type ChainVerdict,
  type EdgeState,
  edgeStates,
  type NodeVerdict,
} from '../../../../collector/catalogue/labels.ts';
import { verdictCodes } from '../../../../collector/catalogue/verdictCodes.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { measuredRegions, vantagesOf } from '../../../../collector/config/graph.ts';

export type Labels = Readonly<Record<string, string>>;

/** What is wrong during a scene; whatever is not named is well. */
export interface Scene {
  readonly start: number;
  readonly seconds: number;
  readonly nodes?: Readonly<Record<string, NodeVerdict>>;
  /** `EDGE REGION` → state. */
  readonly edges?: Readonly<Record<string, EdgeState>>;
  readonly chains?: Readonly<Record<string, ChainVerdict>>;
  readonly blind?: readonly string[];
  /** Vantages that are not heard from at all. */
  readonly silent?: readonly string[];
}

export const stateOf = (labels: Labels, scene: Scene): EdgeState =>
  scene.edges?.[`${labels.target} ${labels.region}`] ?? 'good';

export const labelText = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;

/** What a window holds: an hour and a half of good seconds, and those of the scene. */
const secondsOf = (state: EdgeState, scene: Scene, at: number, now: EdgeState): number =>
  state === now ? at - scene.start : state === 'good' ? 5400 : 0;

/** Every 5 s; nothing of a region that nobody is heard from. */
export const recordedLines = (fleet: Fleet, scenes: readonly Scene[]): readonly string[] => {
  const series = new Map<string, string[]>();
  const add = (name: string, labels: Labels, at: number, value: number): void => {
    const lines = series.get(name) ?? [`# TYPE ${name} gauge`];
    series.set(name, lines);
    lines.push(`${name}${labelText(labels)} ${value} ${at}`);
  };
  const places = fleet.edges.flatMap((edge) => measuredRegions(fleet, edge).map((region) => ({ edge, region })));
  for (const { edge, region } of places) {
    const place = { target: edge.name, chain: edge.chain, region };
    let lastKnown: number | undefined;
    for (const scene of scenes) {
      const isSilent = vantagesOf(fleet, edge, region).every((vantage) => scene.silent?.includes(vantage));
      const now = stateOf(place, scene);
      for (let at = scene.start; at <= scene.start + scene.seconds; at += 5) {
        // This one goes on while nobody is heard.
        if (!isSilent && now !== 'unknown') lastKnown = at;
        if (lastKnown !== undefined) add(knownAt.record, place, at, lastKnown);
        if (isSilent) continue;
        for (const state of edgeStates) {
          add(regionState.record, { ...place, state }, at, state === now ? 1 : 0);
          if (edge.audience !== 'members') continue;
          for (const window of burnWindowNames) {
            add(secondsIn(window).record, { ...place, state }, at, secondsOf(state, scene, at, now));
          }
        }
        if (edge.audience !== 'members') continue;
        for (const window of ppmWindows) add(badPpm(window).record, place, at, now === 'bad' ? 20_000 : 0);
      }
    }
  }
  for (const { edge, region } of places) {
    for (const vantage of vantagesOf(fleet, edge, region)) {
      for (const fault of metrics.edgeFaultSeconds.labels.fault) {
        for (const scene of scenes) {
          const labels = { target: edge.name, chain: edge.chain, region, vantage, fault };
          for (let at = scene.start; at <= scene.start + scene.seconds; at += copiesEvery)
            add(faultsCopy.record, labels, at, 0);
        }
      }
    }
  }
  for (const node of fleet.nodes) {
    const labels = { target: node.name, chain: node.chain, region: node.region };
    for (const scene of scenes) {
      const code = verdictCodes[scene.nodes?.[node.name] ?? 'ok'];
      for (let at = scene.start; at <= scene.start + scene.seconds; at += verdictEvery)
        add(worstVerdict.record, labels, at, code);
    }
  }
  return [...series.values()].flat();
};
