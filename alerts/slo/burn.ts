/**
 * The tiers of budget burn (SRE Workbook, "Alerting on SLOs", 30 days): how many times faster than allowed the budget
 * goes, in a long window, so that it matters, and in a short one, so that it is still going on.
 */
import { limits } from '../../collector/policy/ladder.ts';
import { budgetPpm } from './budget.ts';
import { type BurnWindow, burnWindows, recorded, secondsIn } from './recordings.ts';

export interface BurnTier {
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  /** Times the rate that spends the budget in exactly 30 days; one decimal at most. */
  readonly factor: number;
  /** Bad seconds that each window must hold, whatever the objective. */
  readonly guard?: { readonly long: number; readonly short: number };
}

/**
 * By the alert that each is. Only the page has a guard: at high objectives its rate alone is reached by ten seconds of
 * an hour and one of five minutes, so that one lost probe could wake somebody.
 */
export const burnTiers = {
  BudgetFastBurn: {
    long: '1h',
    short: '5m',
    factor: 14.4,
    guard: { long: limits.burnGuardLong, short: limits.burnGuardShort },
  },
  BudgetBurn: { long: '6h', short: '30m', factor: 6 },
  BudgetSlowBurn: { long: '1d', short: '2h', factor: 3 },
  BudgetCreep: { long: '3d', short: '6h', factor: 1 },
} as const satisfies Record<string, BurnTier>;
export type TierName = keyof typeof burnTiers;

const million = 1_000_000;

/**
 * Bad seconds in a window beyond which a tier burns, as a fraction of whole numbers: of the whole window, not of what
 * was measured in it, so that a monitor that has just started does not take one bad second for a catastrophe.
 */
export const burnThreshold = (factor: number, objective: number, window: BurnWindow) => ({
  // Tenths first: 14.4 × 200 is 2880.0000000000005 in floating point.
  parts: (Math.round(factor * 10) * budgetPpm(objective) * burnWindows[window]) / 10,
  per: million,
});

/** Whether any outage can reach a tier: at a low objective a high factor asks for more than all seconds. */
export const reachable = ({ factor }: BurnTier, objective: number): boolean =>
  Math.round(factor * 10) * budgetPpm(objective) < million * 10;

const over = (
  window: BurnWindow,
  { factor, guard }: BurnTier,
  objective: number,
  least: number | undefined,
): string => {
  const bad = recorded(secondsIn(window), { state: 'bad' });
  const { parts, per } = burnThreshold(factor, objective, window);
  return `${bad} > ${parts} / ${per}${guard ? `\n    and ${bad} >= ${least}` : ''}`;
};

/** PromQL of a tier: bad seconds of the long window, by edge and region, while both windows burn. */
export const burning = (tier: BurnTier, objective: number): string => `max by (target, region, chain) (
  ${over(tier.long, tier, objective, tier.guard?.long)}
    and ${over(tier.short, tier, objective, tier.guard?.short)}
)`;
