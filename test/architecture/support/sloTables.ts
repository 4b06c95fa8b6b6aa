/** The tables of docs/slo.md, from the numbers that the rules are made of; a test compares them with the page. */

import { budgetPpm, budgetSeconds } from '../../../alerts/slo/budget.ts';
import { type BurnTier, burnThreshold, burnTiers, reachable } from '../../../alerts/slo/burn.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';

const day = 86_400;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Without the last digits that floating point adds: `10.368`. */
const number = (value: number): string => String(Number(value.toFixed(3)));

/** What objectives allow in periods. */
export const budgetTable = (objectives: readonly number[], days: readonly number[]): string =>
  table(
    ['objective', 'parts per million', ...days.map((count) => `${count} d`)],
    objectives.map((objective) => [
      `${objective} %`,
      String(budgetPpm(objective)),
      ...days.map((count) => {
        const allowed = budgetSeconds(objective, count * day);
        return `${number(allowed)} s (${formatSeconds(allowed)})`;
      }),
    ]),
  );

const tiers: readonly (readonly [string, BurnTier])[] = Object.entries(burnTiers);

/** The tiers at an objective: bad seconds that each window must exceed. One that cannot be reached is not there. */
export const tierTable = (objective: number): string =>
  table(
    ['alert', 'rate', 'long window', 'bad seconds in it', 'short window', 'bad seconds in it'],
    tiers
      .filter(([, tier]) => reachable(tier, objective))
      .map(([name, tier]) => {
        const cell = (window: BurnTier['long'], least: number | undefined): string => {
          const { parts, per } = burnThreshold(tier.factor, objective, window);
          return `more than ${number(parts / per)}${least === undefined ? '' : `, and at least ${least}`}`;
        };
        return [
          `[${name}](runbooks/${name}.md)`,
          `${tier.factor} ×`,
          tier.long,
          cell(tier.long, tier.guard?.long),
          tier.short,
          cell(tier.short, tier.guard?.short),
        ];
      }),
  );
