/** docs/slo.md says the numbers that the rules are made of, and no tier is there that nothing can reach. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alertsOf } from '../../alerts/rules/index.ts';
import { budgetPpm, budgetSeconds } from '../../alerts/slo/budget.ts';
import { type BurnTier, burnThreshold, burnTiers, reachable, type TierName } from '../../alerts/slo/burn.ts';
import { burnWindows } from '../../alerts/slo/recordings.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { fleetWith } from '../rules/support/fleets.ts';
import { budgetTable, tierTable } from './support/sloTables.ts';

const page = readFileSync('docs/slo.md', 'utf8');
const flat = page.replaceAll(/\s+/g, ' ');
const tiers: readonly (readonly [string, BurnTier])[] = Object.entries(burnTiers);

describe('docs/slo.md', () => {
  test('has the budget in seconds', () => {
    expect(page).toContain(budgetTable([99.9, 99.98, 99.99], [28, 30, 31]));
  });

  test.each([99.98, 99.99, 90])('has the tiers of %d %%', (objective) => {
    expect(page).toContain(`\n\n${tierTable(objective)}\n\n`);
  });

  test('names the guards and limits as they are', () => {
    expect(flat).toContain(`${limits.burnGuardLong} bad seconds in the hour and ${limits.burnGuardShort} in the five`);
    expect(flat).toContain(`more than ${limits.unknownPerDay} s of a day are unknown`);
    expect(limits.breachShown).toBe(3600);
    const reached = 100 - 100 / burnTiers.BudgetFastBurn.factor;
    expect(flat).toContain(`exists above ${reached.toFixed(2)} %`);
  });
});

/** By hand, from the budget of 30 days: facts of arithmetic, not of this code. */
const byHand: readonly (readonly [TierName, number, number, number])[] = [
  ['BudgetFastBurn', 99.98, 10.368, 0.864],
  ['BudgetBurn', 99.98, 25.92, 2.16],
  ['BudgetSlowBurn', 99.98, 51.84, 4.32],
  ['BudgetCreep', 99.98, 51.84, 4.32],
  ['BudgetFastBurn', 99.99, 5.184, 0.432],
  ['BudgetBurn', 99.99, 12.96, 1.08],
  ['BudgetSlowBurn', 99.99, 25.92, 2.16],
  ['BudgetCreep', 99.99, 25.92, 2.16],
  ['BudgetBurn', 90, 12_960, 1080],
];

describe('the budget', () => {
  test.each(byHand)('%s at %d %% burns beyond %d s and %d s', (name, objective, long, short) => {
    const tier = burnTiers[name];
    for (const [window, expected] of [
      [tier.long, long],
      [tier.short, short],
    ] as const) {
      const { parts, per } = burnThreshold(tier.factor, objective, window);
      expect(Number.isInteger(parts)).toBe(true);
      expect(parts / per).toBe(expected);
    }
  });

  test.each([
    [99.98, 200, 518.4],
    [99.99, 100, 259.2],
    [99.9, 1000, 2592],
    [99.9999, 1, 2.592],
    [90, 100_000, 259_200],
  ])('at %d %% is %d parts per million, %d s of 30 days', (objective, ppm, seconds) => {
    expect(budgetPpm(objective)).toBe(ppm);
    expect(budgetSeconds(objective, burnWindows['30d'])).toBe(seconds);
  });
});

describe('a tier', () => {
  test.each([50.1, 90, 93, 93.05, 93.06, 95, 99.98, 99.99, 99.9999])(
    'at %d %% is generated if an outage can reach it',
    (objective) => {
      const names = alertsOf(fleetWith(objective)).map(({ name }) => name);
      for (const [name, tier] of tiers) {
        // A full outage is every second of both windows.
        const full = [tier.long, tier.short].every((window) => {
          const { parts, per } = burnThreshold(tier.factor, objective, window);
          return burnWindows[window] * per > parts;
        });
        expect(reachable(tier, objective), name).toBe(full);
        expect(names.includes(name), name).toBe(full);
      }
    },
  );

  test('that pages cannot be reached by one lost probe, nor by two, at any objective', () => {
    for (const [name, tier] of tiers) {
      const pages = name === 'BudgetFastBurn';
      expect(tier.guard !== undefined, name).toBe(pages);
      if (pages) expect(Math.min(tier.guard?.long ?? 0, tier.guard?.short ?? 0)).toBeGreaterThan(2);
    }
  });
});
