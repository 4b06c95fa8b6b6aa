/**
 * The recording rules of the service level. Cost is bounded by the chain: nothing reads more than half an hour of the
 * 1 s counters, each window reads its series once, and the rest is arithmetic on what was just recorded.
 */
import { stringify } from 'yaml';
import { metrics } from '../../collector/catalogue/index.ts';
import type { EdgeState } from '../../collector/catalogue/labels.ts';
import { increase, over, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import { freshWindow } from '../rules/expressions.ts';
import { generatedHeader } from '../rules/generatedHeader.ts';
import {
  type BurnWindow,
  badPpm,
  burnWindowNames,
  burnWindows,
  knownAt,
  type PpmWindow,
  ppmWindows,
  type Recording,
  recorded,
  regionState,
  secondsByVantage,
  secondsCopy,
  secondsIn,
} from './recordings.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RecordingGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly RecordingRule[];
}

const { edgeState, edgeSeconds } = metrics;

const perRegion = '(target, chain, region)';
const perVantage = '(target, chain, region, vantage, state)';

const rule = ({ record }: Recording, expr: string, state?: EdgeState): RecordingRule => ({
  record,
  expr,
  ...(state ? { labels: { state } } : {}),
});

/** 1 where a vantage of the region that was heard lately says one of these. */
const says = (...state: readonly EdgeState[]): string =>
  `max by ${perRegion} (last_over_time(${over(edgeState, { role: 'edge', state }, freshWindow)}))`;

/** `collector/verdict/region.ts` in PromQL: bad, else halted, else good, else unknown; each of the four 0 or 1. */
const stateRules: readonly RecordingRule[] = [
  rule(regionState, says('bad'), 'bad'),
  rule(regionState, `${says('halted')} > bool ${says('bad')}`, 'halted'),
  rule(regionState, `${says('good')} > bool ${says('bad', 'halted')}`, 'good'),
  rule(regionState, `${says('bad', 'halted', 'good')} == bool 0`, 'unknown'),
];

const known = recorded(regionState, { state: ['good', 'bad', 'halted'] });

/** While nobody knows it repeats itself; what Prometheus did not evaluate for half an hour is forgotten. */
const knownRule = rule(
  knownAt,
  `max by ${perRegion} (timestamp(${known}) and ${known} == 1) or last_over_time(${recorded(knownAt)}${window(120, 15)})`,
);

const isMembers = ({ audience }: Fleet['edges'][number]): boolean => audience === 'members';

/** Members' edges that someone measures: those with a service level. */
export const leveledEdges = (fleet: Fleet): readonly string[] =>
  fleet.edges.filter((edge) => isMembers(edge) && measuredRegions(fleet, edge).length > 0).map(({ name }) => name);

/**
 * The newest value of the counters, of vantages heard lately: a copy of a dead one would make it look watched. `>= 0`
 * keeps a NaN out, which would be in every window for 30 days.
 */
const copyRule = (fleet: Fleet): RecordingRule => {
  const match = { role: 'edge', target: leveledEdges(fleet) } as const;
  return rule(secondsCopy, `max by ${perVantage} (last_over_time(${over(edgeSeconds, match, freshWindow)}))`);
};

/** Windows short enough for the 1 s counters themselves; a copy a minute would be too coarse for them. */
const ofCounters: readonly BurnWindow[] = ['5m', '30m'];
const ofCopies = burnWindowNames.filter((name) => !ofCounters.includes(name));

/**
 * So much more than the window's own seconds that it holds both ends of them, and so little that rounding takes away
 * what `increase` extrapolates: for samples each second and for copies, which are exactly a minute apart.
 */
const samples = (name: BurnWindow): number => burnWindows[name] + 1;

const fromCounters = (fleet: Fleet, name: BurnWindow): string => {
  const match = { role: 'edge', target: leveledEdges(fleet) } as const;
  return `max by ${perVantage} (${increase(edgeSeconds, match, samples(name))})`;
};

const fromCopies = (name: BurnWindow): string => `increase(${recorded(secondsCopy)}${window(samples(name))})`;

const windowRules = (name: BurnWindow, increased: string): readonly RecordingRule[] => {
  const each = secondsByVantage(name);
  const whole = secondsIn(name);
  const longest = (match: { readonly state?: { readonly not: 'unknown' } }): string =>
    `max by ${perRegion} (sum without (state) (${recorded(each, match)}))`;
  const measured = longest({ state: { not: 'unknown' } });
  const lost = recorded(whole, { state: ['bad', 'halted'] });
  return [
    // Seconds are counted, not estimated: whole ones.
    rule(each, `round(${increased})`),
    rule(whole, `max without (vantage) (${recorded(each, { state: ['bad', 'halted'] })})`),
    rule(whole, `clamp_min(${measured} - sum by ${perRegion} (${lost}), 0)`, 'good'),
    rule(whole, `${longest({})} - ${measured}`, 'unknown'),
  ];
};

/** `> 0`: where nothing was measured there is no ratio, and one NaN would stay in every average for 30 days. */
const ppmRule = (name: PpmWindow): RecordingRule => {
  const whole = secondsIn(name);
  const bad = `sum by ${perRegion} (${recorded(whole, { state: 'bad' })})`;
  const measured = `sum by ${perRegion} (${recorded(whole, { state: { not: 'unknown' } })})`;
  return rule(badPpm(name), `ceil(${bad} * 1000000 / (${measured} > 0))`);
};

/** Rule groups in order of cadence; none where no edge is measured. */
export const recordingGroups = (fleet: Fleet): readonly RecordingGroup[] => {
  const group = (name: string, seconds: number, rules: readonly RecordingRule[]): RecordingGroup => ({
    name: `headwatch-sli-${name}`,
    interval: `${seconds}s`,
    rules,
  });
  const state = fleet.edges.some((edge) => measuredRegions(fleet, edge).length > 0)
    ? [group('state', 1, stateRules), group('known', 15, [knownRule])]
    : [];
  if (leveledEdges(fleet).length === 0) return state;
  return [
    ...state,
    group(
      'short',
      15,
      ofCounters.flatMap((name) => windowRules(name, fromCounters(fleet, name))),
    ),
    group('long', 60, [
      copyRule(fleet),
      ...ofCopies.flatMap((name) => windowRules(name, fromCopies(name))),
      ...ppmWindows.map(ppmRule),
    ]),
  ];
};

/** The YAML text of the recording rules; undefined where there is nothing to record. */
export const recordingFile = (fleet: Fleet): string | undefined => {
  const groups = recordingGroups(fleet);
  return groups.length > 0 ? generatedHeader + stringify({ groups }, { lineWidth: 0 }) : undefined;
};
