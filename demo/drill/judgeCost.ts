/** Whether the seconds that a fault cost members were counted: at most one too many or too few at each end of an interval. */
import type { Cost, RegionCost } from './sla.ts';

export interface JudgedCost {
  /** Seconds that headwatch counted and that were true, over all regions. */
  readonly bad: number;
  readonly true: number;
  /** Counted minus true of the region where they differ most, to a tenth of a second. */
  readonly error: number;
  readonly why: readonly string[];
}

const perEdge = 1;
const tenth = (seconds: number): number => Math.round(seconds * 10) / 10;
const errorOf = (region: RegionCost): number => tenth(region.bad - region.true);

/** @param unseen seconds at the start of each interval that nobody can see yet */
const faultOf = (region: RegionCost, unseen: number): readonly string[] => {
  const error = errorOf(region);
  const allowed = 2 * perEdge * region.intervals;
  if (error <= allowed && error >= -(allowed + unseen * region.intervals)) return [];
  const what = `${region.edge} ${region.region}: ${region.bad} bad seconds counted, ${tenth(region.true)} were true`;
  return [what];
};

export const judgeCost = ({ regions }: Cost, unseen: number): JudgedCost => ({
  bad: tenth(regions.reduce((sum, { bad }) => sum + bad, 0)),
  true: tenth(regions.reduce((sum, region) => sum + region.true, 0)),
  error: regions.map(errorOf).reduce((worst, error) => (Math.abs(error) > Math.abs(worst) ? error : worst), 0),
  why: regions.flatMap((region) => faultOf(region, unseen)),
});
