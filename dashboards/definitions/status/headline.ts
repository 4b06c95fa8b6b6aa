/**
 * The headline of an edge as one number, so that a single value can say "▲ DEGRADED eu" in any profile:
 * bad regions × 10¹⁰ + halted regions × 10⁵ + unknown regions, each a bit mask over the measured regions.
 * Whatever is worst decides the text, because the parts do not overlap.
 */
import type { Fleet, FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import type { StateText } from '../../kit/model.ts';
import { plainText } from '../../kit/queries.ts';
import { colors } from '../../kit/states.ts';
import { edgeIs, edgeUnknown } from '../context.ts';

const badWeight = 10_000_000_000;
const haltedWeight = 100_000;

/** Above this, regions are counted by "some" instead of named, to keep the list of texts short. */
const namedRegions = 5;

/** No mask may reach the next weight: 2¹⁶ < 10⁵. */
const maxRegions = 16;

const regionsOf = (fleet: Fleet, edge: FleetEdge): readonly string[] => {
  const regions = measuredRegions(fleet, edge);
  if (regions.length > maxRegions) throw new Error(`edge ${edge.name}: more than ${maxRegions} measured regions`);
  return regions;
};

export const headlineExpr = (fleet: Fleet, edge: FleetEdge): string => {
  const regions = regionsOf(fleet, edge);
  if (regions.length === 0) return 'vector(-1)';
  const mask = (of: (region: string) => string): string =>
    `(${regions.map((region, bit) => (bit === 0 ? of(region) : `${2 ** bit} * ${of(region)}`)).join('\n    + ')})`;
  return [
    `${badWeight} * ${mask((region) => edgeIs(edge, region, 'bad'))}`,
    `${haltedWeight} * ${mask((region) => edgeIs(edge, region, 'halted'))}`,
    mask((region) => edgeUnknown(edge, region)),
  ].join('\n  + ');
};

const namesOf = (regions: readonly string[], mask: number): string =>
  plainText(regions.filter((_, bit) => (mask >> bit) & 1).join(', '));

const span = (mask: number, weight: number): { from: number; to: number } => ({
  from: mask * weight,
  to: mask * weight + weight - 1,
});

export const headlineStates = (fleet: Fleet, edge: FleetEdge): readonly StateText[] => {
  const all = Object.keys(edge.regions);
  const regions = regionsOf(fleet, edge);
  if (regions.length === 0) return [{ from: -1, to: -1, text: '– NOT MEASURED', color: colors.unknown }];
  const full = 2 ** regions.length - 1;
  const up = regions.length === all.length ? 'all regions' : plainText(regions.join(', '));
  const named = regions.length <= namedRegions;
  const masks = named ? Array.from({ length: full - 1 }, (_, index) => index + 1) : [];
  const where = all.length > 1;
  return [
    { from: 0, to: 0, text: where ? `✔ UP ${up}` : '✔ UP', color: colors.good },
    ...masks.map((mask) => ({
      from: mask,
      to: mask,
      text: `? UNKNOWN ${namesOf(regions, mask)}`,
      color: colors.unknown,
    })),
    ...(named ? [] : [{ from: 1, to: full - 1, text: '? UNKNOWN some regions', color: colors.unknown }]),
    { from: full, to: full, text: '? UNKNOWN', color: colors.unknown },
    { from: haltedWeight, to: badWeight - 1, text: '■ CHAIN HALTED, not us', color: colors.warn },
    ...masks.map((mask) => ({
      ...span(mask, badWeight),
      text: `▲ DEGRADED ${namesOf(regions, mask)}`,
      color: colors.warn,
    })),
    ...(named
      ? []
      : [{ from: badWeight, to: full * badWeight - 1, text: '▲ DEGRADED some regions', color: colors.warn }]),
    { ...span(full, badWeight), text: '✖ DOWN', color: colors.bad },
  ];
};
