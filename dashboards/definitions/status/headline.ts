/**
 * The headline of an edge as one code, so that a single value can say "▲ DEGRADED eu" in any profile: a bit mask over
 * the measured regions, raised by what is wrong with them. The worst decides: bad, then halted, then unknown. Regions
 * that nobody knows of are named behind it: "▲ DEGRADED eu · ? us".
 */
import { knownAt, recorded } from '../../../alerts/slo/recordings.ts';
import type { EdgeState } from '../../../collector/catalogue/labels.ts';
import type { Fleet, FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { memberAdvice } from '../../../collector/memberAdvice.ts';
import type { ServiceState } from '../../../collector/status.ts';
import type { StateText } from '../../kit/model.ts';
import { freshFor, plainText, tagged } from '../../kit/queries.ts';
import { clock, firstOf, worded } from '../../kit/sentence.ts';
import { colors, state } from '../../kit/states.ts';
import { edgeIs, edgeUnknown } from '../context.ts';

const halted = 100_000;
const bad = 200_000;
/** Bad, with others that nobody knows of. */
const badUnsure = 300_000;

/** Above this, regions are counted by "some" instead of named, to keep the list of texts short. */
const namedRegions = 5;

/** No mask may reach the next code: 2¹⁶ < 10⁵. */
const maxRegions = 16;

const regionsOf = (fleet: Fleet, edge: FleetEdge): readonly string[] => {
  const regions = measuredRegions(fleet, edge);
  if (regions.length > maxRegions) throw new Error(`edge ${edge.name}: more than ${maxRegions} measured regions`);
  return regions;
};

/** Where regions are not named a mask says 1 for some and 2 for all. */
const isNamed = (regions: readonly string[]): boolean => regions.length <= namedRegions;
const maskOf = (regions: readonly string[], of: (region: string) => string): string => {
  const bits = `(${regions.map((region, bit) => (bit === 0 ? of(region) : `${2 ** bit} * ${of(region)}`)).join('\n    + ')})`;
  return isNamed(regions) ? bits : `((${bits} > bool 0) + (${bits} == bool ${2 ** regions.length - 1}))`;
};
const badMask = (regions: readonly string[], edge: FleetEdge): string =>
  maskOf(regions, (region) => edgeIs(edge, region, 'bad'));
const unknownMask = (regions: readonly string[], edge: FleetEdge): string =>
  maskOf(regions, (region) => edgeUnknown(edge, region));
const allOf = (regions: readonly string[]): number => (isNamed(regions) ? 2 ** regions.length - 1 : 2);

/** One code of `headlineStates`, always; -1 where nobody measures. */
export const headlineCode = (fleet: Fleet, edge: FleetEdge): string => {
  const regions = regionsOf(fleet, edge);
  if (regions.length === 0) return 'vector(-1)';
  return firstOf([
    `(${bad} + (${badMask(regions, edge)} > 0))`,
    `(${halted} + 0 * (${maskOf(regions, (region) => edgeIs(edge, region, 'halted'))} > 0))`,
    unknownMask(regions, edge),
  ]);
};

/** The same, and told apart whether all regions that are not bad are known to be good. */
const adviceCode = (fleet: Fleet, edge: FleetEdge): string => {
  const regions = regionsOf(fleet, edge);
  if (regions.length === 0) return headlineCode(fleet, edge);
  const unsure = `(${badUnsure} + (${badMask(regions, edge)} > 0) and on () (${unknownMask(regions, edge)} > 0))`;
  return firstOf([unsure, headlineCode(fleet, edge)]);
};

interface Case {
  readonly code: number;
  readonly service: ServiceState;
  readonly text: string;
  readonly color: string;
  readonly regions: readonly { readonly region: string; readonly state: EdgeState }[];
  /** Names of the regions that nobody knows of, where others are known. */
  readonly unsure?: string;
}

/** Every headline that there can be. */
const casesOf = (fleet: Fleet, edge: FleetEdge): readonly Case[] => {
  const every = Object.keys(edge.regions);
  const regions = regionsOf(fleet, edge);
  const each = (of: (bit: number) => EdgeState): Case['regions'] =>
    regions.map((region, bit) => ({ region, state: of(bit) }));
  if (regions.length === 0) {
    return [{ code: -1, service: 'unknown', text: '– NOT MEASURED', color: colors.unknown, regions: [] }];
  }
  const up = every.length <= 1 ? '' : regions.length === every.length ? ' all regions' : ` ${regions.join(', ')}`;
  const full = allOf(regions);
  const masks = Array.from({ length: full - 1 }, (_, index) => index + 1);
  const has = (mask: number, bit: number): boolean => !isNamed(regions) || Boolean((mask >> bit) & 1);
  const names = (mask: number): string =>
    isNamed(regions) ? regions.filter((_, bit) => has(mask, bit)).join(', ') : 'some regions';
  return [
    { code: 0, service: 'up', text: `✔ UP${up}`, color: colors.good, regions: each(() => 'good') },
    ...[...masks, full].map(
      (mask): Case => ({
        code: mask,
        service: 'unknown',
        text: `? UNKNOWN${mask === full ? '' : ` ${names(mask)}`}`,
        color: colors.unknown,
        regions: each((bit) => (has(mask, bit) ? 'unknown' : 'good')),
        ...(mask === full ? {} : { unsure: names(mask) }),
      }),
    ),
    {
      code: halted,
      service: 'degraded',
      text: '■ CHAIN HALTED, not us',
      color: colors.warn,
      regions: each(() => 'halted'),
    },
    ...masks.map(
      (mask): Case => ({
        code: bad + mask,
        service: 'degraded',
        text: `▲ DEGRADED ${names(mask)}`,
        color: colors.warn,
        regions: each((bit) => (has(mask, bit) ? 'bad' : 'good')),
      }),
    ),
    { code: bad + full, service: 'down', text: '✖ DOWN', color: colors.bad, regions: each(() => 'bad') },
  ];
};

export const headlineStates = (fleet: Fleet, edge: FleetEdge): readonly StateText[] =>
  casesOf(fleet, edge).map(({ code, text, color }) => state(code, plainText(text), color));

/**
 * When the region that has been unknown for longest was last known. Not a moment ago: that is one that is known now, and
 * whose time is noted every 15 s.
 */
const lastKnown = (fleet: Fleet, edge: FleetEdge): string =>
  `min(${recorded(knownAt, { target: edge.name, region: [...regionsOf(fleet, edge)] })} < time() - ${freshFor + 15})`;

/** Behind what is known to be wrong: the regions that nobody knows of, in the label `rest`. Absent when all are known. */
const unknownRest = (fleet: Fleet, edge: FleetEdge): string => {
  const texts = casesOf(fleet, edge).flatMap(({ code, unsure }) =>
    unsure === undefined ? [] : [{ from: code, text: ` · ? ${unsure}` }],
  );
  return worded(`(${unknownMask(regionsOf(fleet, edge), edge)} > 0)`, texts, 'rest');
};

/**
 * The code in words: those of its state, since when it is unknown, and what is unknown beside something worse. One
 * series, always, with the label `text`.
 */
export const headlineSaid = (fleet: Fleet, edge: FleetEdge): string => {
  const code = headlineCode(fleet, edge);
  const states = headlineStates(fleet, edge);
  const text = worded(code, states);
  if (regionsOf(fleet, edge).length === 0) return `max by (text) (${text}) * on () group_left () ${code}`;
  const since = clock(`(${lastKnown(fleet, edge)} and on () ((${code}) > 0 < ${halted}))`, 'since');
  const stamped = tagged(`${text} * on () group_left (since) ${since.series}`, { sinceWord: ' since ', zone: ' UTC' });
  const worse = `(${text} and on () (${code}) >= ${halted})`;
  const all = firstOf([
    `label_join(${stamped}, "text", "", "text", "sinceWord", "since", "zone")`,
    `label_join(${worse} * on () group_left (rest) ${unknownRest(fleet, edge)}, "text", "", "text", "rest")`,
    text,
  ]);
  return `max by (text) ((${all}) * on () group_left () (${code}))`;
};

/** What a member should do, by the same codes; a sentence for each. */
const adviceStates = (fleet: Fleet, edge: FleetEdge): readonly StateText[] =>
  casesOf(fleet, edge).flatMap(({ code, service, text, color, regions }) => {
    const icon = [...text][0];
    const sentence = (told: Case['regions']): string =>
      text.endsWith('some regions')
        ? 'Look up your region in the table: where it is ✖ DOWN, switch to your backup RPC.'
        : memberAdvice(service, [{ regions: told }]);
    const line = (at: number, told: Case['regions']): StateText =>
      state(at, plainText(`${icon} ${sentence(told)}`), color);
    if (code <= bad) return [line(code, regions)];
    const unsure = regions.map((each) => ({
      ...each,
      state: each.state === 'good' ? ('unknown' as const) : each.state,
    }));
    return [line(code, regions), line(code - bad + badUnsure, unsure)];
  });

export const advice = (
  fleet: Fleet,
  edge: FleetEdge,
): { readonly expr: string; readonly states: readonly StateText[] } => ({
  expr: adviceCode(fleet, edge),
  states: adviceStates(fleet, edge).toSorted((a, b) => a.from - b.from),
});
