/**
 * The error budget in whole parts per million: in floating point `1 - 0.9998` is 0.00019999999999997797, and a budget
 * of that is nobody's promise.
 */
const million = 1_000_000;

/** `99.98` → 999800. */
export const objectivePpm = (objective: number): number => Math.round(objective * 10_000);

/** `99.98` → 200: of a million seconds so many may be bad. */
export const budgetPpm = (objective: number): number => million - objectivePpm(objective);

/** Bad seconds that an objective (percent) allows in a period (seconds): 518.4 of 30 days at 99.98. */
export const budgetSeconds = (objective: number, period: number): number => (budgetPpm(objective) * period) / million;
